"""Which pieces of evidence an answer shows, and in what order."""

import pytest

from assistant.answering.selection import STATEMENTS, chosen, distinct
from assistant.domain import Evidence
from assistant.index.index import Index


def piece(index: Index, passage_id: str, score: float, likeness: float = 0.5) -> Evidence:
    passage = index.passage(passage_id)
    end = len(passage.text)
    return Evidence(passage=passage, start=0, end=end, score=score, likeness=likeness)


def names(pieces: list[Evidence]) -> list[str]:
    return [each.passage.id for each in pieces]


def test_nothing_gives_nothing(five: Index) -> None:
    assert chosen(five, []) == []


@pytest.mark.parametrize(("score", "kept"), [(0.80, True), (0.60, False)])
def test_another_text_is_shown_when_it_is_nearly_as_good(
    five: Index, score: float, kept: bool
) -> None:
    """At least 0.77 of the worth of the best."""
    pieces = [piece(five, "arrete/art-2#1", 1.0), piece(five, "etude/§1", score)]
    assert (len(chosen(five, pieces)) == 2) is kept


@pytest.mark.parametrize(("score", "first"), [(0.85, "arrete/art-1#1"), (0.6, "etude/§2")])
def test_a_text_in_force_comes_before_a_better_opinion(
    five: Index, score: float, first: str
) -> None:
    """When it is worth 0.80 of it, and the question names no source."""
    pieces = [piece(five, "etude/§2", 1.0), piece(five, "arrete/art-1#1", score)]
    assert names(chosen(five, pieces, source_named=False))[0] == first
    assert names(chosen(five, pieces, source_named=True))[0] == "etude/§2"


def test_a_piece_that_says_it_again_is_left_out(five: Index) -> None:
    twice = [piece(five, "etude/§1", 1.0), piece(five, "etude/§1", 0.99)]
    assert names(chosen(five, twice)) == ["etude/§1"] == names(distinct(twice))


def test_what_the_pieces_leave_aside_may_bring_one_more(five: Index) -> None:
    """A weaker piece is added when it speaks of a part of the question that the others do not."""
    pieces = [piece(five, "arrete/art-2#1", 1.0), piece(five, "etude/§1", 0.72)]
    assert names(chosen(five, pieces)) == ["arrete/art-2#1"]
    own = five.analyser.terms("douze services en Bretagne")
    assert names(chosen(five, pieces, own=own)) == ["arrete/art-2#1", "etude/§1"]


def test_no_more_than_a_few_pieces(five: Index) -> None:
    every = [piece(five, passage.id, 1.0) for passage in five.passages]
    assert len(every) > STATEMENTS >= len(chosen(five, every)) > 0
    assert len(distinct(every)) <= STATEMENTS
