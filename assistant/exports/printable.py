"""What every exporter prints: parts in reading order, sources numbered once, and what is still to
be filled in.

A sheet and a reply both become a `Printable`; a format knows nothing else. Texts are made printable
here, once: what XML cannot
hold (control characters, halves of a surrogate pair) is left out, line ends are `\\n`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from assistant.domain import Citation, Document, Value
from assistant.exports.labels import Labels
from assistant.forms.kinds import FORMS
from assistant.forms.line import Origin
from assistant.forms.sheet import Entry, Section, Sheet, Table

WIDE = 5  # columns that a page holds upright
CHAPTER = 3  # no deeper than the title of a fiche in a contract
UNPRINTABLE = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable_text(text: str) -> str:
    """The text as every format can hold it."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Source(Value):
    """A numbered source: label, exact words; title, weight, dates and territory of its document
    when known.
    """

    n: int
    label: str
    quote: str
    standing: str
    passage_id: str


class Item(Value):
    """One printed line. `origin` is its word, empty in a reply; `notes` are the numbers of its
    sources, `by` who is to fill it in.

    `mention` is the origin as it is printed after the text, empty when the text itself begins with
    it.
    """

    key: str
    label: str
    text: str
    origin: str
    mention: str = ""
    notes: tuple[int, ...] = ()
    by: str = ""


class Grid(Value):
    """A printed table; with `labels`, each row begins with a fixed name and `headers` with the name
    of that column.
    """

    headers: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[tuple[Item, ...], ...]

    def named_cells(self) -> Iterator[tuple[str, Item]]:
        """Each cell, under the names of its row and of its column; columns that share a header are
        told apart by the first row.
        """
        columns = self._column_names()
        for n, row in enumerate(self.rows):
            row_name = self.labels[n] if self.labels else f"n° {n + 1}"
            for column, item in zip(columns, row, strict=True):
                yield f"{row_name} – {column}", item

    def _column_names(self) -> tuple[str, ...]:
        columns = self.headers[1:] if self.labels else self.headers
        if len(set(columns)) == len(columns) or not self.rows:
            return columns
        first_row = zip(columns, self.rows[0], strict=True)
        return tuple(f"{item.text} ({column})" for column, item in first_row)


class Part(Value):
    """A heading and what stands under it; `path` gives the level and title of the headings above
    and its own, `notes` are the sources of its hint and of its gap.
    """

    key: str
    title: str
    level: int
    path: tuple[tuple[int, str], ...] = ()
    hint: str = ""
    gap: str = ""
    notes: tuple[int, ...] = ()
    items: tuple[Item, ...] = ()
    grid: Grid | None = None

    def all_items(self) -> tuple[Item, ...]:
        """The lines under the heading, then those of the table."""
        cells = self.grid.rows if self.grid else ()
        return (*self.items, *chain.from_iterable(cells))

    def lines(self) -> Iterator[tuple[str, Item]]:
        """Every line with its name: its label, or its place in the table."""
        yield from ((item.label, item) for item in self.items)
        yield from self.grid.named_cells() if self.grid else ()

    @property
    def bare(self) -> bool:
        """Is it a heading and nothing else?"""
        return not (self.items or self.grid or self.hint or self.gap)

    @property
    def is_field_table(self) -> bool:
        """Does every line bear a label of its own, so that they read as a table of fields?"""
        labels = [item.label for item in self.items]
        are_unique = len(set(labels)) == len(labels)
        return len(labels) > 1 and all(labels) and are_unique


class Blank(Value):
    """A line still to be filled in, and where: the heading of its chapter, then the way down to
    it.
    """

    key: str
    chapter: str
    label: str
    text: str
    by: str


class Meaning(Value):
    """An origin found in the document, what it means, and on how many lines it stands."""

    origin: str
    meaning: str
    count: int


class Printable(Value):
    """A document ready to be printed."""

    kind: str
    title: str
    subtitle: str
    author: str
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    blanks: tuple[Blank, ...] = ()
    meanings: tuple[Meaning, ...] = ()

    @property
    def landscape_parts(self) -> tuple[bool, ...]:
        """Which parts stand on landscape pages: a wide table, the bare heading just above it, and
        what follows on its level.
        """
        landscape: list[bool] = []
        level = 0  # of the wide table whose pages these are; 0 on upright pages
        above: Part | None = None
        for part in self.parts:
            is_wide = part.grid is not None and len(part.grid.headers) > WIDE
            if is_wide and not level and above is not None and above.bare:
                landscape[-1] = True
            if is_wide:
                level = part.level
            elif part.level < level:
                level = 0
            landscape.append(bool(level))
            above = part
        return tuple(landscape)


