"""What a question takes for granted is compared with the text."""

from assistant.answering import presupposition
from assistant.conversation.patterns import read_patterns
from assistant.settings import ROOT

OPPOSITES = (("obligatoire", "facultatif"),)
UNITS = read_patterns(ROOT / "corpus/questions.yaml").counted_units


def contradiction(question: str, evidence: str) -> tuple[str, str] | None:
    return presupposition.contradiction(question, evidence, opposites=OPPOSITES, units=UNITS)


def test_another_figure_for_the_same_unit_is_seen() -> None:
    assert contradiction(
        "Puisque le CPOM dure dix ans, quand le réviser ?",
        "conclu pour une période maximale de cinq ans",
    ) == ("dix ans", "cinq ans")


def test_the_opposite_word_is_seen() -> None:
    assert contradiction(
        "Le volet 3 étant obligatoire, que mettre ?", "Volet 3 (facultatif) : risque non couvert"
    ) == ("obligatoire", "facultatif")


def test_a_figure_that_agrees_or_an_open_question_is_not_a_contradiction() -> None:
    assert (
        contradiction("Puisque le CPOM dure cinq ans, quand le réviser ?", "conclu pour 5 ans")
        is None
    )
    assert contradiction("Combien d’années dure un CPOM, dix ans ?", "conclu pour cinq ans") is None
