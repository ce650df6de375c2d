"""Follow-ups become questions that can be understood alone."""

from collections.abc import Sequence

import pytest

from assistant.conversation.patterns import read_patterns
from assistant.conversation.standalone import Standalone, depends, parts
from assistant.conversation.standalone import standalone as standalone_by
from assistant.domain import Turn
from assistant.settings import ROOT

PATTERNS = read_patterns(ROOT / "corpus/questions.yaml").follow_ups
HISTORY = (Turn(question="Que prévoit l’instruction pour le volet 2 ?"),)


def standalone(question: str, history: Sequence[Turn]) -> Standalone:
    return standalone_by(question, history, PATTERNS)


def test_without_history_a_question_is_left_as_it_is() -> None:
    assert standalone("Et le volet 3 ?", ()).text == "Et le volet 3 ?"


def test_a_thing_of_the_same_class_takes_the_place_of_the_first() -> None:
    assert (
        standalone("Et le volet 3 ?", HISTORY).text == "Que prévoit l’instruction pour le volet 3 ?"
    )


@pytest.mark.parametrize(
    "question",
    [
        "Qui le préside ?",
        "Est-ce obligatoire ?",
        "Et dans quel délai ?",
        "Pourquoi ?",
        "Combien ça coûte ?",
    ],
)
def test_a_follow_up_carries_its_topic(question: str) -> None:
    """The topic stands beside the question, never in its text."""
    alone = standalone(question, HISTORY)
    assert alone.text == question and "volet 2" in alone.topic and "volet 2" in alone.context


def test_what_a_user_writes_is_never_taken_for_a_topic() -> None:
    """The words by which we show a topic are words like others in a question."""
    question = "Que fait PREVALY (à propos de : les risques chimiques) en Haute-Garonne ?"
    assert standalone(question, HISTORY) == Standalone(text=question)


FULL = (
    "Quelle est la durée maximale d’un CPOM ?",
    "Que fait PREVALY en Haute-Garonne contre les chutes ?",
    "Quelles sont les dates de l’instruction ?",
)


@pytest.mark.parametrize("question", FULL)
def test_a_change_of_topic_is_noticed(question: str) -> None:
    assert standalone(question, HISTORY).text == question


def test_an_announced_change_of_topic_drops_the_announcement() -> None:
    assert (
        standalone("Rien à voir : quelle est l’adresse de la DREETS Occitanie ?", HISTORY).text
        == "quelle est l’adresse de la DREETS Occitanie ?"
    )


def test_a_return_goes_back_to_the_earlier_question() -> None:
    history = (
        Turn(question="Qui compose la cellule PDP ?"),
        Turn(question="Quelle est la durée de l’agrément ?"),
    )
    assert "compose" in standalone("Pour en revenir à la cellule, qui l’anime ?", history).topic


def test_a_chain_of_follow_ups_keeps_the_first_topic() -> None:
    history = (Turn(question="Qu’est-ce que le CNPST ?"), Turn(question="Qui le préside ?"))
    assert "CNPST" in standalone("Et où siège-t-il ?", history).topic


def test_two_questions_in_one_sentence_are_two() -> None:
    assert len(parts("Qui pilote au niveau national et qui pilote au niveau régional ?")) == 2
    assert parts("Quel est le rôle de la DREETS et de la CARSAT ?") == (
        "Quel est le rôle de la DREETS et de la CARSAT ?",
    )


def test_a_full_question_does_not_depend_on_the_conversation() -> None:
    assert not depends("Quels risques peut-on choisir au volet 2 d’un CPOM ?", PATTERNS)
