"""What becomes of a pair that failed: a question to be asked at each evaluation, or an annotation
proposed to the editors. Both are checked against the texts.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from assistant.domain import AnnotatedQuestion, Annotation, Passage, Value
from assistant.errors import BadInput, StoreError
from assistant.index.index import Index
from assistant.texts.spaces import flatten

FOLDER = "evaluateur"
FILE = "questions.jsonl"
STYLE = "evaluateur"
LEAST = 3  # words of a question
# What a question deserved; a courtesy or an unclear message makes no case of evaluation.
DueStatus = Literal["answered", "source_gap", "not_found", "out_of_scope"]
KINDS: Mapping[DueStatus, str] = {
    "answered": "answerable",
    "source_gap": "trap",
    "not_found": "unanswerable",
    "out_of_scope": "unanswerable",
}


class Proof(Value):
    """Exact words of a document that answer."""

    document_id: str
    quote: str


class QuestionToAdd(Value):
    """A question that an evaluator adds to those of the evaluation, with the status that its reply
    should have and the words that answer it, when there are some.
    """

    case_id: str
    question: str
    status: DueStatus
    proof: Proof | None = None
    note: str = ""


def evaluation_line(index: Index, case: QuestionToAdd) -> str:
    """A line of an evaluation file, as docs/evaluation.md describes it.

    Raises BadInput for a question that is none, an answer without its words, or words that its
    document does not hold; UnknownItem for an unknown document.
    """
    entry: dict[str, object] = {
        "id": case.case_id,
        "kind": KINDS[case.status],
        "style": STYLE,
        "question": _valid_question(case.question),
        "expected": [case.status],
    }
    proof = case.proof
    if case.status == "answered" and proof is None:
        raise BadInput(
            "Une question à laquelle les textes répondent va avec ses mots : "
            "choisissez le document et recopiez les mots exacts qui répondent."
        )
    if proof is not None:
        quote = _quote_of(index, proof)
        entry["gold"] = [[{"document_id": proof.document_id, "quote": quote}]]
    if case.note:
        entry["note"] = flatten(case.note)
    return json.dumps(entry, ensure_ascii=False)


def proposed_annotation(
    index: Index, passage_id: str, gist: str, question: str, quote: str
) -> Annotation:
    """An annotation proposed for a passage. Raises UnknownItem for an unknown passage, BadInput for
    an empty gist or question, or words that the passage does not hold.
    """
    passage = index.passage(passage_id)
    if not gist.strip():
        raise BadInput(
            "Dites en une phrase simple ce que le passage apprend : c’est ce que lira le relecteur."
        )
    words = flatten(quote)
    if not words or words not in flatten(passage.text):
        raise BadInput(
            f"Les mots « {words[:80]} » ne sont pas dans « {passage.label} » : "
            "recopiez-les du passage, d’un seul tenant."
        )
    annotated = AnnotatedQuestion(text=_valid_question(question), quote=words)
    return Annotation(
        passage_id=passage.id, gist=flatten(gist), questions=(annotated,), proposed=True
    )


def passage_with_words(index: Index, document_id: str, quote: str) -> Passage | None:
    """The shortest passage of a document that holds those words; None when there is none."""
    words = flatten(quote)
    passages = (each for each in index.passages if each.document_id == document_id)
    holders = (each for each in passages if words in flatten(each.text))
    return min(holders, key=lambda passage: len(passage.text), default=None)


def append_line(data: Path, line: str) -> Path:
    """Add a line to the evaluator's file in the data folder, on disk before it returns. Raises
    StoreError when it cannot be written.
    """
    path = data / FOLDER / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"Le fichier {path} ne peut pas être écrit ({error.strerror}) : "
            "vérifiez le dossier CPOM_DATA, ou téléchargez la ligne."
        ) from error
    return path


def _valid_question(text: str) -> str:
    """A question on one line. Raises BadInput when it has too few words."""
    question = flatten(text)
    if len(question.split()) < LEAST:
        raise BadInput(
            f"Écrivez la question telle qu’une personne la poserait, en {LEAST} mots au moins."
        )
    return question


def _quote_of(index: Index, proof: Proof) -> str:
    """The words, as long as the document holds them. Raises UnknownItem or BadInput."""
    words, document = flatten(proof.quote), index.document(proof.document_id)
    if not words or words not in flatten(index.text(document.id)):
        raise BadInput(
            f"Les mots « {words[:80]} » ne sont pas dans « {document.short} » "
            ": recopiez-les du texte, à la virgule près."
        )
    return words
