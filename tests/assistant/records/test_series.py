"""A question on « la fiche 8 » or « les quatre volets » is told what there is, not answered from a
passage near it.
"""

from datetime import date

import pytest

from assistant.domain import Answer, Origin, Question
from assistant.pipeline import Assistant
from assistant.records.series import members_named, missing_member

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Que dit la recommandation n° 25 ?", "Il n’y a pas de recommandation n° 25."),
        ("la reco 22, c'est quoi ?", "Il n’y a pas de recommandation n° 22."),
        ("quelles sont les 30 recommandations de l'IGAS", "Non : 21 recommandations, et non 30."),
        ("Que contient la fiche action 9 ?", "Il n’y a pas de fiche action n° 9."),
        ("fiche N°8 stp", "Il n’y a pas de fiche action n° 8."),
        ("Un CPOM peut-il avoir cinq volets ?", "Non : 3 volets, et non 5."),
        ("le volet 4 est-il obligatoire ?", "Il n’y a pas de volet 4."),
        ("L'annexe 7 de l'instruction, elle dit quoi ?", "L’instruction n’a pas d’annexe 7."),
        ("l'article 21 du CPOM du CIAMT", "Le contrat du CIAMT n’a pas d’article 21."),
    ],
)
def test_what_does_not_exist_is_said_with_what_does(
    assistant: Assistant, question: str, verdict: str
) -> None:
    """The first words deny the number; the sentence that follows gives the series and cites it."""
    reply = assistant.ask(Question(text=question), TODAY)
    assert isinstance(reply, Answer)
    assert reply.origin is Origin.COMPUTED
    assert reply.verdict == verdict
    assert reply.citations


@pytest.mark.parametrize(
    "question",
    [
        "Que dit la recommandation 21 ?",
        "Que contient la fiche 7 ?",
        "les 3 volets du CPOM",
        "deux volets sur trois sont obligatoires ?",
        "les 7 recommandations adressées aux DREETS",
        "l'article 30 de la loi du 2 août 2021",
        "l'article D. 4622-47 du contrat du CIAMT",
        "l'annexe 6 du rapport de l'IGAS",
        "le volet 5 du contrat du CIAMT",
        "la fiche 2024",
    ],
)
def test_what_may_exist_is_not_denied(assistant: Assistant, question: str) -> None:
    """A number within the series, a part of it, an article of law, a year, another document."""
    assert missing_member(assistant.resources.records, question) is None


def test_every_way_of_writing_a_number_names_the_same_row(assistant: Assistant) -> None:
    """« n°3 », « N° 3 », « no 3 », « numéro 3 »."""
    vocabulary = assistant.resources.records.vocabulary
    for written in ("n°3", "N° 3", "no 3", "numéro 3", "3"):
        members = members_named(vocabulary, f"la fiche action {written}")
        assert {member.number for member in members} == {3}, written
