"""Document → passages, along its paragraphs, articles, headings, footnotes, tables and lists.

    text ─ lines ─ notes ─ zones ─ blocks ─ groups ─► passages

Each step is a module of this package; what is peculiar to a family of documents is a table in
`corpus/profils/`.
"""

from collections.abc import Iterator

from assistant.domain import Document, Gap, Kind, Passage, Value
from assistant.reading.block_pieces import parts_of, pieces_of, stack_blocks
from assistant.reading.blocks import Block, blocks_of
from assistant.reading.gaps import gap_after
from assistant.reading.groups import Group, groups_of
from assistant.reading.lines import Line, lines_of, split_at, without_furniture
from assistant.reading.notes import Call, Note, Notes, take_notes
from assistant.reading.pieces import Piece, compose
from assistant.reading.profiles import Profile
from assistant.reading.zones import Extract, take_zones
from assistant.texts.spaces import squeeze

Pages = tuple[tuple[int, int], ...]

HEADING_WORDS = 4
NOTE_GAP = 200


def passages_of(
    document: Document, source: str, profile: Profile, pages: Pages = ()
) -> tuple[Passage, ...]:
    """Cut a document's text into passages, in reading order.

    `pages` gives (offset, page number) where pages are known. A group and its items are both
    passages: an item has the group as parent, a note the passage that calls it.
    """
    lines = tuple(split_at(without_furniture(lines_of(source), profile.furniture), profile.splits))
    notes = take_notes(source, lines) if profile.notes else Notes(body=lines)
    body, extracts = take_zones(notes.body, profile.zones)
    blocks = blocks_of(body, profile)
    gaps = _gaps_of(blocks, profile)
    maker = _PassageMaker(document, source, notes.calls, pages)
    found = [passage for group in groups_of(blocks) for passage in maker.from_group(group, gaps)]
    found += [maker.from_extract(extract) for extract in extracts]
    found.sort(key=lambda passage: (passage.start, passage.parent is not None, -passage.end))
    found = _tie_recommendations(found)
    found += [maker.from_note(note, found) for note in notes.notes]
    _refuse_twins(found)
    return tuple(passage.model_copy(update={"order": order}) for order, passage in enumerate(found))


class _Cutting(Value):
    """What one passage is made of: `own` pieces are its words, the others what is read before."""

    key: str
    label: str
    kind: Kind
    before: tuple[Piece, ...] = ()
    own: tuple[Piece, ...]
    path: tuple[str, ...] = ()
    parent: str | None = None


class _PassageMaker:
    """Makes the passages of one document."""

    def __init__(
        self, document: Document, source: str, calls: tuple[Call, ...], pages: Pages
    ) -> None:
        self.document, self.source, self.calls, self.pages = document, source, calls, pages
        self.holes = tuple(_hole_of(source, call) for call in calls)

    def from_group(self, group: Group, gaps: dict[int, Gap]) -> Iterator[Passage]:
        """The whole group, then each of its items with its lead-in, or each paragraph of a box with
        its title.
        """
        path = tuple(squeeze(block.text) for block in group.headings)
        before = tuple(_title_before(group))
        whole = _Cutting(
            key=group.id,
            label=group.label,
            kind=group.kind,
            before=before,
            own=tuple(stack_blocks(group.blocks)),
            path=path,
        )
        starts = (block.lines[0].start for block in group.blocks)
        lost = [gaps[start] for start in starts if start in gaps]
        yield self._passage(whole).model_copy(update={"gap": lost[-1] if lost else None})
        for n, (block, lead) in enumerate(parts_of(group), 1):
            part = _part_of(group, block, n)
            yield self._passage(part.model_copy(update={"before": (*before, *lead), "path": path}))

    def from_extract(self, extract: Extract) -> Passage:
        """What was cut from a zone."""
        cutting = _Cutting(
            key=extract.id, label=extract.label, kind=extract.kind, own=extract.pieces
        )
        return self._passage(cutting).model_copy(update={"record": extract.record})

    def from_note(self, note: Note, found: list[Passage]) -> Passage:
        """A footnote, tied to the smallest passage of `found` that holds its call."""
        call = next((call for call in self.calls if call.number == note.number), None)
        callers = [p for p in found if call and p.start <= call.start < p.end and p.parent is None]
        smallest = min(callers, key=lambda p: p.end - p.start, default=None)
        return self._passage(
            _Cutting(
                key=f"note-{note.number}",
                label=f"note {note.number}",
                kind=Kind.NOTE,
                own=tuple(_note_pieces(note.lines, note.mark)),
                path=callers[0].path if callers else (),
                parent=smallest.id.split("/", 1)[1] if smallest else None,
            )
        )

    def _passage(self, cutting: _Cutting) -> Passage:
        document = self.document
        composed = compose(self.source, (*cutting.before, *cutting.own), self.holes)
        solid = [piece for piece in cutting.own if not piece.glue]
        start, end = solid[0].start, max(piece.end for piece in solid)
        return Passage(
            id=f"{document.id}/{cutting.key}",
            document_id=document.id,
            label=f"{document.short}, {cutting.label}" if cutting.label else document.short,
            path=cutting.path,
            text=composed.text,
            runs=composed.runs,
            start=start,
            end=end,
            kind=cutting.kind,
            order=0,
            page=self._page_at(start),
            parent=f"{document.id}/{cutting.parent}" if cutting.parent else None,
            notes=tuple(self._notes_called_in(solid)),
        )

    def _notes_called_in(self, pieces: list[Piece]) -> Iterator[str]:
        """The identifiers of the notes that pieces of the document call."""
        for call in self.calls:
            if any(piece.start <= call.start < piece.end for piece in pieces):
                yield f"{self.document.id}/note-{call.number}"

    def _page_at(self, offset: int) -> int | None:
        """The page where an offset stands, when pages are known."""
        return next((number for start, number in reversed(self.pages) if start <= offset), None)


