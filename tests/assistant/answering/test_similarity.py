"""How near a question is to those that editors wrote."""

import numpy as np
import pytest

from assistant.answering.retrieve import understand
from assistant.answering.similarity import LEXICAL_SHARE, dice, likeness
from assistant.index.index import Index

SAME = "Qui doit être consulté avant la signature ?"


def test_the_same_question_is_as_near_as_can_be(five: Index) -> None:
    query, rows = understand(SAME, five), np.arange(len(five.questions))
    near = likeness(five, "questions", SAME, query.terms, rows)
    assert five.questions[int(near.argmax())][1].text == SAME
    assert near.max() == pytest.approx(1.0, abs=1e-3) and near.min() < 0.5


def test_shared_words_and_vectors_have_their_shares(five: Index) -> None:
    """Three fifths for the words, two fifths for the meaning."""
    text, rows = "Quelle instance donne son avis ?", np.arange(len(five.questions))
    query = understand(text, five)
    words = dice(five.words["questions"], query.terms, rows)
    assert five.embedder is not None
    meaning = np.maximum(five.vectors["questions"].matrix @ five.embedder.one(text), 0)
    both = LEXICAL_SHARE * words + (1 - LEXICAL_SHARE) * meaning
    assert likeness(five, "questions", text, query.terms, rows) == pytest.approx(both)
    assert LEXICAL_SHARE == 0.6


def test_nothing_in_common_is_zero_and_no_row_gives_no_score(five: Index) -> None:
    query = understand("zzz", five)
    some, none = np.arange(len(five.questions)), np.zeros(0, dtype=np.int64)
    assert not dice(five.words["questions"], query.terms, some).any()
    assert len(likeness(five, "questions", "zzz", query.terms, none)) == 0
