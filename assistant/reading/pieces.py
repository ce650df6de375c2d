"""Text of a passage put together from pieces of its document, with the way back to every
character.
"""

import re
from collections.abc import Iterable, Sequence

from assistant.domain import Run, Value
from assistant.texts.spaces import squeeze


class Piece(Value):
    """A stretch `start`..`end` of the document, or `glue` that the document does not contain."""

    start: int = 0
    end: int = 0
    glue: str = ""


class Composed(Value):
    """A text and the runs that lead back to the document."""

    text: str
    runs: tuple[Run, ...]


def compose(
    source: str, pieces: Iterable[Piece], holes: Sequence[tuple[int, int]] = ()
) -> Composed:
    """Join pieces: white space runs become one space, `holes` (calls to notes) are left out,
    a word cut by a hyphen at the end of a line is made whole again.
    """
    text = ""
    runs: list[Run] = []
    for piece in pieces:
        if piece.glue:
            text += piece.glue
            continue
        for start, end in _solid(source, piece, holes):
            words = squeeze(source[start:end])
            if not words:
                continue
            runs.append(Run(at=len(text), length=len(words), start=start, end=end))
            text += words
    return Composed(text=text, runs=tuple(runs))


def _solid(source: str, piece: Piece, holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of a piece between calls to notes and between the halves of a cut word."""
    cuts = [hole for hole in holes if piece.start <= hole[0] and hole[1] <= piece.end]
    cuts += [
        (piece.start + match.start(1), piece.start + match.end(1))
        for match in re.finditer(r"(?<=\w[-\u2010])(\s+)(?=\w)", source[piece.start : piece.end])
        if "\n" in match.group(1)
    ]
    solid, position = [], piece.start
    for start, end in sorted(cuts):
        solid.append((position, start))
        position = max(position, end)  # a cut word may lie in a call
    solid.append((position, piece.end))
    return [(start, end) for start, end in solid if end > start]
