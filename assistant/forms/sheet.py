"""A form as a sheet: its fields in reading order, with the French titles that the fields carry."""

import re
from collections.abc import Iterator
from itertools import chain, product
from typing import Any, Self

from pydantic import Field, model_validator

from assistant.domain import Citation, Value
from assistant.forms.contrat import Contrat
from assistant.forms.fiche import Fiche
from assistant.forms.line import Form, Line, Origin, Row, Rubric, reading_order
from assistant.forms.suivi import SuiviColumn, TableauSuivi
from assistant.forms.tree import lines_of, walk


class Entry(Value):
    """A line and its place in the form; `label` is the French name of the field, empty in a plain
    list.
    """

    key: str
    line: Line
    label: str = ""


class Table(Value):
    """A table: French headers, and rows of entries.

    With `labels`, each row begins with a fixed name that is no entry, and `headers` begins with the
    name of that column.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    labels: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rows_are_as_wide_as_the_headers(self) -> Self:
        width = len(self.headers) - bool(self.labels)
        is_ragged = any(len(row) != width for row in self.rows)
        lacks_labels = bool(self.labels) and len(self.labels) != len(self.rows)
        if is_ragged or lacks_labels:
            raise ValueError("chaque ligne d’un tableau a une case par colonne")
        return self

    def cells(self) -> tuple[Entry, ...]:
        """The entries of the table, row by row."""
        return tuple(chain.from_iterable(self.rows))


class Section(Value):
    """One rubric of a form. `gap` says in French that the source lost its list; `hint` what the
    instruction expects there.

    `sources` are the citations of the hint and of the gap. A section without entries is a heading
    for those that follow.
    """

    key: str
    title: str
    level: int = Field(1, ge=1, le=6)
    hint: str = ""
    gap: str = ""
    sources: tuple[Citation, ...] = ()
    entries: tuple[Entry, ...] = ()
    table: Table | None = None

    def all_entries(self) -> tuple[Entry, ...]:
        """The entries of the section, then those of its table."""
        cells = self.table.cells() if self.table else ()
        return (*self.entries, *cells)


class Sheet(Value):
    """A form as a person reads it, from its title to its last line."""

    kind: str
    title: str
    subtitle: str = ""
    sections: tuple[Section, ...]

    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in reading order, tables included."""
        entries = (section.all_entries() for section in self.sections)
        return tuple(chain.from_iterable(entries))

    def missing(self) -> tuple[Entry, ...]:
        """What is still to be filled in."""
        return tuple(entry for entry in self.entries() if entry.line.origin is Origin.MISSING)


# Fields of a contract that stand under a heading of annexe 1 and are not one.
DEEPER = {
    "volet_1": 2,
    "volet_2": 2,
    "volet_3": 2,
    "fiche_pdp": 3,
    "fiches_risques": 3,
    "fiches_libres": 3,
    "suivi": 2,
}
DEEPEST = 6
HEADS = {"titre", "kind"}
NAMES = ("service", "region", "caisse")
# A contract gives the advice once, and not in each of its fiches.
ASIDE = {"conseils"}


def sheet_of(form: Form) -> Sheet:
    """The form as a person reads it; the key of an entry is its path in the form."""
    return Sheet(
        kind=form.kind,
        title=form.title.text,
        subtitle=_subtitle(form),
        sections=tuple(_sections(form, "", 1)),
    )


def _subtitle(form: Form) -> str:
    """Whose form it is: the service, then its region or Caisse."""
    lines = {part.path: part.value for part in lines_of(form.who)}
    names = (lines[name] for name in NAMES if name in lines)
    return " – ".join(line.text for line in names if line.origin is not Origin.MISSING)


def _sections(value: Value, path: str, level: int) -> Iterator[Section]:
    """The sections of a form, from its fields."""
    fields = type(value).model_fields
    for name in reading_order(type(value)):
        child, key = getattr(value, name), fields[name].alias or name
        if key in HEADS or isinstance(child, str | int):
            continue
        if key in ASIDE and not child.lines:
            continue
        extra = DEEPER.get(key, 1) - 1 if isinstance(value, Contrat) else 0
        title = str(fields[name].title)
        yield from _section(child, f"{path}{key}", title, min(level + extra, DEEPEST))


