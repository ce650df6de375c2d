"""Evidence → the few pieces that an answer shows: the best one, then those that add to it."""

import re
from collections.abc import Sequence

from assistant.domain import Evidence, Weight
from assistant.index.index import Index

WORDS = 120
STATEMENTS = 3  # with one for a part of the question that the others leave aside
BESIDE = 2  # statements that answer the question as a whole
LIKE = 0.2
SAME_QUESTION, SAME_LIKENESS = 0.6, 0.65
SAME_PASSAGE = 0.95
OTHER_PASSAGE = 0.74
OTHER_FAMILY = 0.77
IN_FORCE = 0.80
NEW_SHARE, STILL_GOOD = 0.15, 0.70


def chosen(
    index: Index,
    evidence: Sequence[Evidence],
    *,
    source_named: bool = True,
    own: Sequence[str] = (),
) -> list[Evidence]:
    """The best piece, then those nearly as good: from the same passage, then from others that add
    something.

    Unless the question names its source, a text in force that answers nearly as well as a weaker
    one comes first.
    `own` are the terms of the question: what none of these pieces speaks of may bring one more.
    """
    if not evidence:
        return []
    ranked = sorted(evidence, key=lambda piece: -_worth(piece))
    first = ranked[0] if source_named else _in_force_first(index, ranked)
    kept, words = [first], _count(first)
    for piece in (piece for piece in ranked if piece is not first):
        if len(kept) >= BESIDE:
            break
        if _worth(piece) < _worth(first) * _share_asked(index, piece, first):
            continue
        if words + _count(piece) > WORDS - 12 or _repeats(piece, kept):
            continue
        kept.append(piece)
        words += _count(piece)
    return _with_the_rest(index, ranked, kept, own)


def _share_asked(index: Index, piece: Evidence, first: Evidence) -> float:
    """The share of the best piece's worth that another must have: the farther, the more."""
    if _root(index, piece) == _root(index, first):
        return SAME_PASSAGE
    if piece.passage.document_id == first.passage.document_id:
        return OTHER_PASSAGE
    return OTHER_FAMILY


def _with_the_rest(
    index: Index, ranked: Sequence[Evidence], kept: list[Evidence], own: Sequence[str]
) -> list[Evidence]:
    """The pieces, and those that speak of a part of the question that these leave aside."""
    weights = {
        term: index.words["annotations"].weight(term)
        for term in own
        if term not in index.analyser.weak
    }
    left = set(weights).difference(*(_terms(index, piece) for piece in kept))
    for piece in ranked:
        if len(kept) >= STATEMENTS or not left:
            break
        new = left & _terms(index, piece)
        adds = sum(weights[term] for term in new) >= NEW_SHARE * sum(weights.values())
        if (
            not adds
            or _worth(piece) < STILL_GOOD * _worth(kept[0])
            or sum(map(_count, kept)) + _count(piece) > WORDS - 12
            or _repeats(piece, kept)
        ):
            continue
        kept, left = [*kept, piece], left - new
    return kept


def _terms(index: Index, piece: Evidence) -> set[str]:
    """What a piece speaks of: its words, and the question that they answer."""
    return {*index.analyser.terms(piece.words), *index.analyser.terms(piece.asked)}


def distinct(pieces: Sequence[Evidence]) -> list[Evidence]:
    """Pieces in order, less those that say again what is already said or that would make the answer
    too long.
    """
    kept: list[Evidence] = []
    for piece in pieces:
        if (
            len(kept) < STATEMENTS
            and not _repeats(piece, kept)
            and sum(map(_count, kept)) + _count(piece) <= WORDS
        ):
            kept.append(piece)
    return kept


def _in_force_first(index: Index, ranked: Sequence[Evidence]) -> Evidence:
    """The best piece, or the best of a text that binds when it is nearly as good."""
    best = ranked[0]
    if index.document(best.passage.document_id).weight is Weight.OPPOSABLE:
        return best
    binding = (
        piece
        for piece in ranked
        if index.document(piece.passage.document_id).weight is Weight.OPPOSABLE
        and piece.passage.gap is None
    )
    other = next(binding, None)
    return other if other is not None and _worth(other) >= IN_FORCE * _worth(best) else best


def _worth(piece: Evidence) -> float:
    """What a piece is worth: how well its passage was found, how near its annotated question is,
    and more when it asks the same thing.
    """
    return (
        piece.score
        + LIKE * piece.likeness
        + SAME_QUESTION * max(0.0, piece.likeness - SAME_LIKENESS)
    )


def _root(index: Index, piece: Evidence) -> int:
    return int(index.family[index.row[piece.passage.id]])


def _count(piece: Evidence) -> int:
    return len(piece.words.split()) + 9


def _repeats(piece: Evidence, kept: Sequence[Evidence]) -> bool:
    """Does the piece say again what is already said, word for word or nearly?"""
    words = set(re.findall(r"\w{4,}", piece.words.lower()))
    return any(
        len(words & set(re.findall(r"\w{4,}", other.words.lower()))) > 0.7 * max(1, len(words))
        for other in kept
    )
