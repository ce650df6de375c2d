"""What becomes of a pair that failed is read by the evaluation and by the editors' tools."""

import json
from pathlib import Path

import pytest

from assistant.errors import BadInput, StoreError, UnknownItem
from assistant.pipeline import Assistant
from assistant.ratings import remedy
from assistant.ratings.remedy import Proof, QuestionToAdd
from evaluation.dataset import read_cases
from ingest.annotations import read_annotations
from ingest.proposals import yaml_of

QUESTION = "Combien de temps dure un CPOM au maximum ?"
PROOF = Proof(
    document_id="instruction-2024-132", quote="conclu pour une  période maximale\nde cinq ans"
)


def test_a_line_is_a_case_of_the_evaluation(assistant: Assistant, tmp_path: Path) -> None:
    """Two lines added to the file are two cases, with the status and the words expected."""
    remedy.append_line(
        tmp_path,
        remedy.evaluation_line(
            assistant.index,
            QuestionToAdd(
                case_id="e-1", question=QUESTION, status="answered", proof=PROOF, note="à revoir"
            ),
        ),
    )
    path = remedy.append_line(
        tmp_path,
        remedy.evaluation_line(
            assistant.index,
            QuestionToAdd(
                case_id="e-2", question="Quel est le téléphone du CRPST ?", status="not_found"
            ),
        ),
    )
    first, second = read_cases([path])
    assert (
        first.turns[0].gold[0][0].quote == "conclu pour une période maximale de cinq ans"
        and first.turns[0].expected == ("answered",)
        and first.note == "à revoir"
    )
    assert (
        second.kind == "unanswerable"
        and second.turns[0].expected == ("not_found",)
        and second.split == "report"
    )


@pytest.mark.parametrize(
    ("question", "proof", "said"),
    [
        ("Durée ?", PROOF, "mots au moins"),
        (QUESTION, None, "mots exacts"),
        (
            QUESTION,
            Proof(document_id="instruction-2024-132", quote="dix ans et demi"),
            "ne sont pas dans",
        ),
        (QUESTION, Proof(document_id="instruction-2024-132", quote="  "), "ne sont pas dans"),
        (QUESTION, Proof(document_id="inconnu", quote="x"), "inconnu"),
    ],
    ids=["no question", "no words", "words that are not there", "blank words", "no such document"],
)
def test_a_line_that_could_not_be_used_is_refused(
    assistant: Assistant, question: str, proof: Proof | None, said: str
) -> None:
    """One French sentence says what to mend."""
    case = QuestionToAdd(case_id="e", question=question, status="answered", proof=proof)
    with pytest.raises(BadInput, match=said):
        remedy.evaluation_line(assistant.index, case)


def test_a_proposal_is_an_annotation_that_a_build_reads(
    assistant: Assistant, tmp_path: Path
) -> None:
    """Marked as proposed, on the passage that holds the words, even with a title that YAML would
    read otherwise.
    """
    passage = remedy.passage_with_words(assistant.index, PROOF.document_id, PROOF.quote)
    assert passage and passage.id.endswith("I.A.3#1")
    note = remedy.proposed_annotation(
        assistant.index,
        passage.id,
        "La durée : cinq ans # au plus",
        f"{QUESTION} - oui: non",
        PROOF.quote,
    )
    (tmp_path / "instruction-2024-132.yaml").write_text(yaml_of(note), encoding="utf-8")
    assert read_annotations(tmp_path, assistant.index.passages) == (note,) and note.proposed


def test_a_proposal_rests_on_the_words_of_its_passage(assistant: Assistant) -> None:
    """Other words, an empty gist or an unknown passage are refused."""
    passage = remedy.passage_with_words(assistant.index, PROOF.document_id, PROOF.quote)
    assert (
        passage
        and remedy.passage_with_words(
            assistant.index, PROOF.document_id, "des mots que personne n’a écrits"
        )
        is None
    )
    for gist, quote, error in (
        ("Durée.", "dix ans et demi", "ne sont pas dans"),
        (" ", PROOF.quote, "phrase simple"),
    ):
        with pytest.raises(BadInput, match=error):
            remedy.proposed_annotation(assistant.index, passage.id, gist, QUESTION, quote)
    with pytest.raises(UnknownItem):
        remedy.proposed_annotation(assistant.index, "rien/du-tout", "Durée.", QUESTION, PROOF.quote)


def test_a_line_of_any_text_stays_one_line(assistant: Assistant) -> None:
    """Line breaks and quotes of what was typed do not make a second object."""
    case = QuestionToAdd(
        case_id="e",
        question='Une question "piège"\n{"id": "x"} ?',
        status="out_of_scope",
        note="a\nb",
    )
    line = remedy.evaluation_line(assistant.index, case)
    assert "\n" not in line and json.loads(line)["note"] == "a b"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The sentence names the file and the way out."""
    (tmp_path / "evaluateur").write_text("un fichier à la place du dossier", encoding="utf-8")
    with pytest.raises(StoreError, match="téléchargez la ligne"):
        remedy.append_line(tmp_path, "{}")
