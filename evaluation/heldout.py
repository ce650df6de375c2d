"""An index that has forgotten some of what its editors wrote, to see how it takes questions that it
was not told.

The refusal learns from them: an annotated question that is hidden is one that the texts answer, a
hidden question of
`corpus/sans-reponse.yaml` is one that they do not, and the index meets both as it will meet yours.
"""

import hashlib
from collections.abc import Callable, Iterator

import numpy as np

from assistant.domain import Value
from assistant.index import lexical
from assistant.index.index import VECTORS, Index, bags
from assistant.index.vectors import VectorIndex

FOLDS = 4


class Hidden(Value):
    """A question that the index was not told, and the passage that answers it (empty when none
    does).
    """

    text: str
    passage_id: str = ""


def folds(
    index: Index, share: float = 1.0, count: int = FOLDS
) -> Iterator[tuple[Index, tuple[Hidden, ...]]]:
    """For each fold, an index without a part of the questions, and a share of those that it
    lacks.
    """
    for fold in range(count):
        answered = [
            n
            for n, (_, question) in enumerate(index.questions)
            if _draw(question.text) % count == fold
        ]
        absent = [n for n, text in enumerate(index.absent) if _draw(text) % count == fold]
        hidden = [
            Hidden(
                text=index.questions[n][1].text, passage_id=index.passages[index.questions[n][0]].id
            )
            for n in answered
        ]
        kept = [each for each in hidden if _draw(f"part {each.text}") % 1000 < share * 1000]
        yield (
            without(index, set(answered), set(absent)),
            (*kept, *(Hidden(text=index.absent[n]) for n in absent)),
        )


def without(index: Index, answered: set[int], absent: set[int]) -> Index:
    """The index without some rows of `questions` and of `absent`; its vectors are taken over, its
    words counted again.
    """
    lost = {
        (index.passages[index.questions[n][0]].id, index.questions[n][1].text) for n in answered
    }
    notes = [
        note.model_copy(
            update={
                "questions": tuple(
                    q for q in note.questions if (note.passage_id, q.text) not in lost
                )
            }
        )
        for note in index.annotations.values()
    ]
    told = [text for n, text in enumerate(index.absent) if n not in absent]
    made = Index(
        index.manifest,
        tuple(index.documents.values()),
        index.passages,
        notes,
        index.lexicon,
        index.text,
        told,
    )
    made.analyser, made.embedder, made.spelling = index.analyser, index.embedder, index.spelling
    made.words = {
        name: index.words[name] if name == "passages" else lexical.index_of(rows)
        for name, rows in bags(made).items()
    }
    keep: dict[str, Callable[[int], bool]] = {
        "passages": lambda n: True,
        "questions": lambda n: n not in answered,
        "absent": lambda n: n not in absent,
    }
    made.vectors = {
        name: VectorIndex(
            index.vectors[name].matrix[
                np.asarray(
                    [keep[name](n) for n in range(len(index.vectors[name].matrix))], dtype=np.bool_
                )
            ]
        )
        for name in VECTORS
    }
    return made


def _draw(text: str) -> int:
    """A number that depends on the text alone, so that the folds are the same every time."""
    return int(hashlib.sha256(text.encode("utf-8")).hexdigest()[:8], 16)
