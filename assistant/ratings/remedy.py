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


def evaluation_line(
    index: Index,
    id: str,
    question: str,
    status: DueStatus,
    proof: Proof | None,
    note: str = "",
) -> str:
    """A line of an evaluation file (docs/evaluation.md): the question, the status expected, the
    words that answer when there are some.

    Raises BadInput for a question that is none, an answer without its words, or words that its
    document does not hold.
    """
    written: dict[str, object] = {
        "id": id,
        "kind": KINDS[status],
        "style": STYLE,
        "question": _question(question),
        "expected": [status],
    }
    if status == "answered" and proof is None:
        raise BadInput(
            "Une question à laquelle les textes répondent va avec ses mots : "
            "choisissez le document et recopiez les mots exacts qui répondent."
        )
    if proof is not None:
        written["gold"] = [[{"document_id": proof.document_id, "quote": _held(index, proof)}]]
    if note:
        written["note"] = flatten(note)
    return json.dumps(written, ensure_ascii=False)


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
    asked = AnnotatedQuestion(text=_question(question), quote=words)
    return Annotation(passage_id=passage.id, gist=flatten(gist), questions=(asked,), proposed=True)


def passage_holding(index: Index, document_id: str, quote: str) -> Passage | None:
    """The shortest passage of a document that holds those words; None when there is none."""
    found = [
        each
        for each in index.passages
        if each.document_id == document_id and flatten(quote) in flatten(each.text)
    ]
    return min(found, key=lambda each: len(each.text)) if found else None


def append_line(data: Path, written: str) -> Path:
    """Add a line to the evaluator's file in the data folder, on disk before it returns. Raises
    StoreError when it cannot be written.
    """
    path = data / FOLDER / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(written + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"Le fichier {path} ne peut pas être écrit ({error.strerror}) : "
            "vérifiez le dossier CPOM_DATA, ou téléchargez la ligne."
        ) from error
    return path


def _question(text: str) -> str:
    asked = flatten(text)
    if len(asked.split()) < LEAST:
        raise BadInput(
            f"Écrivez la question telle qu’une personne la poserait, en {LEAST} mots au moins."
        )
    return asked


def _held(index: Index, proof: Proof) -> str:
    """The words, as long as the document holds them. Raises UnknownItem or BadInput."""
    words, document = flatten(proof.quote), index.document(proof.document_id)
    if not words or words not in flatten(index.text(document.id)):
        raise BadInput(
            f"Les mots « {words[:80]} » ne sont pas dans « {document.short} » "
            ": recopiez-les du texte, à la virgule près."
        )
    return words
