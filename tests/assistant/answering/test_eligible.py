"""A passage that is found answers only when it speaks of the thing asked."""

from datetime import date

import pytest

from assistant.answering.eligible import eligible
from assistant.domain import Answer, Evidence, Kind, Question
from assistant.index.index import Index
from assistant.pipeline import Assistant

TODAY = date(2026, 12, 1)


def _piece(index: Index, passage_id: str) -> Evidence:
    passage = index.passage(passage_id)
    return Evidence(passage=passage, start=0, end=len(passage.text), score=1.0)


@pytest.mark.parametrize(
    ("question", "kept", "left"),
    [
        ("que contient la fiche n°3", "annexe-3.fiche-3.pst4", "annexe-3.fiche-5.pst4"),
        ("les plans de la fiche action 6 ?", "annexe-3.fiche-6.pst4", "annexe-3.fiche-2.pst4"),
    ],
)
def test_another_number_never_answers(
    assistant: Assistant, question: str, kept: str, left: str
) -> None:
    """A question that names a fiche is answered from that one only."""
    pieces = [_piece(assistant.index, f"instruction-2024-132/{name}") for name in (left, kept)]
    resources = assistant.resources
    found = eligible(resources.records.vocabulary, resources.patterns, question, pieces)
    assert [piece.passage.id for piece in found] == [f"instruction-2024-132/{kept}"]


@pytest.mark.parametrize("kind", [Kind.FIELD, Kind.ACRONYM, Kind.CONTENTS])
def test_a_field_or_an_acronym_gives_no_reason(assistant: Assistant, kind: Kind) -> None:
    """« Statut du texte : en vigueur » answers « quel est le statut ? », never « pourquoi ? »."""
    index, resources = assistant.index, assistant.resources
    piece = _piece(index, next(each.id for each in index.passages if each.kind is kind))
    vocabulary, patterns = resources.records.vocabulary, resources.patterns
    assert eligible(vocabulary, patterns, "Pourquoi ce statut ?", (piece,)) == ()
    assert eligible(vocabulary, patterns, "Quel est le statut ?", (piece,)) == (piece,)


@pytest.mark.parametrize(
    "question", ["Doit-on associer la MSA ?", "Pourquoi la loi a-t-elle retiré les CARSAT ?"]
)
def test_no_answer_is_made_of_a_form_field(assistant: Assistant, question: str) -> None:
    """A question of duty or of reason gets neither an acronym nor the heading of a form."""
    reply = assistant.ask(Question(text=question), TODAY)
    citations = reply.citations if isinstance(reply, Answer) else ()
    cited = {assistant.index.passage(each.passage_id).kind for each in citations}
    assert not {Kind.FIELD, Kind.ACRONYM, Kind.CONTENTS} & cited
