"""What the texts say differently (`corpus/divergences.yaml`): when one side is shown, the other is
shown beside it.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from assistant.domain import Evidence, Value
from assistant.errors import CorpusError
from assistant.index.index import Index
from assistant.texts.datafile import read_datafile
from assistant.texts.figures import figures_in
from assistant.texts.sentences import sentence_spans
from assistant.texts.spaces import squeeze
from assistant.texts.wording import Wording

SIDE_WORDS = 34


class Side(Value):
    """A passage and its words on the matter."""

    passage: str
    words: str = Field(alias="mots")


class Divergence(Value):
    """A matter on which texts differ, and what decides, if anything does."""

    subject: str = Field(alias="sujet")
    rule: Literal["opposable", "ouverte"] = Field(alias="regle")
    sides: tuple[Side, ...] = Field(alias="sources", min_length=2)


class _Divergences(Value):
    divergences: tuple[Divergence, ...] = ()


def read_divergences(path: Path, index: Index) -> tuple[Divergence, ...]:
    """Read the divergences, less those on passages that the index does not hold.

    Raises CorpusError when the file is malformed or when words are not in their passage.
    """
    found = read_datafile(path, _Divergences, absent=_Divergences()).divergences
    for divergence in found:
        for side in divergence.sides:
            if side.passage in index.row and side.words not in squeeze(
                index.passage(side.passage).text
            ):
                raise CorpusError(
                    f"divergences.yaml, « {divergence.subject} » : les mots « "
                    f"{side.words[:60]} » ne sont pas dans {side.passage}."
                )
    return tuple(d for d in found if all(side.passage in index.row for side in d.sides))


def on(divergences: Sequence[Divergence], index: Index, day: date) -> list[Divergence]:
    """The divergences of that day: a text that was not yet in force did not prevail over any
    other.
    """
    return [
        d
        for d in divergences
        if d.rule == "ouverte"
        or (
            index.document(index.passage(d.sides[0].passage).document_id).dates.in_force or date.min
        )
        <= day
    ]


def beside(
    index: Index, wording: Wording, divergences: Sequence[Divergence], pieces: Sequence[Evidence]
) -> tuple[list[Evidence], tuple[str, ...]]:
    """The evidence with the other sides of what it shows, the text that binds first, and the
    notices that say so.
    """
    for divergence in divergences:
        shown = [
            side
            for side in divergence.sides
            if any(_says(index, piece, side) for piece in pieces[:2])
        ]
        if not shown:
            continue
        rule = wording.notices[
            "regle_ouverte" if divergence.rule == "ouverte" else "regle_opposable"
        ]
        notice = wording.notices["divergence"].format(details=divergence.subject, regle=rule)
        if len(shown) == len(divergence.sides):
            return list(pieces), (notice,)
        missing = [side for side in divergence.sides if side not in shown]
        if divergence.rule == "opposable":
            missing = missing[:1] if divergence.sides[0] in missing else []
        extra = [_evidence(index, side, pieces[0].score) for side in missing[:2]]
        if not extra:
            continue
        first = [] if divergence.rule == "ouverte" else extra
        last = extra if divergence.rule == "ouverte" else []
        return [*first, *pieces[: 3 - len(extra)], *last], (notice,)
    return list(pieces), ()


def other_figures(
    index: Index,
    wording: Wording,
    divergences: Sequence[Divergence],
    pieces: Sequence[Evidence],
    sentences: str,
) -> tuple[list[Evidence], tuple[str, ...]]:
    """What other texts count otherwise than the written `sentences` that rest on `pieces`, and the
    notice that says so. A text that prevails is the business of the editor who wrote them.
    """
    figures = figures_in(sentences)
    for divergence in divergences:
        sides = divergence.sides
        shown = [side for side in sides if any(_says(index, piece, side) for piece in pieces)]
        repeated = any(figures_in(side.words) & figures for side in shown)
        if divergence.rule != "ouverte" or not repeated:
            continue
        missing = [side for side in sides if side not in shown]
        notice = wording.notices["divergence"].format(
            details=divergence.subject, regle=wording.notices["regle_ouverte"]
        )
        return [_evidence(index, side, pieces[0].score) for side in missing[:2]], (notice,)
    return [], ()


def _says(index: Index, piece: Evidence, side: Side) -> bool:
    """Do the words that answer, and not only the sentence around them, touch that side's words?"""
    if index.family[index.row[piece.passage.id]] != index.family[
        index.row[side.passage]
    ] or side.words not in squeeze(piece.words):
        return False
    text, quote = squeeze(piece.passage.text), squeeze(piece.quote or piece.words)
    said, theirs = text.find(quote), text.find(side.words)
    return said < theirs + len(side.words) and theirs < said + len(quote)


def _evidence(index: Index, side: Side, score: float) -> Evidence:
    """The sentence that holds a side's words, or the words alone when it is long."""
    passage = index.passage(side.passage)
    start = passage.text.find(side.words)
    end = start + len(side.words)
    for left, right in sentence_spans(passage.text):
        if left <= start and end <= right and len(passage.text[left:right].split()) <= SIDE_WORDS:
            start, end = left, right
    return Evidence(passage=passage, start=max(0, start), end=end, score=score, quote=side.words)
