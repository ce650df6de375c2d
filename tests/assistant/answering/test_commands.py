"""A command on the last answer shows all that it carries out, whoever wrote that answer."""

import pytest

from assistant.answering.commands import COMMANDS
from assistant.domain import Answer, Origin, Question, Turn
from assistant.pipeline import Assistant

EARLIER = {
    Origin.WRITTEN: "durée d’un cpom ?",
    Origin.EXTRACTS: "Quel bureau de la DGT est cité dans l’instruction ?",
    Origin.COMPUTED: "les recommandations de priorité 2",
}
ASKED = {
    "source": "où est-ce écrit ?",
    "certitude": "tu es sûr ?",
    "detail": "détaille",
    "detail-sur": "détaille le CPOM de la DGT",
    "court": "plus court",
    "tableau": "en tableau",
    "courriel": "pour un courriel",
    "suivants": "et la suite ?",
    "rang": "détaille la première",
}


def _after(assistant: Assistant, *questions: str) -> Answer:
    history = tuple(Turn(question=each, answer="…") for each in questions[:-1])
    reply = assistant.ask(Question(text=questions[-1], history=history))
    assert isinstance(reply, Answer), questions
    return reply


@pytest.mark.parametrize("origin", EARLIER)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_shows_something_of_every_answer(
    assistant: Assistant, origin: Origin, command: str
) -> None:
    """Nothing of it is refused by the verification: it only gives again what was shown."""
    before = _after(assistant, EARLIER[origin])
    assert before.origin is origin
    reply = _after(assistant, EARLIER[origin], ASKED[command])
    assert reply.act.value == "commande"
    assert (reply.statements or reply.table) and reply.citations
    assert not [each for each in reply.findings if each.severity.value == "error"]


@pytest.mark.parametrize("origin", EARLIER)
def test_a_mail_has_its_head_its_references_and_its_foot(
    assistant: Assistant, origin: Origin
) -> None:
    reply = _after(assistant, EARLIER[origin], ASKED["courriel"])
    texts = [each.text for each in reply.statements]
    assert texts[0] == "Bonjour," and "Références :" in texts and texts[-1].startswith("Bien")


def test_a_courtesy_between_leaves_the_answer_in_place(assistant: Assistant) -> None:
    """« merci », then « où est-ce écrit ? »."""
    reply = _after(assistant, EARLIER[Origin.WRITTEN], "merci", ASKED["source"])
    assert "période maximale de cinq ans" in reply.statements[0].text


def test_a_refusal_has_nothing_to_show_and_an_older_answer_is_not_taken_for_it(
    assistant: Assistant,
) -> None:
    """What is written of an older answer would mislead who has just read a refusal."""
    refused = "quel est le montant de la pénalité si la DREETS ne réunit pas le COPIL ?"
    reply = _after(assistant, EARLIER[Origin.WRITTEN], refused, ASKED["source"])
    assert reply.status == "dialogue" and not reply.citations
    assert "ne citait aucun texte" in reply.statements[0].text


def test_a_part_of_the_last_answer_is_detailed(assistant: Assistant) -> None:
    """« Détaille la consultation » shows the whole paragraph of the step that speaks of it."""
    reply = _after(
        assistant, "Quelles sont les étapes pour conclure un CPOM ?", "détaille la consultation"
    )
    assert reply.act.value == "commande"
    assert all("consult" in each.text.lower() for each in reply.statements)


def test_a_part_that_no_answer_holds_is_a_question(assistant: Assistant) -> None:
    """Nothing was said before: « détaille le volet 2 » asks what volet 2 is."""
    reply = assistant.ask(Question(text="détaille le volet 2"))
    assert isinstance(reply, Answer) and reply.act.value != "commande"
    assert any("volet-2" in each.passage_id for each in reply.citations)


def test_a_comparison_is_made_shorter_row_by_row(assistant: Assistant) -> None:
    """« Plus court » keeps every row, with the first sentence of each."""
    asked = "différence entre les annexes 1 et 5"
    before, after = _after(assistant, asked), _after(assistant, asked, "plus court")
    assert before.table is not None and after.table is not None
    long, short = ([row.cells[1] for row in table.rows] for table in (before.table, after.table))
    cut = [cell.removesuffix(" […]") for cell in short]
    assert len(long) == len(short) == 2 and cut != long
    assert all(whole.startswith(part) for whole, part in zip(long, cut, strict=True))
