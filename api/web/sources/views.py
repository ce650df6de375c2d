"""A document's text → the blocks of its page: every character is kept, in order, and the quoted
ones are marked.

Passages lie one inside another and never cross, so that the text is cut at each of their ends: a
block belongs to the innermost passage around it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.domain import Gap, Kind, Passage, Value
from assistant.texts.spaces import flatten

LINED = {Kind.CONTENTS, Kind.TABLE, Kind.SECTION, Kind.PEOPLE, Kind.FIGURE, Kind.FIELD}
SLIGHT = re.compile(r"[\W\d_]*(?:\bo\s+)?")
BULLET = re.compile(r"\n[\W\d_]*(?:\bo\s+)?\Z")

Span = tuple[int, int]


class Piece(Value):
    """Characters of the document, marked or not; `place` numbers the marks, from 1, where one
    begins.
    """

    text: str
    marked: bool = False
    place: int = 0

    @property
    def first(self) -> bool:
        """Does the first mark begin here?"""
        return self.place == 1


class Block(Value):
    """A paragraph, or a heading (`level` 2 to 6).

    `ids` are the anchors of the passages that begin here, `label` names the innermost, `lost` the
    lists that those ending here lack.
    """

    pieces: tuple[Piece, ...]
    ids: tuple[str, ...] = ()
    label: str = ""
    level: int = 0
    kind: str = "hors"
    depth: int = 0
    lined: bool = False
    lost: tuple[Gap, ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def blocks(text: str, passages: Sequence[Passage], *marks: Span) -> tuple[Block, ...]:
    """The blocks of a document; `marks` are the characters to mark, in order and apart. A bullet or
    a paragraph number goes with the words that follow it.
    """
    sections = _sections(passages)
    levels = _levels(passages)
    made: list[Block] = []
    begin = 0
    for (start, end), around in _cut(len(text), passages):
        closed = any(passage.end == end for passage in around)
        if SLIGHT.fullmatch(text, start, end) and not closed:
            continue
        if around:
            bullet = None if closed else BULLET.search(text, start, end)
            stop = _past_space(text, bullet.start() if bullet else end)
            made.append(_block(text, (begin, stop), around, marks, sections))
            begin = stop
            continue
        for to, level in _lines(text, begin, end, levels):
            stop = _past_space(text, to)
            made.append(Block(pieces=tuple(_pieces(text, (begin, stop), marks)), level=level))
            begin = stop
    if begin < len(text):
        made.append(Block(pieces=tuple(_pieces(text, (begin, len(text)), marks))))
    return tuple(made)


def _levels(passages: Sequence[Passage]) -> dict[str, int]:
    """The level of each heading that stands above a passage, from 2 to 6, by its flat words."""
    levels: dict[str, int] = {}
    for passage in passages:
        for place, title in enumerate(passage.path):
            levels[flatten(title)] = min(6, place + 2)
    return levels


def _block(
    text: str,
    span: Span,
    around: Sequence[Passage],
    marks: Sequence[Span],
    sections: Mapping[str, str],
) -> Block:
    inner = around[-1]
    begun = [passage for passage in around if span[0] <= passage.start < span[1]]
    return Block(
        pieces=tuple(_pieces(text, span, marks)),
        label=begun[-1].label if begun else "",
        ids=tuple(_anchors(begun, sections)),
        kind=inner.kind.value,
        depth=len(around) - 1,
        lined=inner.kind in LINED,
        lost=tuple(p.gap for p in around if p.gap and span[0] < p.end <= span[1]),
    )


def _anchors(passages: Sequence[Passage], sections: Mapping[str, str]) -> Iterator[str]:
    """The anchors of passages: each one's own, then that of the section it begins."""
    for passage in passages:
        yield passage.id.partition("/")[2]
        if passage.id in sections:
            yield sections[passage.id]


def _cut(length: int, passages: Sequence[Passage]) -> Iterator[tuple[Span, list[Passage]]]:
    """Stretches between the ends of passages, each with the passages around it, outermost first."""
    waiting = sorted(passages, key=lambda p: (p.start, -p.end))
    bounds = sorted({0, length, *(p.start for p in passages), *(p.end for p in passages)})
    around: list[Passage] = []
    for start, end in zip(bounds, bounds[1:], strict=False):
        around = [p for p in around if p.end > start]
        while waiting and waiting[0].start <= start:
            around.append(waiting.pop(0))
        yield (start, end), list(around)


def _lines(text: str, start: int, end: int, levels: dict[str, int]) -> list[tuple[int, int]]:
    """Where each line outside any passage ends, with the level of the heading that it is (0: none).

    A paragraph number at the end is left out: it goes with the passage that follows.
    """
    places = [start, *(start + found.end() for found in re.finditer(r"\n", text[start:end])), end]
    lines: list[tuple[int, int]] = []
    at = 0
    while at < len(places) - 1:
        to = next(
            (
                to
                for to in range(len(places) - 1, at, -1)
                if flatten(text[places[at] : places[to]]) in levels
            ),
            at + 1,
        )
        level = levels.get(flatten(text[places[at] : places[to]]), 0)
        if text[places[at] : places[to]].strip():
            lines.append((places[to], level))
        at = to
    while (
        lines
        and not lines[-1][1]
        and SLIGHT.fullmatch(text, lines[-2][0] if len(lines) > 1 else start, lines[-1][0])
    ):
        lines.pop()
    return lines


def _sections(passages: Sequence[Passage]) -> dict[str, str]:
    """The anchors of the sections that no passage bears, by the passage they begin with: `II.C.3`
    for `II.C.3#1`.
    """
    taken = {passage.id.partition("/")[2] for passage in passages}
    found: dict[str, str] = {}
    for passage in passages:
        section, numbered, _ = passage.id.partition("/")[2].rpartition("#")
        if numbered and section not in taken:
            taken.add(section)
            found[passage.id] = section
    return found


def _pieces(text: str, span: Span, marks: Sequence[Span]) -> Iterator[Piece]:
    start, end = span
    at = start
    for n, (begin, stop) in enumerate(marks, 1):
        from_, to = max(at, min(end, begin)), max(at, min(end, stop))
        if from_ < to:
            if at < from_:
                yield Piece(text=text[at:from_])
            yield Piece(text=text[from_:to], marked=True, place=n if from_ == begin else 0)
            at = to
    if at < end:
        yield Piece(text=text[at:end])


def _past_space(text: str, place: int) -> int:
    """The first place from there on that is not white space, which stays with the block it
    follows.
    """
    space = re.compile(r"\s*").match(text, place)
    return space.end() if space else place