class Numbering:
    """Gives each citation its number, the same for the same words of the same passage; sources of
    one document follow each other.
    """

    def __init__(self, citations: Iterable[Citation], standings: Mapping[str, str]) -> None:
        by_place = {_place(citation): citation for citation in citations}
        documents = dict.fromkeys(citation.document_id for citation in by_place.values())
        rank = {document_id: n for n, document_id in enumerate(documents)}
        places = sorted(by_place, key=lambda place: rank[by_place[place].document_id])
        numbers_and_places = list(enumerate(places, 1))
        self.numbers = {place: n for n, place in numbers_and_places}
        self.sources = tuple(
            _source(n, by_place[place], standings) for n, place in numbers_and_places
        )

    def notes(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """The numbers of citations, each once."""
        return tuple(dict.fromkeys(self.numbers[_place(citation)] for citation in citations))


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.passage_id, citation.start, citation.end


def _source(n: int, citation: Citation, standings: Mapping[str, str]) -> Source:
    return Source(
        n=n,
        label=printable_text(citation.label),
        quote=printable_text(citation.quote),
        standing=printable_text(standings.get(citation.document_id, "")),
        passage_id=citation.passage_id,
    )


def standings(documents: Mapping[str, Document] | None) -> dict[str, str]:
    """What each document is worth: its title, weight, dates and territory, by its identifier."""
    return {document_id: _standing(each) for document_id, each in (documents or {}).items()}


def _standing(document: Document) -> str:
    words = (document.title, document.weight.value, document.date_label, document.territory)
    return " · ".join(words)


def printable_sheet(
    sheet: Sheet, labels: Labels, documents: Mapping[str, Document] | None = None
) -> Printable:
    """A form as it is printed. `documents` (by id) add to each source what it is worth."""
    numbering = Numbering(_citations_of(sheet), standings(documents))
    parts = tuple(_parts(sheet, numbering))
    origins = [entry.line.origin.value for entry in sheet.entries()]
    return Printable(
        kind=labels.kinds.get(sheet.kind, FORMS[sheet.kind].title),
        title=printable_text(sheet.title),
        subtitle=printable_text(sheet.subtitle),
        author=labels.author,
        parts=parts,
        sources=numbering.sources,
        blanks=tuple(_blanks(parts)),
        meanings=tuple(
            Meaning(origin=origin, meaning=meaning, count=origins.count(origin))
            for origin, meaning in labels.origins.items()
            if origin in origins
        ),
    )


def _citations_of(sheet: Sheet) -> Iterator[Citation]:
    """The citations, in reading order."""
    for section in sheet.sections:
        yield from section.sources
        for entry in section.all_entries():
            yield from entry.line.citations


def _parts(sheet: Sheet, numbering: Numbering) -> Iterator[Part]:
    """The sections, each with the headings that lead to it."""
    above: list[tuple[int, str]] = []
    for section in sheet.sections:
        above = [(level, title) for level, title in above if level < section.level]
        above.append((section.level, printable_text(section.title)))
        yield _part(section, tuple(above), numbering)


def _part(section: Section, path: tuple[tuple[int, str], ...], numbering: Numbering) -> Part:
    notes = numbering.notes(section.sources)
    items = tuple(_item(entry, numbering) for entry in section.entries)
    return Part(
        key=section.key,
        title=printable_text(section.title),
        level=section.level,
        path=path,
        hint=printable_text(section.hint),
        gap=printable_text(section.gap),
        notes=notes,
        items=items,
        grid=_grid(section.table, numbering) if section.table else None,
    )


def _grid(table: Table, numbering: Numbering) -> Grid:
    rows = []
    for entries in table.rows:
        rows.append(tuple(_item(entry, numbering) for entry in entries))
    return Grid(
        headers=tuple(map(printable_text, table.headers)),
        labels=tuple(map(printable_text, table.labels)),
        rows=tuple(rows),
    )


def _item(entry: Entry, numbering: Numbering) -> Item:
    """A line; its label is left out when its text begins with it and a number (« Axe 1 – … » under
    « Axe »).
    """
    line, origin = entry.line, entry.line.origin.value
    text = printable_text(line.text)
    repeats_label = _begins(text, entry.label, r"\s\d")
    return Item(
        key=entry.key,
        label="" if repeats_label else printable_text(entry.label),
        text=text,
        origin=origin,
        mention="" if _begins(text, origin) else origin,
        notes=numbering.notes(line.citations),
        by=printable_text(line.by),
    )


def _begins(text: str, word: str, then: str = "") -> bool:
    """Does a text begin with that word, in any case, and then with what the pattern `then` says?
    Never for an empty word.
    """
    if not word:
        return False
    pattern = re.escape(word) + then
    return re.match(pattern, text, re.I) is not None


def _blanks(parts: Iterable[Part]) -> Iterator[Blank]:
    """The missing lines, under the nearest heading above their own that is no deeper than a
    chapter.
    """
    for part in parts:
        high = [(level, title) for level, title in part.path[:-1] if level <= CHAPTER]
        chapter_level, chapter = high[-1] if high else part.path[-1]
        below = " › ".join(title for level, title in part.path if level > chapter_level)
        for name, item in part.lines():
            if item.origin != Origin.MISSING.value:
                continue
            label = " – ".join(filter(None, (below, name)))
            yield Blank(key=item.key, chapter=chapter, label=label, text=item.text, by=item.by)


def plain_part(key: str, title: str, texts: Iterable[str]) -> Part:
    """Sentences under a heading."""
    items = tuple(
        Item(key=f"{key}.{n}", label="", text=printable_text(text), origin="")
        for n, text in enumerate(texts)
    )
    return Part(key=key, title=title, level=1, items=items)
