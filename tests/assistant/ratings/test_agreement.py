"""Verdicts counted, and two raters compared."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.ratings.agreement import list_raters, measure_agreement, with_distinct_raters
from assistant.ratings.tally import count_ratings, interval
from assistant.store.nouns import Rating, SavedPair, SavedRating
from tests.assistant import samples

YES, PARTLY, NO, LOST = Rating
START = datetime(2026, 11, 26, 9, tzinfo=UTC)
CITED = samples.citation(samples.CITED[0])


def _pair(n: int) -> SavedPair:
    return SavedPair(
        id=f"p{n}",
        owner="moi",
        shared=False,
        origin="réponse",
        sentence=f"Phrase {n}.",
        citation=CITED,
        queued=START,
    )


def _judged(
    *verdicts: Rating, rater: str = "Anne", owner: str = "moi", seconds: float = 10
) -> list[tuple[SavedPair, SavedRating]]:
    """One verdict a pair, in the order of the pairs."""
    given = START + timedelta(hours=1)
    return [
        (
            _pair(n),
            SavedRating(
                pair_id=f"p{n}",
                owner=owner,
                rater=rater,
                rating=verdict,
                reason="",
                seconds=seconds + n,
                given=given,
            ),
        )
        for n, verdict in enumerate(verdicts)
    ]


def test_kappa_is_what_cohen_computes() -> None:
    """The textbook case of 50 pairs, 20 and 15 alike: observed 0.7, by chance 0.5, kappa 0.4."""
    first = _judged(*[YES] * 25, *[NO] * 25)
    second = _judged(*[YES] * 20, *[NO] * 5, *[YES] * 10, *[NO] * 15, rater="Bob")
    found = measure_agreement(first + second, "Anne", "Bob")
    assert (
        found.both,
        found.matrix[0][0],
        found.matrix[0][2],
        found.matrix[2][0],
        found.matrix[2][2],
    ) == (50, 20, 5, 10, 15)
    assert (
        found.observed == pytest.approx(0.7)
        and found.chance == pytest.approx(0.5)
        and found.kappa == pytest.approx(0.4)
    )
    assert found.low == pytest.approx(0.146, abs=0.001) and found.high == pytest.approx(
        0.654, abs=0.001
    )
    assert len(found.splits) == 15 and all(
        each.first.rating is not each.second.rating for each in found.splits
    )


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        ([YES, NO], [YES, NO], 1.0),
        ([YES, NO], [NO, YES], -1.0),
        ([YES, YES], [YES, YES], None),
        ([], [], None),
    ],
    ids=["alike", "opposed", "one verdict only", "nothing in common"],
)
def test_the_ends_of_kappa(first: list[Rating], second: list[Rating], kappa: float | None) -> None:
    """Perfect agreement is 1; nothing is said where there is nothing to measure."""
    assert (
        measure_agreement(_judged(*first) + _judged(*second, rater="Bob"), "Anne", "Bob").kappa
        == kappa
    )


def test_only_the_pairs_that_both_judged_count() -> None:
    """The third pair, judged by one alone, changes nothing."""
    assert (
        measure_agreement(
            _judged(YES, NO, LOST) + _judged(YES, NO, rater="Bob"), "Anne", "Bob"
        ).both
        == 2
    )


def test_two_raters_of_one_name_in_two_browsers_are_told_apart() -> None:
    """Their verdicts are not mixed up, and can be compared."""
    judged = with_distinct_raters(_judged(YES, NO) + _judged(NO, NO, owner="toi"))
    assert (
        list_raters(judged) == ("Anne", "Anne (2)")
        and measure_agreement(judged, "Anne", "Anne (2)").observed == 0.5
    )


def test_verdicts_are_counted_by_group() -> None:
    """Each verdict in its column, the share that is borne out whole, the median time."""
    (anne, bob) = count_ratings(
        _judged(YES, YES, PARTLY, LOST) + _judged(NO, rater="Bob"),
        lambda pair, review: review.rater,
    )
    assert (anne.name, anne.counts, anne.total, anne.share, anne.seconds) == (
        "Anne",
        (2, 1, 0, 1),
        4,
        0.5,
        11.5,
    )
    assert (bob.name, bob.counts, bob.share) == ("Bob", (0, 0, 1, 0), 0.0)


def test_the_interval_of_a_share_is_wilsons() -> None:
    """Known values; it stays within 0 and 1 and never closes on a handful of verdicts."""
    assert interval(8, 10) == (pytest.approx(0.490, abs=0.001), pytest.approx(0.943, abs=0.001))
    assert (
        interval(3, 3) == (pytest.approx(0.438, abs=0.001), 1.0)
        and interval(0, 3)[0] == 0.0
        and interval(0, 3)[1] > 0.5
    )
