"""An index that has forgotten some of what its editors wrote, to see how it takes questions that it
was not told.

The refusal learns from them: an annotated question that is hidden is one that the texts answer, a
hidden question of `corpus/sans-reponse.yaml` is one that they do not, and the index meets both as
it will meet yours.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
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
        rows = _rows_of_fold([question.text for _, question in index.questions], fold, count)
        absent = _rows_of_fold(index.absent, fold, count)
        hidden = [_hidden_question(index, row) for row in rows]
        share_of_hidden = [each for each in hidden if _is_in_share(each.text, share)]
        without_answer = [Hidden(text=index.absent[row]) for row in absent]
        yield without(index, set(rows), set(absent)), (*share_of_hidden, *without_answer)


def _rows_of_fold(texts: Sequence[str], fold: int, count: int) -> list[int]:
    return [row for row, text in enumerate(texts) if _draw(text) % count == fold]


def _hidden_question(index: Index, row: int) -> Hidden:
    passage, question = index.questions[row]
    return Hidden(text=question.text, passage_id=index.passages[passage].id)


def _is_in_share(text: str, share: float) -> bool:
    """Is a question in the share that is asked? Its text alone decides."""
    return _draw(f"part {text}") % 1000 < share * 1000


def without(index: Index, questions: set[int], absent: set[int]) -> Index:
    """The index without some rows of `questions` and of `absent`; its vectors are taken over, its
    words counted again.
    """
    hidden_questions = [_hidden_question(index, row) for row in questions]
    forgotten = {(hidden.passage_id, hidden.text) for hidden in hidden_questions}
    core = replace(
        index,
        annotations={
            name: _without_questions(note, forgotten) for name, note in index.annotations.items()
        },
        absent=tuple(text for row, text in enumerate(index.absent) if row not in absent),
        readings=StoredReadings(None),
        warnings=[],
    )
    words = {
        name: index.words[name] if name == "passages" else lexical.index_of(rows)
        for name, rows in bags(core).items()
    }
    hidden: Mapping[str, set[int]] = {"passages": set(), "questions": questions, "absent": absent}
    kept = [name for name in VECTORS if name in index.vectors]  # none where no model was shipped
    vectors = {name: _without_rows(index.vectors[name], hidden[name]) for name in kept}
    return replace(core, words=words, vectors=vectors)


def _without_questions(note: Annotation, forgotten: Collection[tuple[str, str]]) -> Annotation:
    """An annotation without the questions of `forgotten`, each there after the identifier of its
    passage.
    """
    questions = [each for each in note.questions if (note.passage_id, each.text) not in forgotten]
    return note.model_copy(update={"questions": tuple(questions)})


def _without_rows(vectors: VectorIndex, rows: Collection[int]) -> VectorIndex:
    mask = np.ones(len(vectors.matrix), dtype=np.bool_)
    mask[list(rows)] = False
    return VectorIndex(vectors.matrix[mask])


def _draw(text: str) -> int:
    """A number that depends on the text alone, so that the folds are the same every time."""
    return int(hashlib.sha256(text.encode("utf-8")).hexdigest()[:8], 16)
