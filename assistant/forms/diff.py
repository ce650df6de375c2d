"""Two versions of a form compared line by line."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

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
    return tuple(
        difference
        for key in _keys(old, new)
        for difference in _section(_of(old, key), _of(new, key))
    )


def _keys(old: Sheet, new: Sheet) -> list[str]:
    """The keys of the sections of both, in the order of the new one, the removed ones at their
    place in the old.
    """
    before, after = (
        [section.key for section in old.sections],
        [section.key for section in new.sections],
    )
    keys: list[str] = []
    for _, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        keys += [key for key in before[a:b] if key not in after[c:d]] + after[c:d]
    return list(dict.fromkeys(keys))


def _of(sheet: Sheet, key: str) -> Section | None:
    return next((section for section in sheet.sections if section.key == key), None)


def _section(old: Section | None, new: Section | None) -> Iterator[Difference]:
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
    cells = [
        _with_label(table, n, m, entry)
        for n, row in enumerate(table.rows)
        for m, entry in enumerate(row)
    ]
    return (*section.entries, *cells)


def _with_label(table: Table, n: int, m: int, entry: Entry) -> Entry:
    row = table.labels[n] if table.labels else str(n + 1)
    return entry.model_copy(update={"label": f"{row}, {table.headers[m + bool(table.labels)]}"})


def _pairs(
    old: Sequence[Entry], new: Sequence[Entry]
) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Each line before and after: by key, but in a plain list by what it says, since a line added
    or removed shifts the others.
    """
    if any(entry.label for entry in (*old, *new)):
        yield from _by_key(old, new)
        return
    before, after = ([_words(entry) for entry in entries] for entries in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        yield from zip_longest(old[a:b], new[c:d])


def _by_key(
    old: Sequence[Entry], new: Sequence[Entry]
) -> Iterator[tuple[Entry | None, Entry | None]]:
    before, after = ({entry.key: entry for entry in entries} for entries in (old, new))
    for key in dict.fromkeys((*before, *after)):
        yield before.get(key), after.get(key)


def _words(entry: Entry | None) -> tuple[str, str] | None:
    return (entry.line.text, entry.line.origin.value) if entry else None
