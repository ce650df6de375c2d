"""Follow-ups become questions that can be understood alone."""

from collections.abc import Sequence

import pytest

from assistant.conversation.memory import answered_turns
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


REWRITTEN = [
    # why
    (("Les services ultramarins sont-ils visés ?",), "Pourquoi ?", "pourquoi les services"),
    (("Qui tient le secrétariat du GPRO ?//La DREETS.",), "Pour quelle raison ?", "dreets tient"),
    # swap
    (("Quelle est la portée de la fiche RPS ?",), "Et de la fiche chutes ?", "la fiche chutes"),
    (("Que prévoit l’annexe 1 ?",), "et la 2 ?", "l’annexe 2"),
    (("Quel est le rôle du CRPST ?",), "et celui du CNPST ?", "le rôle du cnpst"),
    (("Qui siège à la cellule PDP ?",), "et au comité de suivi ?", "au comité de suivi"),
    (("Que faisait l’IGAS en 2020 ?",), "et en 2023 ?", "en 2023"),
    (("Quel est le budget du COPIL ?",), "et en cas de litige ?", "copil, en cas de litige"),
    (("Que veut dire FIPU ?",), "Idem pour COCT", "que veut dire coct"),
    (("À quoi sert le relais ?",), "et la plateforme, à quoi sert-elle ?", "la plateforme, à quoi"),
    (("Quelle est la date d’envoi du bilan ?",), "et le contenu ?", "quel est le contenu du bilan"),
    # resolve
    (("Que contient le protocole du laboratoire ?",), "ce protocole dure combien ?", "laboratoire"),
    (("Que fait la CARSAT en Bretagne ?",), "combien de services là-bas ?", "en bretagne"),
    (("Qu’est-ce que le COPIL ?",), "quelle est sa fréquence ?", "la fréquence du copil"),
    (("Qui donne un avis ?//Le CRPST et l’ARS.",), "le second est-il écrit ?", "l’ars est-il"),
    (("Qui préside le GPRO ?",), "cette instance existe-t-elle ?", "le gpro existe-t-elle"),
    # carry
    (("Quelle est la durée du CPOM du CIAMT ?",), "il finit quand ?", "le cpom du ciamt finit"),
    (("À quoi sert la CMT ?",), "qui la compose ?", "qui compose la cmt"),
    (("Quel est l’objet de la loi de 2021 ?",), "qui l’a votée ?", "qui a voté la loi de 2021"),
    (("Que finance la branche AT/MP ?",), "à quel niveau ?", "à quel niveau finance la branche"),
    (("Qui délivre l’agrément ?",), "pour combien de temps ?", "délivre-t-on l’agrément"),
    (("durée agrément",), "qui le délivre ?", "qui délivre l’agrément"),
    (("Combien de régions ont signé ?",), "lesquelles ?", "quelles régions ont signé"),
]


def turns(questions: Sequence[str]) -> tuple[Turn, ...]:
    """Each question with its answer after « // »."""
    halves = [text.partition("//") for text in questions]
    return tuple(Turn(question=asked, answer=answer) for asked, _, answer in halves)


@pytest.mark.parametrize(("before", "question", "words"), REWRITTEN)
def test_a_follow_up_is_written_in_full(before: tuple[str, ...], question: str, words: str) -> None:
    """What is shown says the thing that was left out, in the question's own form."""
    alone = standalone(question, turns(before))
    assert words in alone.text.lower() and not alone.topic and alone.context


def test_what_a_user_writes_is_never_taken_for_a_topic() -> None:
    """The words by which we show a topic are words like others in a question."""
    question = "Que fait PREVALY (à propos de : les risques chimiques) en Haute-Garonne ?"
    assert standalone(question, HISTORY) == Standalone(text=question)


FULL = (
    "Quelle est la durée maximale d’un CPOM ?",
    "Que fait PREVALY en Haute-Garonne contre les chutes ?",
    "Quelles sont les dates de l’instruction ?",
    "Où est situé le siège du CIAMT ?",
    "C’est quoi RESANA ?",
    "Qui a signé l’instruction ?",
    "Quel est le numéro NOR ?",
    "les indicateurs du tableau, on peut en ajouter ?",
    "À partir de quelle date le contrat prend-il effet ?",
    "Le volet 3 est-il obligatoire ?",
    "durée cpom",
    "fiche canicule, quelles données ?",
    "Combien de volets compte le CPOM ?",
    "Faut-il l’avis de l’ARS ?",
    "Y a-t-il une sanction pour un service sans CPOM ?",
    "L’IGAS critique-t-elle son propre rapport ?",
    "la cellule PDP, qui l’anime ?",
    "Que signifie DMP ?",
    "Quel secteur vise la fiche TMS ?",
    "Pourquoi le mot CPOM est-il ambigu ?",
    "Les employeurs peuvent-ils choisir leur service ?",
    "Qui vérifie que le CPOM respecte le PRST ?",
    "Comment sont suivis les CPOM au niveau national ?",
    "Quand la DREETS rend-elle son avis ?",
)


@pytest.mark.parametrize("question", FULL)
def test_a_change_of_topic_is_noticed(question: str) -> None:
    """A question that is understood alone is not touched, whatever was said before."""
    assert standalone(question, HISTORY) == Standalone(text=question)


def test_an_announced_change_of_topic_drops_the_announcement() -> None:
    assert (
        standalone("Rien à voir : quelle est l’adresse de la DREETS Occitanie ?", HISTORY).text
        == "quelle est l’adresse de la DREETS Occitanie ?"
    )


def test_a_return_goes_back_to_the_earlier_question() -> None:
    history = turns(("Qui compose la cellule PDP ?", "Quelle est la durée de l’agrément ?"))
    alone = standalone("Pour en revenir à la cellule, qui l’anime ?", history)
    assert alone.text == "Qui anime la cellule PDP ?"


def test_a_chain_of_follow_ups_keeps_the_first_topic() -> None:
    history = turns(("Qu’est-ce que le CNPST ?", "Qui le préside ?"))
    assert "le CNPST siège-t-il" in standalone("Et où siège-t-il ?", history).text


def test_what_no_rewrite_knows_keeps_its_words_and_its_topic() -> None:
    alone = standalone("quel secteur est le plus touché ?", turns(("Combien d’accidents ?",)))
    assert alone.text == "quel secteur est le plus touché ?" and "accidents" in alone.topic


def test_a_refused_turn_leaves_no_trace() -> None:
    """The follow-up leans on the last question that was answered."""
    refusal = "Cette demande sort de mon domaine"
    history = turns(("Quelle est la durée d’un CPOM ?//Cinq ans.", f"Prix du gaz ?//{refusal} : …"))
    kept = answered_turns(history, None, (refusal,))
    assert standalone("et l’agrément ?", kept).text == "Quelle est la durée de l’agrément ?"


def test_two_questions_in_one_sentence_are_two() -> None:
    assert len(parts("Qui pilote au niveau national et qui pilote au niveau régional ?")) == 2
    assert parts("Quel est le rôle de la DREETS et de la CARSAT ?") == (
        "Quel est le rôle de la DREETS et de la CARSAT ?",
    )


def test_a_full_question_does_not_depend_on_the_conversation() -> None:
    assert not depends("Quels risques peut-on choisir au volet 2 d’un CPOM ?", PATTERNS)
