"""Two versions of a form compared line by line."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain, zip_longest

from assistant.domain import Value
from assistant.forms.line import Form, Line
from assistant.forms.sheet import Entry, Section, Sheet, Table, sheet_of


class ChangeKind(StrEnum):
    """What happened to a line."""

    ADDED = "ajoutée"
    REMOVED = "supprimée"
    CHANGED = "modifiée"


class Difference(Value):
    """A line that is not the same in both versions; `before` or `after` is absent when there was
    none.

    `key` is the line's key in the version that has it last; `section` and `label` are its French
    titles.
    """

    key: str
    section: str
    label: str
    kind: ChangeKind
    before: Line | None
    after: Line | None


def differences(before: Form, after: Form) -> tuple[Difference, ...]:
    """What changed between two forms, in reading order. Words and origin are compared; a line that
    moved in its list because of another is not a change.
    """
    old, new = sheet_of(before), sheet_of(after)
    differences_by_section = (
        _compare_sections(_section_of(old, key), _section_of(new, key)) for key in _keys(old, new)
    )
    return tuple(chain.from_iterable(differences_by_section))


def _keys(old: Sheet, new: Sheet) -> list[str]:
    """The keys of the sections of both, in the order of the new one, the removed ones at their
    place in the old.
    """
    before = [section.key for section in old.sections]
    after = [section.key for section in new.sections]
    keys: list[str] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        old_keys, new_keys = before[a:b], after[c:d]
        keys += [key for key in old_keys if key not in new_keys]
        keys += new_keys
    return list(dict.fromkeys(keys))


def _section_of(sheet: Sheet, key: str) -> Section | None:
    sections = (section for section in sheet.sections if section.key == key)
    return next(sections, None)


def _compare_sections(old: Section | None, new: Section | None) -> Iterator[Difference]:
    """The lines of a section that are not the same; either section may be absent."""
    title = next((section.title for section in (new, old) if section), "")
    before = labelled_entries(old) if old else ()
    after = labelled_entries(new) if new else ()
    for former, present in _pairs(before, after):
        if _words(former) != _words(present):
            yield _difference(title, former, present)


def _difference(title: str, before: Entry | None, after: Entry | None) -> Difference:
    entry = after or before
    assert entry is not None
    kind = ChangeKind.CHANGED
    if before is None or after is None:
        kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED
    return Difference(
        key=entry.key,
        section=title,
        label=entry.label,
        kind=kind,
        before=before.line if before else None,
        after=after.line if after else None,
    )


def labelled_entries(section: Section) -> tuple[Entry, ...]:
    """The entries of a section; those of its table are labelled by their row and column."""
    table = section.table
    if table is None:
        return section.entries
    cells = (_labelled_row(table, n) for n in range(len(table.rows)))
    return (*section.entries, *chain.from_iterable(cells))


def _labelled_row(table: Table, n: int) -> Iterator[Entry]:
    """The entries of one row, each labelled by its row and its column."""
    row_name = table.labels[n] if table.labels else str(n + 1)
    columns = table.headers[1:] if table.labels else table.headers
    for entry, column in zip(table.rows[n], columns, strict=True):
        yield entry.model_copy(update={"label": f"{row_name}, {column}"})


def _pairs(
    old: Sequence[Entry], new: Sequence[Entry]
) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Each line before and after: by key, but in a plain list by what it says, since a line added
    or removed shifts the others.
    """
    if any(entry.label for entry in (*old, *new)):
        yield from _pairs_by_key(old, new)
        return
    before = [_words(entry) for entry in old]
    after = [_words(entry) for entry in new]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        yield from zip_longest(old[a:b], new[c:d])


def _pairs_by_key(
    old: Sequence[Entry], new: Sequence[Entry]
) -> Iterator[tuple[Entry | None, Entry | None]]:
    before = {entry.key: entry for entry in old}
    after = {entry.key: entry for entry in new}
    for key in dict.fromkeys((*before, *after)):
        yield before.get(key), after.get(key)


def _words(entry: Entry | None) -> tuple[str, str] | None:
    """What is compared of a line: its words and its origin."""
    if entry is None:
        return None
    return entry.line.text, entry.line.origin.value
