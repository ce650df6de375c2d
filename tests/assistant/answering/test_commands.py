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
