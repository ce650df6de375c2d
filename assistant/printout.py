"""What every exporter prints: parts in reading order, sources numbered once, and what is still to be filled in.

A sheet and a reply both become a `Printout`; a format knows nothing else. Texts are made printable here, once: what XML cannot
hold (control characters, halves of a surrogate pair) is left out, line ends are `\\n`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.captions import Captions
from assistant.domain import Answer, Citation, Document, Lead, Refusal, Value
from assistant.sheet import Entry, Origin, Section, Sheet, Table

WIDE = 5  # columns that a page holds upright
CHAPTER = 3  # no deeper than the title of a fiche in a contract
UNPRINTABLE = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text as every format can hold it."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Source(Value):
    """A numbered source: label, exact words, and what its document is worth (weight, dates, territory) when known."""

    n: int
    label: str
    quote: str
    standing: str
    passage_id: str


class Item(Value):
    """One printed line. `origin` is its word, empty in a reply; `notes` are the numbers of its sources, `by` who is to fill it in."""

    key: str
    label: str
    text: str
    origin: str
    notes: tuple[int, ...] = ()
    by: str = ""


class Grid(Value):
    """A printed table; with `labels`, each row begins with a fixed name and `headers` with the name of that column."""

    headers: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[tuple[Item, ...], ...]

    def named(self) -> Iterator[tuple[str, Item]]:
        """Each cell, under the names of its row and of its column; columns that share a header are told apart by the first row."""
        columns = self.headers[bool(self.labels) :]
        if len(set(columns)) < len(columns) and self.rows:
            columns = tuple(f"{item.text} ({column})" for column, item in zip(columns, self.rows[0], strict=True))
        for n, row in enumerate(self.rows):
            name = self.labels[n] if self.labels else f"n° {n + 1}"
            yield from ((f"{name} – {column}", item) for column, item in zip(columns, row, strict=True))


class Part(Value):
    """A heading and what stands under it; `path` gives the level and title of the headings above and its own, `notes` are the sources of its hint and of its gap."""

    key: str
    title: str
    level: int
    path: tuple[tuple[int, str], ...] = ()
    hint: str = ""
    gap: str = ""
    notes: tuple[int, ...] = ()
    items: tuple[Item, ...] = ()
    grid: Grid | None = None

    def lines(self) -> Iterator[tuple[str, Item]]:
        """Every line with its name: its label, or its place in the table."""
        yield from ((item.label, item) for item in self.items)
        yield from self.grid.named() if self.grid else ()

    @property
    def bare(self) -> bool:
        """Is it a heading and nothing else?"""
        return not (self.items or self.grid or self.hint or self.gap)

    @property
    def named(self) -> bool:
        """Does every line bear a label of its own, so that they read as a table of fields?"""
        labels = [item.label for item in self.items]
        return len(labels) > 1 and all(labels) and len(set(labels)) == len(labels)


class Blank(Value):
    """A line still to be filled in, and where: the heading of its chapter, then the way down to it."""

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


class Printout(Value):
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
    def turned(self) -> tuple[bool, ...]:
        """Which parts stand on landscape pages: a wide table, the bare heading just above it, and what follows on its level."""
        turned: list[bool] = []
        level = 0
        for part in self.parts:
            wide = part.grid is not None and len(part.grid.headers) > WIDE
            if wide and turned and not level and self.parts[len(turned) - 1].bare:
                turned[-1] = True
            level = part.level if wide else level if part.level >= level else 0
            turned.append(bool(level))
        return tuple(turned)


class _Numbering:
    """Gives each citation its number, the same for the same words of the same passage."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.found: dict[tuple[str, int, int], Source] = {}

    def notes(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._source(citation).n for citation in citations))

    def _source(self, citation: Citation) -> Source:
        key = (citation.passage_id, citation.start, citation.end)
        if key not in self.found:
            self.found[key] = Source(
                n=len(self.found) + 1, label=printable(citation.label), quote=printable(citation.quote),
                standing=self._standing(citation.document_id), passage_id=citation.passage_id,
            )  # fmt: skip
        return self.found[key]

    def _standing(self, document_id: str) -> str:
        document = self.documents.get(document_id)
        return f"{document.weight.value} · {document.date_label} · {document.territory}" if document else ""


