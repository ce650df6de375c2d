"""What a message asks for is read before any search, by examples that an editor completes."""

import pytest

from assistant.conversation.prefill import prefill_of
from assistant.conversation.request import Acts, read_acts, request_of
from assistant.domain import Act
from assistant.settings import ROOT

REGIONS = ("Bretagne", "Grand Est", "Pays de la Loire")
KNOWN = frozenset({"tms", "rps", "pdp", "cpom", "spsti", "dreets", "carsat", "btp"})


@pytest.fixture(scope="module")
def acts() -> Acts:
    found = read_acts(ROOT / "corpus")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("message", "act", "name"),
    [
        ("Bonjour !", Act.COURTESY, "salut"),
        ("super, merci bcp pour tout", Act.QUESTION, ""),
        ("merci beaucoup", Act.COURTESY, "merci"),
        ("à bientôt", Act.COURTESY, "au-revoir"),
        ("que sais-tu faire ?", Act.HELP, "aide"),
        ("es-tu une intelligence artificielle ?", Act.HELP, "qui-es-tu"),
        ("sur quels documents tu t’appuies ?", Act.HELP, "sources"),
        ("c’est écrit où ?", Act.COMMAND, "source"),
        ("t’es sûr de ça ?", Act.COMMAND, "certitude"),
        ("plus court svp", Act.COMMAND, "court"),
        ("mets ça en tableau", Act.COMMAND, "tableau"),
        ("développe la deuxième", Act.COMMAND, "rang"),
        ("Pouvez-vous rédiger une fiche RPS pour mon service ?", Act.HAND_OVER, "rediger-fiche"),
        ("vérifie la conformité de mon contrat", Act.HAND_OVER, "controler"),
        ("lance un quiz", Act.HAND_OVER, "quiz"),
    ],
)
def test_a_message_is_of_the_act_that_its_words_show(
    acts: Acts, message: str, act: Act, name: str
) -> None:
    """Wordings that are not among the examples are recognised too."""
    request = request_of(message, acts)
    assert (request.act, request.name) == (act, name)


@pytest.mark.parametrize(
    "message",
    [
        "Que contient la fiche TMS ?",
        "Qui rédige le projet de service ?",
        "Quelle est la source du financement des SPSTI ?",
        "Faut-il faire voter le CPOM par le conseil d’administration ?",
        "Comment préparer la négociation d’un CPOM ?",
        "Le contrat doit-il détailler les moyens ?",
        "Le CRPST vérifie-t-il le contrat avant signature ?",
    ],
)
def test_a_question_on_the_texts_stays_a_question(acts: Acts, message: str) -> None:
    """The words of an act inside a question do not take it away from the texts."""
    assert request_of(message, acts).act is Act.QUESTION


def test_greetings_are_set_aside_from_a_question(acts: Acts) -> None:
    """What is left is the question as it was typed."""
    request = request_of("Bonjour, quelle est la durée d’un CPOM ? merci", acts)
    assert request.act is Act.QUESTION and request.question == "quelle est la durée d’un CPOM ?"


def test_a_rank_is_read_in_words_and_in_figures(acts: Acts) -> None:
    """« la 4e », « la troisième » and « le dernier » name a place."""
    ranks = [request_of(text, acts).rank for text in ("la 4e", "la troisième", "le dernier")]
    assert ranks == [4, 3, -1]


def test_a_page_receives_what_the_message_says(acts: Acts) -> None:
    """Themes, region, service, sector, numbers and years are read from one sentence."""
    message = (
        "prépare les fiches chutes et RPS pour SANTRAVAIL 44 en Pays de la Loire, logistique, "
        "1 200 salariés, 2027-2031"
    )
    assert prefill_of(message, acts, REGIONS, KNOWN) == {
        "themes": ["rps", "chutes"],
        "region": "Pays de la Loire",
        "service": "SANTRAVAIL 44",
        "secteur": "logistique",
        "nombre": 1200,
        "unite": "salaries",
        "salaries": 1200,
        "periode": "2027-2031",
    }
