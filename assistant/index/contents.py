"""What each index of a generation is made of: the rows of words, of vectors and of Chroma."""

from collections.abc import Mapping

from assistant.index import chroma
from assistant.index.embedder import Vectors
from assistant.index.index import Index
from assistant.index.selection import fields_of
from assistant.texts.french import words_of

LEXICAL = ("passages", "annotations", "questions", "absent")
VECTORS = ("passages", "questions", "absent")
SERVED = ("passages", "questions")  # by Chroma; the rest is small, and read whole


def bags(index: Index) -> dict[str, list[list[str]]]:
    """The terms of each row of each lexical index: passages, what editors say of them, their
    questions.
    """
    terms = index.analyser.terms
    said = []
    for passage in index.passages:
        note = index.annotations.get(passage.id)
        said.append(
            [
                *terms(" ".join((note.gist, *note.words))),
                *(term for q in note.questions for term in terms(q.text)),
            ]
            if note
            else []
        )
    return {
        "passages": [terms(passage.text) for passage in index.passages],
        "annotations": said,
        "questions": [terms(question.text) for _, question in index.questions],
        "absent": [terms(text) for text in index.absent],
    }


def texts_to_embed(index: Index) -> dict[str, list[str]]:
    """What each row of each vector index is the vector of."""
    return {
        "passages": [passage.text for passage in index.passages],
        "questions": [question.text for _, question in index.questions],
        "absent": list(index.absent),
    }


def stored_contents(index: Index, matrices: Mapping[str, Vectors]) -> dict[str, chroma.Content]:
    """What Chroma stores of the index, by collection; one without rows has none."""
    fields = [fields_of(p, index.documents[p.document_id]) for p in index.passages]
    contents = {
        "passages": chroma.Content(
            matrices["passages"], fields, [passage.text for passage in index.passages]
        ),
        "questions": chroma.Content(
            matrices["questions"], [fields[row] for row, _ in index.questions]
        ),
    }
    return {name: content for name, content in contents.items() if len(content.matrix)}


def vocabulary(index: Index) -> dict[str, int]:
    """Words of the corpus and of its annotations, with how often they occur."""
    counts: dict[str, int] = {}
    for text in (
        [p.text for p in index.passages]
        + [q.text for _, q in index.questions]
        + [" ".join(a.words) for a in index.annotations.values()]
    ):
        for word in words_of(text):
            counts[word] = counts.get(word, 0) + 1
    return counts