def sheet_printout(sheet: Sheet, captions: Captions, documents: Mapping[str, Document] | None = None) -> Printout:
    """A form as it is printed. `documents` (by id) add to each source what it is worth."""
    numbering = _Numbering(documents or {})
    parts = tuple(_parts(sheet, numbering))
    origins = [entry.line.origin.value for entry in sheet.entries()]
    return Printout(
        kind=captions.kinds[sheet.kind], title=printable(sheet.title), subtitle=printable(sheet.subtitle), author=captions.author, parts=parts,
        sources=tuple(numbering.found.values()), blanks=tuple(_blanks(parts)),
        meanings=tuple(Meaning(origin=origin, meaning=meaning, count=origins.count(origin)) for origin, meaning in captions.origins.items() if origin in origins),
    )  # fmt: skip


def _parts(sheet: Sheet, numbering: _Numbering) -> Iterator[Part]:
    """The sections, each with the headings that lead to it."""
    above: list[tuple[int, str]] = []
    for section in sheet.sections:
        above = [(level, title) for level, title in above if level < section.level] + [(section.level, printable(section.title))]
        yield _part(section, tuple(above), numbering)


def _part(section: Section, path: tuple[tuple[int, str], ...], numbering: _Numbering) -> Part:
    notes = numbering.notes(section.sources)
    items = tuple(_item(entry, numbering) for entry in section.entries)
    return Part(
        key=section.key, title=printable(section.title), level=section.level, path=path, hint=printable(section.hint), gap=printable(section.gap),
        notes=notes, items=items, grid=_grid(section.table, numbering) if section.table else None,
    )  # fmt: skip


def _grid(table: Table, numbering: _Numbering) -> Grid:
    rows = tuple(tuple(_item(entry, numbering) for entry in row) for row in table.rows)
    return Grid(headers=tuple(map(printable, table.headers)), labels=tuple(map(printable, table.labels)), rows=rows)


def _item(entry: Entry, numbering: _Numbering) -> Item:
    line = entry.line
    return Item(
        key=entry.key, label=printable(entry.label), text=printable(line.text), origin=line.origin.value, notes=numbering.notes(line.citations), by=printable(line.by)
    )


def _blanks(parts: Iterable[Part]) -> Iterator[Blank]:
    """The missing lines, under the nearest heading above their own that is no deeper than a chapter."""
    for part in parts:
        high = [(level, title) for level, title in part.path[:-1] if level <= CHAPTER] or [part.path[-1]]
        chapter, below = high[-1], " › ".join(title for level, title in part.path if level > high[-1][0])
        for name, item in part.lines():
            if item.origin == Origin.MISSING.value:
                yield Blank(key=item.key, chapter=chapter[1], label=" – ".join(filter(None, (below, name))), text=item.text, by=item.by)


def reply_printout(reply: Answer | Refusal, captions: Captions, documents: Mapping[str, Document] | None = None) -> Printout:
    """An answer with its sources, or a refusal with its leads."""
    words = captions.reply
    numbering = _Numbering(documents or {})
    parts: list[Part] = []
    if reply.standalone and reply.standalone != reply.question.text:
        parts.append(_plain("comprise", words.understood, [reply.standalone]))
    parts.append(_told(reply, words.told, numbering) if isinstance(reply, Answer) else _plain("message", words.absent, [reply.message]))
    if isinstance(reply, Refusal) and reply.leads:
        parts.append(_plain("pistes", words.leads, [_lead(lead) for lead in reply.leads]))
    if reply.notices:
        parts.append(_plain("avertissements", words.notices, reply.notices))
    kind = captions.kinds["reponse" if isinstance(reply, Answer) else "refus"]
    return Printout(kind=kind, title=printable(reply.question.text), subtitle="", author=captions.author, parts=tuple(parts), sources=tuple(numbering.found.values()))


def _told(answer: Answer, title: str, numbering: _Numbering) -> Part:
    cited = {citation.n: citation for citation in answer.citations}
    items = [
        Item(key=f"phrases.{n}", label="", text=printable(statement.text), origin="", notes=numbering.notes(cited[number] for number in statement.citations))
        for n, statement in enumerate(answer.statements)
    ]
    return Part(key="phrases", title=title, level=1, items=tuple(items))


def _lead(lead: Lead) -> str:
    return f"{lead.label} ({lead.passage_id})"


def _plain(key: str, title: str, texts: Iterable[str]) -> Part:
    return Part(key=key, title=title, level=1, items=tuple(Item(key=f"{key}.{n}", label="", text=printable(text), origin="") for n, text in enumerate(texts)))
