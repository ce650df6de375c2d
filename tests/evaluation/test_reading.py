"""The reading keeps the accuracy it was accepted with, on the open half of the bank."""

from collections import defaultdict

import pytest

from assistant.reading.reader import reader_of
from assistant.settings import ROOT
from evaluation.reading import OPEN, checks_of, read_bank

LEAST = {
    "polarity": 0.95,
    "force": 0.88,
    "actor": 0.85,
    "object": 0.85,
    "numbers": 0.9,
    "dates": 0.9,
    "durations": 0.9,
    "conditions": 0.9,
    "exceptions": 0.9,
}


@pytest.fixture(scope="module")
def shares() -> dict[str, float]:
    marks: dict[str, list[bool]] = defaultdict(list)
    for check in checks_of(read_bank(OPEN), reader_of(ROOT / "corpus")):
        marks[check.key].append(check.right)
    return {key: sum(found) / len(found) for key, found in marks.items()}


@pytest.mark.parametrize(("key", "least"), LEAST.items())
def test_what_was_reached_is_kept(shares: dict[str, float], key: str, least: float) -> None:
    """Each kind of fact is read at least as well as the figure that docs/lecture.md rests on."""
    assert shares[key] >= least