def _section(value: Any, key: str, title: str, level: int) -> Iterator[Section]:
    """The sections of one field."""
    first = value[0] if isinstance(value, tuple) and value else None
    if isinstance(value, Rubric):
        yield _rubric(value, key, title, level)
    elif isinstance(value, TableauSuivi | Fiche):
        yield from _form_within(value, key, level)
    elif isinstance(first, Fiche):
        for n, fiche in enumerate(value):
            yield from _form_within(fiche, f"{key}.{n}", level)
    elif isinstance(first, Row):
        yield Section(key=key, title=title, level=level, table=_table(value, key))
    elif isinstance(first, SuiviColumn):
        yield Section(key=key, title=title, level=level, table=_columns(value, key))
    elif value:
        yield Section(key=key, title=title, level=level, entries=tuple(_entries(value, key)))
        yield from _rubrics_within(value, key, min(level + 1, DEEPEST))


def _form_within(form: Fiche | TableauSuivi, key: str, level: int) -> Iterator[Section]:
    """A form inside a contract, under its title; who it is for stands at the head of the
    contract.
    """
    yield Section(key=key, title=form.title.text, level=level, sources=form.title.citations)
    for section in _sections(form, f"{key}.", min(level + 1, DEEPEST)):
        if section.key != f"{key}.identification":
            yield section


def _rubric(rubric: Rubric, key: str, title: str, level: int) -> Section:
    notes = [note for note in (rubric.hint, rubric.gap) if note]
    lines = enumerate(rubric.lines)
    return Section(
        key=key,
        title=title,
        level=level,
        hint=rubric.hint.text if rubric.hint else "",
        gap=rubric.gap.text if rubric.gap else "",
        sources=tuple(note.citation for note in notes if note.citation),
        entries=tuple(Entry(key=f"{key}.{n}", line=line) for n, line in lines),
    )


def _entries(value: Any, key: str) -> Iterator[Entry]:
    """The lines of a block, each with the name of its field; the rubrics of a block are sections of
    their own.
    """
    for part in lines_of(value, key):
        if not part.rubric:
            yield Entry(key=part.path, line=part.value, label=part.title)


def _rubrics_within(value: Any, key: str, level: int) -> Iterator[Section]:
    """The rubrics of a block, as sections."""
    for part in walk(value, key):
        if isinstance(part.value, Rubric):
            yield _rubric(part.value, part.path, part.title, level)


def _table(rows: tuple[Row, ...], key: str) -> Table:
    """Rows of named lines; a field that is no line names its row."""
    fields = type(rows[0]).model_fields
    label_fields = [name for name in fields if not isinstance(getattr(rows[0], name), Line)]
    line_fields = [name for name in fields if name not in label_fields]
    titles = (fields[name].title for name in (*label_fields, *line_fields))
    labels = (getattr(row, name) for row, name in product(rows, label_fields))
    return Table(
        headers=tuple(map(str, titles)),
        labels=tuple(map(str, labels)),
        rows=tuple(_row(row, f"{key}.{n}", line_fields) for n, row in enumerate(rows)),
    )


def _row(row: Row, path: str, names: list[str]) -> tuple[Entry, ...]:
    """The lines of one row, those of the fields named."""
    return tuple(_cell(row, path, name) for name in names)


def _cell(block: Row | SuiviColumn, path: str, name: str) -> Entry:
    """The line of one field of a row or column that stands at that path."""
    key = type(block).model_fields[name].alias or name
    return Entry(key=f"{path}.{key}", line=getattr(block, name))


def _columns(columns: tuple[SuiviColumn, ...], key: str) -> Table:
    """Annexe 4 as it is printed: a column a theme, under its volet, and a row an indicator."""
    fields = SuiviColumn.model_fields
    names = [name for name in fields if isinstance(getattr(columns[0], name), Line)]
    titles = (str(fields[name].title) for name in names)
    return Table(
        headers=("Indicateur", *(f"Volet {column.volet}" for column in columns)),
        labels=tuple(re.sub(r" \(\w+\)$", "", title) for title in titles),
        rows=tuple(_indicator_row(columns, key, name) for name in names),
    )


def _indicator_row(columns: tuple[SuiviColumn, ...], key: str, name: str) -> tuple[Entry, ...]:
    """One indicator across the columns of annexe 4."""
    paths = (f"{key}.{n}" for n in range(len(columns)))
    return tuple(_cell(column, path, name) for column, path in zip(columns, paths, strict=True))
