"""An index that has forgotten some of what its editors wrote, to see how it takes questions that it
was not told.

The refusal learns from them: an annotated question that is hidden is one that the texts answer, a
hidden question of
`corpus/sans-reponse.yaml` is one that they do not, and the index meets both as it will meet yours.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np

from assistant.domain import Annotation, Value
from assistant.index import lexical
from assistant.index.contents import VECTORS, bags
from assistant.index.index import Index
from assistant.index.vectors import VectorIndex
from assistant.reading.stored import StoredReadings

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
    core = replace(
        index,
        annotations={name: _without(note, lost) for name, note in index.annotations.items()},
        absent=tuple(text for n, text in enumerate(index.absent) if n not in absent),
        readings=StoredReadings(None),
        warnings=[],
    )
    words = {
        name: index.words[name] if name == "passages" else lexical.index_of(rows)
        for name, rows in bags(core).items()
    }
    hidden: Mapping[str, set[int]] = {"passages": set(), "questions": answered, "absent": absent}
    vectors = {name: _without_rows(index.vectors[name], hidden[name]) for name in VECTORS}
    return replace(core, words=words, vectors=vectors)


def _without(note: Annotation, lost: Collection[tuple[str, str]]) -> Annotation:
    """An annotation without the questions of `lost`, each after the identifier of its passage."""
    questions = tuple(q for q in note.questions if (note.passage_id, q.text) not in lost)
    return note.model_copy(update={"questions": questions})


def _without_rows(vectors: VectorIndex, rows: Collection[int]) -> VectorIndex:
    mask = [row not in rows for row in range(len(vectors.matrix))]
    return VectorIndex(vectors.matrix[np.asarray(mask, dtype=np.bool_)])


def _draw(text: str) -> int:
    """A number that depends on the text alone, so that the folds are the same every time."""
    return int(hashlib.sha256(text.encode("utf-8")).hexdigest()[:8], 16)
