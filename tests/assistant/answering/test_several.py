"""The questions of one message are answered in turn, in one reply."""

from assistant.domain import Answer, Question, Refusal
from assistant.pipeline import Assistant


def test_each_question_has_its_answer_and_its_sources(assistant: Assistant) -> None:
    """The sentences follow their questions; each cites what the reply holds."""
    reply = assistant.ask(Question(text="Que signifie DMP ? Et qui anime la cellule PDP ?"))
    assert isinstance(reply, Answer)
    text = " ".join(statement.text for statement in reply.statements)
    assert text.index("Dossier Médical Partagé") < text.index("médecin du travail")
    numbers = [citation.n for citation in reply.citations]
    assert numbers == sorted(set(numbers)) and len(numbers) >= 2
    assert all(set(each.citations) <= set(numbers) for each in reply.statements)
    assert reply.question.text == "Que signifie DMP ? Et qui anime la cellule PDP ?"


def test_what_is_refused_is_told_beside_what_is_answered(assistant: Assistant) -> None:
    reply = assistant.ask(
        Question(text="Quel est le cours de l’action Airbus ? Que signifie DMP ?")
    )
    assert isinstance(reply, Answer) and "Dossier" in reply.statements[0].text
    assert any("Airbus" in notice for notice in reply.notices)


def test_a_message_refused_whole_is_a_refusal(assistant: Assistant) -> None:
    message = "Quel est le cours de l’action Airbus ? Comment cuire une tarte aux pommes ?"
    reply = assistant.ask(Question(text=message))
    assert isinstance(reply, Refusal) and reply.question.text == message
