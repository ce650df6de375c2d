"""Written answers are held to the words of their sources, and found when they surely answer."""

from pathlib import Path

import pytest

from assistant.answering.inquiry import Resources
from assistant.answering.matching import find_written
from assistant.answering.recognition import Grounds
from assistant.answering.steps import pieces_of, read_signs
from assistant.answering.written import show_written
from assistant.domain import Found, Question
from assistant.errors import CorpusError
from assistant.needs.check import check_needs, faults_of
from assistant.needs.need import Need, read_needs
from assistant.pipeline import Assistant
from assistant.settings import ROOT

SUPPORT = {
    "passage": "instruction-2024-132/I.A.3#1",
    "mots": "le CPOM est conclu pour une période maximale de cinq ans",
}


def _need(phrase: str, **support: str) -> Need:
    return Need.model_validate(
        {
            "besoin": "essai",
            "question": "Combien de temps dure un CPOM ?",
            "forme": "fait",
            "sujets": ["CPOM"],
            "court": [{"phrase": phrase, "appuis": [{**SUPPORT, **support}]}],
        }
    )


def test_every_written_answer_rests_on_the_words_of_its_sources(assistant: Assistant) -> None:
    """No need of the corpus has a fault."""
    needs = read_needs(ROOT / "corpus")
    assert len(needs) > 200
    assert [fault for need in needs for fault in faults_of(need, assistant.index)] == []


@pytest.mark.parametrize(
    ("phrase", "support", "reason"),
    [
        ("Le CPOM dure sept ans au plus.", {}, "7|sept"),
        ("Le CPOM est conclu pour cinq ans, selon l’article D. 4622-99.", {}, "4622-99"),
        ("Le CPOM dure cinq ans au plus.", {"mots": "le CPOM dure cinq ans"}, "mots exacts"),
        ("Le CPOM dure cinq ans au plus.", {"passage": "instruction-2024-132/nul"}, "n’existe pas"),
    ],
)
def test_a_sentence_that_its_words_do_not_hold_stops_the_build(
    assistant: Assistant, phrase: str, support: dict[str, str], reason: str
) -> None:
    """A figure, an article, or words that are not in the source are named with the need."""
    if reason.startswith("7"):
        phrase = phrase.replace("sept", "7")
    with pytest.raises(CorpusError, match=f"besoin « essai ».*(?:{reason})"):
        check_needs([_need(phrase, **support)], assistant.index)


def test_two_needs_of_one_name_are_refused(tmp_path: Path) -> None:
    """The second is named, with what to do."""
    folder = tmp_path / "reponses"
    folder.mkdir()
    one = _need("Le CPOM dure cinq ans au plus.").model_dump_json(by_alias=True)
    (folder / "a.yaml").write_text(f'{{"besoins": [{one}, {one}]}}', encoding="utf-8")
    with pytest.raises(CorpusError, match="« essai » est écrit deux fois"):
        read_needs(tmp_path)


@pytest.mark.parametrize(
    ("question", "need"),
    [
        ("un cpom ca dure combien de temps maxi", "duree-maximale-cpom"),
        ("qui fait le bilan annuel et à qui le présente-t-on ?", "bilan-annuel"),
        ("l’offre socle, c’est quoi", "definition-offre-socle"),
    ],
)
def test_a_need_is_found_in_other_words(assistant: Assistant, question: str, need: str) -> None:
    """Wordings that no editor wrote find the need they ask for."""
    found = assistant.search(Question(text=question))
    resources = assistant.resources
    match = find_written(resources.known_needs, _grounds_of(resources, found))
    assert match is not None and match.need.id == need
    parts = show_written(resources.index, match)
    assert parts.statements and all(statement.citations for statement in parts.statements)


@pytest.mark.parametrize(
    "question",
    [
        "Quel est le montant de la cotisation par salarié ?",
        "À quel tarif le laboratoire de la CARSAT analyse-t-il un prélèvement ?",
        "Combien de médecins du travail compte la Bretagne ?",
    ],
)
def test_a_question_that_no_need_surely_asks_is_left_to_the_extracts(
    assistant: Assistant, question: str
) -> None:
    """A near wording about another thing does not answer."""
    found = assistant.search(Question(text=question))
    resources = assistant.resources
    assert find_written(resources.known_needs, _grounds_of(resources, found)) is None


def _grounds_of(resources: Resources, found: Found) -> Grounds:
    pieces = tuple(pieces_of(resources, found, source_named=False))
    return Grounds(asked=found.query.text, found=found, signs=read_signs(resources, found, pieces))


def test_the_first_words_rest_on_what_is_cited(assistant: Assistant) -> None:
    """A figure of a verdict that no support holds is a fault, like that of a sentence."""
    need = _need("Le CPOM est conclu pour cinq ans au plus.")
    assert list(faults_of(need.model_copy(update={"verdict": "Cinq ans."}), assistant.index)) == []
    (fault,) = faults_of(need.model_copy(update={"verdict": "6 ans."}), assistant.index)
    assert "« 6 ans. »" in fault
