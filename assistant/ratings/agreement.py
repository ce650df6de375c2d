"""Do two raters judge alike? Cohen's kappa: agreement beyond what chance alone would give (Cohen,
1960).
"""

from collections.abc import Sequence
from math import sqrt

from assistant.domain import Value
from assistant.ratings.tally import RATINGS, Rated, Z
from assistant.store.nouns import SavedPair, SavedRating


class Split(Value):
    """A pair on which two raters differ."""

    pair: SavedPair
    first: SavedRating
    second: SavedRating


class Agreement(Value):
    """Two raters on the pairs that both judged.

    `matrix` counts them, first rater in rows, second in columns, in the order of `Verdict`.
    `observed` is the share of pairs judged alike, `chance` the share
    that raters with the same habits would reach at random, `kappa` = (observed - chance) / (1 -
    chance), with its interval at 95 %; absent when no pair was
    judged by both, or when both gave a single and same verdict throughout, which leaves nothing to
    measure.
    """

    first: str
    second: str
    both: int
    matrix: tuple[tuple[int, ...], ...]
    observed: float
    chance: float
    kappa: float | None
    low: float | None
    high: float | None
    splits: tuple[Split, ...]


def with_distinct_raters(judged: Rated) -> tuple[tuple[SavedPair, SavedRating], ...]:
    """The same verdicts, where two raters of one name in two browsers are told apart: « Anne », «
    Anne (2) ».
    """
    names: dict[tuple[str, str], str] = {}
    for _, review in judged:
        same = sum(rater == review.rater for _, rater in names)
        names.setdefault(
            (review.owner, review.rater), f"{review.rater} ({same + 1})" if same else review.rater
        )
    return tuple(
        (pair, review.model_copy(update={"rater": names[review.owner, review.rater]}))
        for pair, review in judged
    )


def list_raters(judged: Rated) -> tuple[str, ...]:
    """The names, in the order of their first verdict."""
    return tuple(dict.fromkeys(review.rater for _, review in judged))


def measure_agreement(judged: Rated, first: str, second: str) -> Agreement:
    """How far two raters agree; names as `named` gives them."""
    mine, theirs = _by(judged, first), _by(judged, second)
    common = [
        (pair, review, theirs[pair.id][1]) for pair, review in mine.values() if pair.id in theirs
    ]
    matrix = tuple(
        tuple(
            sum(a.rating is row and b.rating is column for _, a, b in common) for column in RATINGS
        )
        for row in RATINGS
    )
    observed, chance = _share_observed(matrix, len(common)), _chance(matrix, len(common))
    kappa = (observed - chance) / (1 - chance) if common and chance < 1 else None
    reach = (
        Z * sqrt(observed * (1 - observed) / len(common)) / (1 - chance)
        if kappa is not None
        else 0.0
    )
    return Agreement(
        first=first,
        second=second,
        both=len(common),
        matrix=matrix,
        observed=observed,
        chance=chance,
        kappa=kappa,
        low=None if kappa is None else max(-1.0, kappa - reach),
        high=None if kappa is None else min(1.0, kappa + reach),
        splits=tuple(
            Split(pair=pair, first=a, second=b) for pair, a, b in common if a.rating is not b.rating
        ),
    )


def _by(judged: Rated, rater: str) -> dict[str, tuple[SavedPair, SavedRating]]:
    return {pair.id: (pair, review) for pair, review in judged if review.rater == rater}


def _share_observed(matrix: Sequence[Sequence[int]], total: int) -> float:
    return sum(row[n] for n, row in enumerate(matrix)) / total if total else 0.0


def _chance(matrix: Sequence[Sequence[int]], total: int) -> float:
    """The share judged alike if each rater kept its own proportions and drew verdicts at random."""
    return (
        sum(sum(row) * sum(other[n] for other in matrix) for n, row in enumerate(matrix)) / total**2
        if total
        else 0.0
    )