def _gaps_of(blocks: tuple[Block, ...], profile: Profile) -> dict[int, Gap]:
    """The lists that the source lost, by the offset of the block that announces each."""
    return {
        block.lines[0].start: Gap(lead=squeeze(block.text))
        for i, block in enumerate(blocks)
        if gap_after(blocks, i, profile.gaps)
    }


def _title_before(group: Group) -> list[Piece]:
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
    if not (group.first and group.opening == "paragraph" and group.headings):
        return []
    heading = group.headings[-1]
    if len(heading.text.split()) < HEADING_WORDS:
        return []
    return [*pieces_of(heading, with_mark=True), Piece(glue="\n")]


def _part_of(group: Group, block: Block, n: int) -> _Cutting:
    """The `n`-th part of a group that is cited alone, without what is read before it."""
    separator = "." if "#" in group.id else "#"
    is_item = block.kind == "item"
    ordinal = "1er" if n == 1 else f"{n}e"
    return _Cutting(
        key=f"{group.id}{separator}{n}",
        label=f"{group.label}, {ordinal} {'point' if is_item else 'alinéa'}",
        kind=Kind.ITEM if is_item else group.kind,
        own=tuple(pieces_of(block, with_mark=False)),
        parent=group.id,
    )


def _note_pieces(lines: tuple[Line, ...], mark: int) -> list[Piece]:
    """A note's lines without its number; the lines that the next page holds are far away and make
    a piece of their own.
    """
    pieces = [Piece(start=lines[0].start + mark, end=lines[0].end)]
    for line in lines[1:]:
        if line.start - pieces[-1].end > NOTE_GAP:
            pieces += [Piece(glue=" "), Piece(start=line.start, end=line.end)]
        else:
            pieces[-1] = Piece(start=pieces[-1].start, end=line.end)
    return pieces


def _tie_recommendations(found: list[Passage]) -> list[Passage]:
    """Tie each recommendation that stands in the running text to the paragraph that it closes."""
    tied: list[Passage] = []
    paragraph: Passage | None = None
    for passage in found:
        in_text = passage.kind is Kind.RECOMMENDATION and passage.record is None
        if in_text and paragraph is not None:
            passage = passage.model_copy(update={"closes": paragraph.id})
        elif passage.kind is Kind.PARAGRAPH and passage.parent is None:
            paragraph = passage
        tied.append(passage)
    return tied


def _hole_of(source: str, call: Call) -> tuple[int, int]:
    """The digits of a call, and the spaces that it pushed before a comma or a full stop."""
    end = call.end
    while end < len(source) and source[end] == " " and source[end + 1 : end + 2] in {",", ".", ")"}:
        end += 1
    return call.start, end


def _refuse_twins(passages: list[Passage]) -> None:
    """Raises ValueError when two passages of a document share an identifier."""
    seen: set[str] = set()
    for passage in passages:
        if passage.id in seen:
            raise ValueError(passage.id)
        seen.add(passage.id)
