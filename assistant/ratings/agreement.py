"""Do two raters judge alike? Cohen's kappa: agreement beyond what chance alone would give (Cohen,
1960).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt

from assistant.domain import Value
from assistant.ratings.tally import RATINGS, RatedPairs, Z
from assistant.store.nouns import SavedPair, SavedRating

Matrix = tuple[tuple[int, ...], ...]


class Split(Value):
    """A pair and the ratings that two raters give it."""

    pair: SavedPair
    first: SavedRating
    second: SavedRating


class Agreement(Value):
    """Two raters on the pairs that both judged.

    `matrix` counts them, first rater in rows, second in columns, in the order of `Rating`.
    `observed` is the share of pairs judged alike, `chance` the share that raters with the same
    habits would reach at random, `kappa` = (observed - chance) / (1 - chance), with its interval
    at 95 %; absent when no pair was judged by both, or when both gave a single and same rating
    throughout, which leaves nothing to measure.
    """

    first: str
    second: str
    both: int
    matrix: Matrix
    observed: float
    chance: float
    kappa: float | None
    low: float | None
    high: float | None
    splits: tuple[Split, ...]


def with_distinct_raters(pairs: RatedPairs) -> tuple[tuple[SavedPair, SavedRating], ...]:
    """The same ratings, where two raters of one name in two browsers are told apart: « Anne », «
    Anne (2) ».
    """
    names: dict[tuple[str, str], str] = {}
    for _, rating in pairs:
        namesakes = sum(rater == rating.rater for _, rater in names)
        name = f"{rating.rater} ({namesakes + 1})" if namesakes else rating.rater
        names.setdefault((rating.owner, rating.rater), name)
    return tuple((pair, _renamed_rating(rating, names)) for pair, rating in pairs)


def _renamed_rating(rating: SavedRating, names: Mapping[tuple[str, str], str]) -> SavedRating:
    return rating.model_copy(update={"rater": names[rating.owner, rating.rater]})


def list_raters(pairs: RatedPairs) -> tuple[str, ...]:
    """The names, in the order of their first rating."""
    return tuple(dict.fromkeys(rating.rater for _, rating in pairs))


def measure_agreement(pairs: RatedPairs, first: str, second: str) -> Agreement:
    """How far two raters agree; their names are those of `list_raters`."""
    splits = _pairs_in_common(pairs, first, second)
    matrix = _matrix_of(splits)
    observed, chance = _share_of_diagonal(matrix, len(splits)), _chance(matrix, len(splits))
    kappa, low, high = _kappa(observed, chance, len(splits))
    return Agreement(
        first=first,
        second=second,
        both=len(splits),
        matrix=matrix,
        observed=observed,
        chance=chance,
        kappa=kappa,
        low=low,
        high=high,
        splits=tuple(each for each in splits if each.first.rating is not each.second.rating),
    )


def _pairs_in_common(pairs: RatedPairs, first: str, second: str) -> list[Split]:
    """The pairs that both rated, with the two ratings, in the order of the first."""
    mine, theirs = _by_pair(pairs, first), _by_pair(pairs, second)
    return [
        Split(pair=pair, first=rating, second=theirs[pair.id][1])
        for pair, rating in mine.values()
        if pair.id in theirs
    ]


def _by_pair(pairs: RatedPairs, rater: str) -> dict[str, tuple[SavedPair, SavedRating]]:
    """What a rater rated, by the identifier of the pair."""
    return {pair.id: (pair, rating) for pair, rating in pairs if rating.rater == rater}


def _matrix_of(splits: Sequence[Split]) -> Matrix:
    """How many pairs have each rating of the first (rows) and of the second (columns)."""
    counts = Counter((split.first.rating, split.second.rating) for split in splits)
    return tuple(tuple(counts[row, column] for column in RATINGS) for row in RATINGS)


def _kappa(
    observed: float, chance: float, total: int
) -> tuple[float | None, float | None, float | None]:
    """Kappa with its interval at 95 %; three None when there is nothing to measure."""
    if not total or chance >= 1:
        return None, None, None
    kappa = (observed - chance) / (1 - chance)
    deviation = sqrt(observed * (1 - observed) / total)
    reach = Z * deviation / (1 - chance)
    return kappa, max(-1.0, kappa - reach), min(1.0, kappa + reach)


def _share_of_diagonal(matrix: Matrix, total: int) -> float:
    """The share of the pairs that both rate alike."""
    if not total:
        return 0.0
    return sum(row[n] for n, row in enumerate(matrix)) / total


def _chance(matrix: Matrix, total: int) -> float:
    """The share rated alike if each rater kept its own proportions and drew ratings at random."""
    if not total:
        return 0.0
    of_first = [sum(row) for row in matrix]
    of_second = [sum(column) for column in zip(*matrix, strict=True)]
    products = [first * second for first, second in zip(of_first, of_second, strict=True)]
    return float(sum(products) / total**2)
