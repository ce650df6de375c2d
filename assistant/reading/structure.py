"""Document → passages, along its paragraphs, articles, headings, footnotes, tables and lists.

    text ─ lines ─ notes ─ zones ─ blocks ─ groups ─► passages

Each step is a module of this package; what is peculiar to a family of documents is a table in
`corpus/profils/`.
"""

import re
from collections.abc import Iterator

from assistant.domain import Document, Gap, Kind, Passage
from assistant.reading.blocks import Block, blocks_of
from assistant.reading.gaps import gap_after
from assistant.reading.groups import Group, groups_of
from assistant.reading.lines import lines_of, split_at, without_furniture
from assistant.reading.notes import Call, Note, Notes, take_notes
from assistant.reading.pieces import Piece, compose
from assistant.reading.profiles import Profile
from assistant.reading.zones import Extract, part
from assistant.texts.spaces import squeeze


def passages_of(
    document: Document, source: str, profile: Profile, pages: tuple[tuple[int, int], ...] = ()
) -> tuple[Passage, ...]:
    """Cut a document's text into passages, in reading order.

    `pages` gives (offset, page number) where pages are known. A group and its items are both
    passages:
    an item has the group as parent, a note the passage that calls it.
    """
    lines = tuple(split_at(without_furniture(lines_of(source), profile.furniture), profile.splits))
    notes = take_notes(source, lines) if profile.notes else Notes(body=lines)
    body, extracts = part(notes.body, profile.zones)
    blocks = blocks_of(body, profile)
    gaps = {
        block.lines[0].start: Gap(lead=squeeze(block.text))
        for i, block in enumerate(blocks)
        if gap_after(blocks, i, profile.gaps)
    }
    maker = _Maker(document, source, notes.calls, pages)
    found = [passage for group in groups_of(blocks) for passage in maker.group(group, gaps)]
    found += [maker.extract(extract) for extract in extracts]
    found.sort(key=lambda passage: (passage.start, passage.parent is not None, -passage.end))
    found = _closing(found)
    found += [maker.note(note, found) for note in notes.notes]
    return tuple(
        passage.model_copy(update={"order": order})
        for order, passage in enumerate(_distinct(found))
    )


class _Maker:
    """What every passage of one document needs to be made."""

    def __init__(
        self,
        document: Document,
        source: str,
        calls: tuple[Call, ...],
        pages: tuple[tuple[int, int], ...],
    ) -> None:
        self.document, self.source, self.calls, self.pages = document, source, calls, pages
        self.holes = tuple(_hole(source, call) for call in calls)

    def passage(
        self,
        id: str,
        label: str,
        kind: Kind,
        pieces: list[Piece],
        path: tuple[str, ...],
        own: list[Piece],
        parent: str | None = None,
    ) -> Passage:
        composed = compose(self.source, pieces, self.holes)
        solid = [piece for piece in own if not piece.glue]
        start, end = solid[0].start, max(piece.end for piece in solid)
        return Passage(
            id=f"{self.document.id}/{id}",
            document_id=self.document.id,
            label=f"{self.document.short}, {label}" if label else self.document.short,
            path=path,
            text=composed.text,
            runs=composed.runs,
            start=start,
            end=end,
            kind=kind,
            order=0,
            page=self._page(start),
            parent=f"{self.document.id}/{parent}" if parent else None,
            notes=tuple(
                f"{self.document.id}/note-{call.number}"
                for call in self.calls
                if any(p.start <= call.start < p.end for p in solid)
            ),
        )

    def group(self, group: Group, gaps: dict[int, Gap]) -> Iterator[Passage]:
        """The whole group, then each of its items with its lead-in; or each paragraph of a box with
        its title.
        """
        path = tuple(squeeze(block.text) for block in group.headings)
        prefix = self._prefix(group)
        own = _stacked(group.blocks)
        whole = self.passage(group.id, group.label, group.kind, [*prefix, *own], path, own)
        lost = [
            gaps[block.lines[0].start] for block in group.blocks if block.lines[0].start in gaps
        ]
        yield whole.model_copy(update={"gap": lost[-1] if lost else None})
        for n, (block, lead) in enumerate(_parts(group), 1):
            alone = _solid(block, marked=False)
            pieces = [*prefix, *lead, *alone]
            label = (
                f"{group.label}, {n}{'er' if n == 1 else 'e'} "
                f"{'point' if block.kind == 'item' else 'alinéa'}"
            )
            separator = "." if "#" in group.id else "#"
            kind = Kind.ITEM if block.kind == "item" else group.kind
            yield self.passage(
                f"{group.id}{separator}{n}", label, kind, pieces, path, alone, parent=group.id
            )

    def _prefix(self, group: Group) -> list[Piece]:
        """For a rubric of a form, the title of the form; for the first paragraph of a section, its
        heading when it says something.
        """
        form = group.headings[-2] if len(group.headings) > 1 else None
        if form and form.start.prefix and group.opening == "heading":
            return [
                piece
                for line in form.lines
                for piece in (Piece(start=line.start, end=line.end), Piece(glue=" – "))
            ]
        if (
            group.first
            and group.opening == "paragraph"
            and group.headings
            and len(group.headings[-1].text.split()) >= 4
        ):
            return [*_solid(group.headings[-1], marked=True), Piece(glue="\n")]
        return []

    def extract(self, extract: Extract) -> Passage:
        own = [piece for piece in extract.pieces if not piece.glue]
        passage = self.passage(
            extract.id, extract.label, extract.kind, list(extract.pieces), (), own
        )
        return passage.model_copy(update={"record": extract.record})

    def note(self, note: Note, found: list[Passage]) -> Passage:
        """A footnote, tied to the smallest passage that holds its call."""
        call = next((call for call in self.calls if call.number == note.number), None)
        callers = [p for p in found if call and p.start <= call.start < p.end and p.parent is None]
        parent = (
            min(callers, key=lambda p: p.end - p.start).id.split("/", 1)[1] if callers else None
        )
        first = note.lines[0]
        pieces = [Piece(start=first.start + note.mark, end=first.end)]
        for line in note.lines[1:]:
            glued = (
                []
                if line.start - pieces[-1].end > 200
                else [Piece(start=pieces[-1].start, end=line.end)]
            )
            pieces = (
                [*pieces[:-1], *glued]
                if glued
                else [*pieces, Piece(glue=" "), Piece(start=line.start, end=line.end)]
            )
        path = next((p.path for p in callers), ())
        return self.passage(
            f"note-{note.number}",
            f"note {note.number}",
            Kind.NOTE,
            pieces,
            path,
            pieces,
            parent=parent,
        )

    def _page(self, offset: int) -> int | None:
        """The page where an offset stands, when pages are known."""
        return next((number for start, number in reversed(self.pages) if start <= offset), None)


