"""A message is parted into its questions, and a letter is read for the one it asks."""

import pytest

from assistant.conversation.patterns import read_patterns
from assistant.conversation.requests import asking_sentence, requests_of
from assistant.settings import ROOT

WORDS = read_patterns(ROOT / "corpus/questions.yaml").follow_ups

SEVERAL = [
    ("Qui préside le COPIL ? Et quand se réunit-il ?", 2),
    ("1. Que signifie DMP ? 2. Que signifie CPG ? 3. Qui signe le CPOM ?", 3),
    ("1) durée d’un CPOM, combien ? 2) qui le signe ?", 2),
    ("Où est le siège du CIAMT, et aussi qui le dirige ?", 2),
    ("Je prépare un comité. Qui y siège ? Combien de temps dure-t-il ? Merci.", 2),
]


@pytest.mark.parametrize(("message", "number"), SEVERAL)
def test_several_questions_are_parted(message: str, number: int) -> None:
    """In their order, each with words of its own."""
    found = requests_of(message, WORDS)
    assert len(found) == number and len(set(found)) == number


@pytest.mark.parametrize(
    "message",
    [
        "Quelle instance rend l’avis, à qui, et sur la base de quel article ?",
        "Le CPOM est-il obligatoire ? Oui ou non ?",
        "Quel est le rôle de la DREETS et de la CARSAT ?",
        "Que disent les articles L. 4622-10 et D. 4622-44 ?",
        "Quel est le 2. de l’annexe 1 ?",
        "durée cpom",
        "Qui signe le CPOM ? Merci !",
        "Que prévoit la recommandation 7, et pour quand ?",
    ],
)
def test_one_question_is_never_cut_in_two(message: str) -> None:
    assert requests_of(message, WORDS) == (message,)


def test_the_sentence_of_a_letter_that_asks_is_found() -> None:
    """Wherever it stands, and without a question mark."""
    scene = (
        "Nous sommes un service de Lozère qui suit douze mille salariés depuis l’an dernier. Notre "
        "directeur est parti et les dossiers sont restés dans un placard pendant tout l’hiver. "
    )
    end = "Je vous remercie de votre aide et reste joignable au bureau le matin."
    asked = "Quel est le délai de l’enquête ?"
    assert asking_sentence(f"{scene}{asked} {end}") == asked
    plain = "J’aimerais savoir combien de volets sont obligatoires."
    assert asking_sentence(f"{scene}{plain} {end}") == "Combien de volets sont obligatoires ?"


def test_a_short_message_or_a_letter_that_asks_nothing_is_left_as_it_is() -> None:
    short = "Je suis directeur. Quelle durée ?"
    assert asking_sentence(short) == short
    letter = "Le contrat est long. " * 12
    assert asking_sentence(letter) == letter


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        (
            "C’est quoi un CPOM, simplement ? J’ai des nouveaux membres de CRPST demain matin.",
            "C’est quoi un CPOM, simplement ?",
        ),
        (
            "Quelle est la durée du contrat ? Notre président me le demande pour lundi.",
            "Quelle est la durée du contrat ?",
        ),
    ],
)
def test_why_a_short_message_asks_is_no_part_of_its_question(message: str, asked: str) -> None:
    """What follows the question and asks nothing is left aside."""
    assert asking_sentence(message) == asked


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        (
            "Avant la séance de jeudi, j’aimerais une réponse nette et sourcée à leur opposer, "
            "puisque chacun me demande : un SPSTI peut-il refuser de signer le contrat ?",
            "Un SPSTI peut-il refuser de signer le contrat ?",
        ),
        (
            "Pouvez-vous m’expliquer en termes simples, avec les sources que je montrerai à "
            "l’écran devant tout le monde, quel est le rôle du CRPST dans les CPOM ?",
            "Quel est le rôle du CRPST dans les CPOM ?",
        ),
    ],
)
def test_the_clause_that_asks_ends_a_long_sentence(sentence: str, asked: str) -> None:
    """What comes before it says why, or how the answer is wanted."""
    scene = "Notre conseil d’administration se réunit bientôt et nous n’avons rien préparé. "
    assert asking_sentence(f"{scene}{sentence}") == asked
