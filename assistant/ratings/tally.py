"""Ratings counted: how many of each, the share that is borne out and what that share is worth, the
time it took.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from math import sqrt
from statistics import median

from assistant.domain import Value
from assistant.store.nouns import Rating, SavedPair, SavedRating

RatedPairs = Sequence[tuple[SavedPair, SavedRating]]
Z = 1.96  # of a normal law, 95 %
RATINGS = tuple(Rating)


class Tally(Value):
    """Ratings of a group: `counts` in the order of `Rating`; `share` is the part that the source
    bears out whole, with its interval at 95 %; `seconds` the median time.
    """

    name: str
    counts: tuple[int, ...]
    total: int
    share: float
    low: float
    high: float
    seconds: float


def count_ratings(
    pairs: RatedPairs, key: Callable[[SavedPair, SavedRating], str]
) -> tuple[Tally, ...]:
    """The ratings by group, in the order in which the groups first appear; `key` names the group of
    a pair and its rating.
    """
    groups: dict[str, list[SavedRating]] = {}
    for pair, rating in pairs:
        groups.setdefault(key(pair, rating), []).append(rating)
    return tuple(_tally(name, ratings) for name, ratings in groups.items())


def _tally(name: str, ratings: Sequence[SavedRating]) -> Tally:
    count_of = Counter(rating.rating for rating in ratings)
    counts = tuple(count_of[rating] for rating in RATINGS)
    total = len(ratings)
    low, high = interval(counts[0], total)
    return Tally(
        name=name,
        counts=counts,
        total=total,
        share=counts[0] / total,
        low=low,
        high=high,
        seconds=median(rating.seconds for rating in ratings),
    )


def interval(right: int, total: int) -> tuple[float, float]:
    """The interval at 95 % of a share (Wilson, 1927), honest for a handful of ratings as well.
    `total` is at least 1.
    """
    share, weight = right / total, Z * Z / total
    middle = (share + weight / 2) / (1 + weight)
    deviation = sqrt(share * (1 - share) / total + weight / (4 * total))
    reach = Z * deviation / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)