def _closing(found: list[Passage]) -> list[Passage]:
    """Tie each recommendation that stands in the running text to the paragraph that it closes."""
    tied: list[Passage] = []
    paragraph: Passage | None = None
    for passage in found:
        if passage.kind is Kind.RECOMMENDATION and passage.record is None and paragraph is not None:
            passage = passage.model_copy(update={"closes": paragraph.id})
        elif passage.kind is Kind.PARAGRAPH and passage.parent is None:
            paragraph = passage
        tied.append(passage)
    return tied


def _hole(source: str, call: Call) -> tuple[int, int]:
    """The digits of a call, and the spaces that it pushed before a comma or a full stop."""
    end = call.end
    while end < len(source) and source[end] == " " and source[end + 1 : end + 2] in {",", ".", ")"}:
        end += 1
    return call.start, end


def _solid(block: Block, marked: bool) -> list[Piece]:
    """A block's stretches: one, or several where something that stands elsewhere (a note, a page)
    cuts it.
    """
    first = block.lines[0]
    pieces = [
        Piece(
            start=first.start + (0 if marked and block.kind == "item" else block.skip),
            end=first.end,
        )
    ]
    for before, line in zip(block.lines, block.lines[1:], strict=False):
        if line.start - before.end > 12:
            pieces += [Piece(glue=" "), Piece(start=line.start, end=line.end)]
        else:
            pieces[-1] = pieces[-1].model_copy(update={"end": line.end})
    return pieces


def _stacked(blocks: tuple[Block, ...]) -> list[Piece]:
    pieces: list[Piece] = []
    for block in blocks:
        pieces += [Piece(glue="\n")] * bool(pieces) + _solid(block, marked=True)
    return pieces


def _parts(group: Group) -> Iterator[tuple[Block, list[Piece]]]:
    """The parts of a group that are cited alone, each with what makes it read well alone."""
    items = [block for block in group.blocks if block.kind == "item"]
    if group.kind in {Kind.BOX} and len(group.blocks) > 2:
        title = [*_solid(group.blocks[0], True), Piece(glue=" – ")]
        leads: list[Piece] = []
        for block in group.blocks[1:]:
            yield block, [*title, *(leads if block.kind == "item" else [])]
            leads = [*_solid(block, True), Piece(glue=" ")] if block.text.endswith(":") else leads
        return
    if len(group.blocks) < 2 or not items:
        return
    upper: dict[int, list[Piece]] = {}
    for block in group.blocks:
        if block.kind != "item":
            upper = {0: _upper(group, block, upper.get(0, []))}
            continue
        outer = max((level for level in upper if level < block.start.level), default=0)
        yield block, upper.get(outer, [])
        upper = {level: lead for level, lead in upper.items() if level < block.start.level}
        if re.search(r"(?::|\bpar)$", block.text):
            upper[block.start.level] = [*_solid(block, False), Piece(glue=" ")]


def _upper(group: Group, block: Block, current: list[Piece]) -> list[Piece]:
    """What reads before the items that follow a block: in a rubric its title and lead-in, elsewhere
    the nearest lead-in.
    """
    announces = block.text.endswith(":")
    if group.opening == "heading" and announces and block.kind == "paragraph":
        return [*current, *_lead(block)]
    return _lead(block) if announces or not current or group.opening == "heading" else current


def _lead(block: Block) -> list[Piece]:
    """The words that announce a list: the last sentence of a block when they end with a colon, or a
    rubric's title.
    """
    pieces = _solid(block, False)
    if block.kind == "heading" or block.text.endswith(":"):
        last = pieces[-1]
        return [*pieces[:-1], last, Piece(glue=" ")]
    return [*pieces, Piece(glue="\n")]


def _distinct(passages: list[Passage]) -> Iterator[Passage]:
    """Passages of a same document never share an identifier."""
    seen: set[str] = set()
    for passage in passages:
        if passage.id in seen:
            raise ValueError(passage.id)
        seen.add(passage.id)
        yield passage
