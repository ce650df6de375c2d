"""What a question takes for granted is compared with the text."""

from assistant.answering.presupposition import contradiction

OPPOSITES = (("obligatoire", "facultatif"),)


def test_another_figure_for_the_same_unit_is_seen() -> None:
    assert contradiction(
        "Puisque le CPOM dure dix ans, quand le réviser ?",
        "conclu pour une période maximale de cinq ans",
        OPPOSITES,
    ) == ("dix ans", "cinq ans")


def test_the_opposite_word_is_seen() -> None:
    assert contradiction(
        "Le volet 3 étant obligatoire, que mettre ?",
        "Volet 3 (facultatif) : risque non couvert",
        OPPOSITES,
    ) == ("obligatoire", "facultatif")


def test_a_figure_that_agrees_or_an_open_question_is_not_a_contradiction() -> None:
    assert (
        contradiction(
            "Puisque le CPOM dure cinq ans, quand le réviser ?", "conclu pour 5 ans", OPPOSITES
        )
        is None
    )
    assert (
        contradiction("Combien d’années dure un CPOM, dix ans ?", "conclu pour cinq ans", OPPOSITES)
        is None
    )
