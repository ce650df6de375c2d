"""What is foreign to the field is told from what is only without an answer."""

import pytest

from assistant.answering.topic import fit
from assistant.domain import Question
from assistant.pipeline import Assistant

FOREIGN = [
    "Comment planter des tomates ?",
    "Quelle est la distance entre la Terre et la Lune ?",
    "Comment changer une roue de voiture ?",
    "le psg joue quand",
    "Explique-moi la théorie de la relativité",
    "Comment calculer ma retraite ?",
    "Donne-moi un code pour trier une liste",
    "Quelles sont les règles du jeu d’échecs ?",
]
FIELD = [
    "qui paie ?",
    "Quel organisme faut-il associer quand on suit des maçons et des couvreurs ?",
    "Peut-on retoucher notre feuille de route interne avant son terme ?",
]


@pytest.mark.parametrize("question", FOREIGN)
def test_a_question_about_something_else_is_out_of_scope(
    assistant: Assistant, question: str
) -> None:
    """None of these is in `corpus/hors-sujet.yaml` word for word."""
    assert assistant.ask(Question(text=question)).status == "out_of_scope"


@pytest.mark.parametrize("question", FIELD)
def test_a_question_of_the_field_without_its_words_is_not_foreign(
    assistant: Assistant, question: str
) -> None:
    """It may have no answer; it is not turned away as a question about something else."""
    assert assistant.ask(Question(text=question)).status != "out_of_scope"


def test_the_model_is_fitted_on_clues_and_words() -> None:
    """A small one separates two sorts of questions, and gives nothing without clues."""
    texts = [
        "durée du contrat",
        "avis du comité sur le contrat",
        "recette de la quiche",
        "cuisson de la quiche",
    ] * 10
    clues = [{"ressemblance": value, "score": value} for value in (0.9, 0.8, 0.2, 0.1)] * 10
    model = fit(texts, clues, [True, True, False, False] * 10)
    assert model.holds("durée du contrat", clues[0]) and not model.holds("quiche", clues[3])
    assert model.probability("durée du contrat", {}) == 0.0
