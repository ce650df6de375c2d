"""A form as a sheet: its fields in reading order, with the French titles that the fields carry."""

import re
from collections.abc import Iterator
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
        wide = len(self.headers) - bool(self.labels)
        if any(len(row) != wide for row in self.rows) or (
            self.labels and len(self.labels) != len(self.rows)
        ):
            raise ValueError("chaque ligne d’un tableau a une case par colonne")
        return self


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


class Sheet(Value):
    """A form as a person reads it, from its title to its last line."""

    kind: str
    title: str
    subtitle: str = ""
    sections: tuple[Section, ...]

    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in reading order, tables included."""
        return tuple(
            entry
            for section in self.sections
            for entry in (
                *section.entries,
                *(e for row in (section.table.rows if section.table else ()) for e in row),
            )
        )

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
    for name in reading_order(type(value)):
        child, field = getattr(value, name), type(value).model_fields[name]
        key = field.alias or name
        if key in HEADS or isinstance(child, str | int):
            continue
        if key in ASIDE and not child.lines:
            continue
        depth = level + DEEPER.get(key, 1) - 1 if isinstance(value, Contrat) else level
        yield from _section(child, f"{path}{key}", str(field.title), min(depth, DEEPEST))


def _section(value: Any, key: str, title: str, level: int) -> Iterator[Section]:
    """The sections of one field."""
    if isinstance(value, Rubric):
        yield _rubric(value, key, title, level)
    elif isinstance(value, TableauSuivi | Fiche):
        yield from _form_within(value, key, level)
    elif isinstance(value, tuple) and value and isinstance(value[0], Fiche):
        for n, fiche in enumerate(value):
            yield from _form_within(fiche, f"{key}.{n}", level)
    elif isinstance(value, tuple) and value and isinstance(value[0], Row):
        yield Section(key=key, title=title, level=level, table=_table(value, key))
    elif isinstance(value, tuple) and value and isinstance(value[0], SuiviColumn):
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
    return Section(
        key=key,
        title=title,
        level=level,
        hint=rubric.hint.text if rubric.hint else "",
        gap=rubric.gap.text if rubric.gap else "",
        sources=tuple(note.citation for note in notes if note.citation),
        entries=tuple(Entry(key=f"{key}.{n}", line=line) for n, line in enumerate(rubric.lines)),
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
    keys = {name: field.alias or name for name, field in fields.items()}
    label_fields = [name for name in fields if not isinstance(getattr(rows[0], name), Line)]
    lines = [name for name in fields if name not in label_fields]
    return Table(
        headers=tuple(str(fields[name].title) for name in (*label_fields, *lines)),
        labels=tuple(str(getattr(row, name)) for row in rows for name in label_fields),
        rows=tuple(
            tuple(Entry(key=f"{key}.{n}.{keys[name]}", line=getattr(row, name)) for name in lines)
            for n, row in enumerate(rows)
        ),
    )


def _columns(columns: tuple[SuiviColumn, ...], key: str) -> Table:
    """Annexe 4 as it is printed: a column a theme, under its volet, and a row an indicator."""
    fields = SuiviColumn.model_fields
    keys = {name: field.alias or name for name, field in fields.items()}
    lines = [name for name in fields if isinstance(getattr(columns[0], name), Line)]
    return Table(
        headers=("Indicateur", *(f"Volet {column.volet}" for column in columns)),
        labels=tuple(re.sub(r" \(\w+\)$", "", str(fields[name].title)) for name in lines),
        rows=tuple(
            tuple(
                Entry(key=f"{key}.{n}.{keys[name]}", line=getattr(column, name))
                for n, column in enumerate(columns)
            )
            for name in lines
        ),
    )
