"""Verdicts counted: how many of each, the share that is borne out and what that share is worth, the
time it took.
"""

from collections.abc import Callable, Sequence
from math import sqrt
from statistics import median

from assistant.domain import Value
from assistant.store.nouns import Rating, SavedPair, SavedRating

Rated = Sequence[tuple[SavedPair, SavedRating]]
Z = 1.96  # of a normal law, 95 %
RATINGS = tuple(Rating)


class Tally(Value):
    """Verdicts of a group: `counts` in the order of `Verdict`; `share` is the part that the source
    bears out whole, with its interval at 95 %; `seconds` the median time.
    """

    name: str
    counts: tuple[int, ...]
    total: int
    share: float
    low: float
    high: float
    seconds: float


def count_ratings(judged: Rated, key: Callable[[SavedPair, SavedRating], str]) -> tuple[Tally, ...]:
    """The verdicts by group, in the order in which the groups first appear."""
    groups: dict[str, list[SavedRating]] = {}
    for pair, review in judged:
        groups.setdefault(key(pair, review), []).append(review)
    return tuple(_tally(name, reviews) for name, reviews in groups.items())


def _tally(name: str, reviews: Sequence[SavedRating]) -> Tally:
    counts = tuple(sum(review.rating is verdict for review in reviews) for verdict in RATINGS)
    low, high = interval(counts[0], len(reviews))
    return Tally(
        name=name,
        counts=counts,
        total=len(reviews),
        share=counts[0] / len(reviews),
        low=low,
        high=high,
        seconds=median(review.seconds for review in reviews),
    )


def interval(right: int, total: int) -> tuple[float, float]:
    """The interval at 95 % of a share (Wilson, 1927), honest for a handful of verdicts as well.
    `total` is at least 1.
    """
    share, weight = right / total, Z * Z / total
    middle, reach = (
        (share + weight / 2) / (1 + weight),
        Z * sqrt(share * (1 - share) / total + weight / (4 * total)) / (1 + weight),
    )
    return max(0.0, middle - reach), min(1.0, middle + reach)
