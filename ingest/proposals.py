"""Annotations proposed by a tool, added to the file where people write theirs.

What is already in the file is never touched; `yaml_of` is how every annotation is written.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.domain import Annotation, Passage
from assistant.errors import AnnotationError
from assistant.index.index import Index
from ingest.annotations import read_annotations

WIDTH = 100


def passages_without_annotation(
    index: Index, folder: Path, document_id: str
) -> tuple[Passage, ...]:
    """The passages of a document that nobody has annotated, in order.

    Raises UnknownItem for an unknown document, AnnotationError when its file is not in order.
    """
    index.document(document_id)
    own = tuple(passage for passage in index.passages if passage.document_id == document_id)
    annotated_ids = {annotation.passage_id for annotation in read_annotations(folder, own)}
    return tuple(passage for passage in own if passage.id not in annotated_ids)


def append_annotations(
    folder: Path,
    document_id: str,
    annotations: Sequence[Annotation],
    passages: tuple[Passage, ...],
) -> Path:
    """Add annotations at the end of the document's file, then read it again as a build would.

    Returns the file. Raises AnnotationError, the file being as it was, when the whole could not be
    built.
    """
    path = folder / f"{document_id}.yaml"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    text = before.rstrip("\n") + "\n" if before.strip() else ""
    path.write_text(text + "".join(map(yaml_of, annotations)), encoding="utf-8")
    try:
        read_annotations(folder, passages)
    except AnnotationError:
        path.write_text(before, encoding="utf-8")
        raise
    return path


def yaml_of(annotation: Annotation) -> str:
    """An annotation as it stands in its file: questions under the answer they share."""
    return "\n".join((*_lines_of(annotation), ""))


def _lines_of(annotation: Annotation) -> Iterator[str]:
    yield f"{_quote(annotation.passage_id.split('/', 1)[1])}:"
    if annotation.proposed:
        yield "  propose: true"
    yield f"  resume: {_quote(annotation.gist)}"
    if annotation.words:
        yield from _list_of_words(annotation.words)
    if annotation.questions:
        yield "  reponses:"
    for quote, questions in _questions_by_answer(annotation).items():
        yield f"    - r: {_quote(quote)}"
        yield from _lines_of_questions(questions)


def _lines_of_questions(questions: Sequence[str]) -> Iterator[str]:
    """A lone question stands on the line of its key, several one under the other."""
    if len(questions) == 1:
        yield f"      q: [{_quote(questions[0])}]"
        return
    yield "      q:"
    yield from (f"        - {_quote(question)}" for question in questions)


def _questions_by_answer(annotation: Annotation) -> dict[str, list[str]]:
    by_quote: dict[str, list[str]] = {}
    for question in annotation.questions:
        by_quote.setdefault(question.quote, []).append(question.text)
    return by_quote


def _list_of_words(words: Sequence[str]) -> Iterator[str]:
    """The words between brackets, as many on a line as its width allows."""
    yield "  mots: ["
    line = ""
    for word in words:
        item = f" {_quote(word)},"
        if line and len("   ") + len(line) + len(item) > WIDTH:
            yield f"   {line}"
            line = ""
        line += item
    yield f"   {line}"
    yield "  ]"


def _quote(text: str) -> str:
    """A text between double quotes, on one line whatever its length."""
    return json.dumps(text, ensure_ascii=False)
