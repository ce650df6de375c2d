"""The words of a passage that may answer, and how they are widened to read well."""

import pytest

from assistant.answering.evidence import MAX_WORDS, SENTENCE_DISCOUNT, evidence_of
from assistant.answering.retrieve import retrieve
from assistant.domain import Evidence, Question
from assistant.index.index import Index


def evidence(index: Index, text: str) -> tuple[Evidence, ...]:
    return evidence_of(index, retrieve(index, Question(text=text)))


def test_annotated_words_are_widened_to_their_sentence(five: Index) -> None:
    best = max(evidence(five, "Combien de temps le contrat dure-t-il ?"), key=lambda p: p.likeness)
    assert best.quote == "une durée maximale de trois ans"
    assert best.words == "Le contrat est conclu pour une durée maximale de trois ans."
    assert best.asked == "Combien de temps le contrat dure-t-il ?" and best.likeness > 0.95


def test_a_sentence_without_annotation_is_worth_less(five: Index) -> None:
    """Its likeness is the share of the question it holds, discounted."""
    pieces = evidence(five, "La mission estime que la durée est trop courte")
    plain = next(piece for piece in pieces if piece.passage.id == "etude/§2")
    assert plain.asked == "" and plain.quote == ""
    assert 0 < plain.likeness <= SENTENCE_DISCOUNT < 1


def test_two_pieces_of_a_passage_do_not_share_words(five: Index) -> None:
    every = evidence(five, "Peut-on renouveler le contrat, et combien de temps dure-t-il ?")
    pieces = [piece for piece in every if piece.passage.id == "arrete/art-1#1"]
    assert len(pieces) == 2
    first, second = sorted((piece.start, piece.end) for piece in pieces)
    assert first[1] <= second[0]


def test_families_come_in_the_order_of_the_search(five: Index) -> None:
    found = retrieve(five, Question(text="la signature du contrat"))
    order = [hit.passage.id for hit in found.hits]
    places = [order.index(piece.passage.id) for piece in evidence_of(five, found)]
    assert places == sorted(places) and len(set(places)) > 1


@pytest.mark.parametrize("text", ["Combien de temps dure le contrat ?", "zzz"])
def test_no_piece_is_too_long_to_show(five: Index, text: str) -> None:
    pieces = evidence(five, text)
    assert all(len(piece.words.split()) <= MAX_WORDS for piece in pieces)
    assert pieces or text == "zzz"
