"""Annotations proposed by a tool, added to the file where people write theirs. What is already
there is never touched.
"""

from collections.abc import Sequence
from pathlib import Path

import yaml

from assistant.domain import Annotation, Passage
from assistant.errors import AnnotationError
from assistant.index.index import Index
from ingest.annotations import read_annotations


def bare(index: Index, folder: Path, document_id: str) -> tuple[Passage, ...]:
    """The passages of a document that nobody has annotated, in order.

    Raises UnknownItem for an unknown document, AnnotationError when its file is not in order.
    """
    index.document(document_id)
    own = tuple(passage for passage in index.passages if passage.document_id == document_id)
    known = {note.passage_id for note in read_annotations(folder, own)}
    return tuple(passage for passage in own if passage.id not in known)


def add(
    folder: Path, document_id: str, notes: Sequence[Annotation], passages: tuple[Passage, ...]
) -> Path:
    """Add proposals at the end of the document's file, then read it again as a build would.

    Raises AnnotationError, the file being as it was, when the whole could not be built.
    """
    path = folder / f"{document_id}.yaml"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    text = (before.rstrip("\n") + "\n" if before.strip() else "") + "".join(
        entry(note) for note in notes
    )
    path.write_text(text, encoding="utf-8")
    try:
        read_annotations(folder, passages)
    except AnnotationError:
        path.write_text(before, encoding="utf-8")
        raise
    return path


def entry(note: Annotation) -> str:
    """An annotation as it is written by hand, with its mark."""
    questions = [{"q": question.text, "a": question.quote} for question in note.questions]
    entry = {
        note.passage_id.split("/", 1)[1]: {
            "proposed": True,
            "gist": note.gist,
            "words": list(note.words),
            "questions": questions,
        }
    }
    return yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=160)
