"""What the annotations cover, and where they fail: the report that an editor reads before
publishing.

The annotations on disk are read against the passages of the published index. Errors stop a build;
the rest is for a
person to weigh: a question that leads elsewhere may be a better question of the other passage.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from assistant.answering.retrieve import retrieve
from assistant.domain import Annotation, Passage, Question, Value
from assistant.errors import AnnotationError
from assistant.index.index import Index
from assistant.texts.french import words_of
from ingest.annotations import read_annotations

Progress = Callable[[int, int], None]


class Share(Value):
    """How much of a document is annotated."""

    document_id: str
    passages: int
    annotations: int
    questions: int


class Repetition(Value):
    """One question asked of several passages, or twice of the same."""

    question: str
    passages: tuple[str, ...]


class LostQuestion(Value):
    """A question whose own passage is not the first found, and the one that is (empty: none)."""

    question: str
    passage: str
    first_passage: str


class Coverage(Value):
    """The whole report; `errors` are French sentences, `bare` are identifiers of passages without
    annotation.
    """

    shares: tuple[Share, ...]
    proposals: tuple[str, ...]
    errors: tuple[str, ...]
    bare: tuple[str, ...]
    repetitions: tuple[Repetition, ...]
    lost_questions: tuple[LostQuestion, ...]
    search_count: int
    stale: bool


def measure_coverage(
    index: Index,
    folder: Path,
    *,
    search: bool = True,
    progress: Progress = lambda done, total: None,
) -> Coverage:
    """Read the annotations of `folder` against the published index; with `search`, ask it every
    question.

    Questions are asked of the published index, so `stale` says when it holds other annotations than
    the folder.
    """
    annotations, errors = read_each(folder, index.documents, index.passages)
    questions: list[tuple[str, str]] = []
    for note in annotations:
        questions += [(note.passage_id, question.text) for question in note.questions]
    annotated_ids = {note.passage_id for note in annotations}
    return Coverage(
        shares=tuple(
            _share(document_id, index.passages, annotations) for document_id in index.documents
        ),
        proposals=tuple(note.passage_id for note in annotations if note.proposed),
        errors=errors,
        bare=tuple(passage.id for passage in index.passages if passage.id not in annotated_ids),
        repetitions=repeated_questions(questions),
        lost_questions=find_lost_questions(index, questions, progress) if search else (),
        search_count=len(questions) if search else 0,
        stale=bool(errors) or list(annotations) != list(index.annotations.values()),
    )


def read_each(
    folder: Path, document_ids: Collection[str], passages: Sequence[Passage]
) -> tuple[tuple[Annotation, ...], tuple[str, ...]]:
    """The annotations of each document, and the first fault of each file that has one."""
    annotations: list[Annotation] = []
    errors: list[str] = []
    for document_id in document_ids:
        own = tuple(each for each in passages if each.document_id == document_id)
        try:
            annotations.extend(read_annotations(folder, own))
        except AnnotationError as error:
            errors.append(str(error))
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in document_ids:
            errors.append(f"{path.name} : aucun document du catalogue ne porte ce nom.")
    return tuple(annotations), tuple(errors)


def repeated_questions(questions: Iterable[tuple[str, str]]) -> tuple[Repetition, ...]:
    """Questions asked more than once; case, accents and punctuation make no difference."""
    places: dict[str, list[tuple[str, str]]] = {}
    for passage_id, text in questions:
        places.setdefault(" ".join(words_of(text)), []).append((passage_id, text))
    return tuple(
        Repetition(question=same[0][1], passages=tuple(passage_id for passage_id, _ in same))
        for same in places.values()
        if len(same) > 1
    )


def find_lost_questions(
    index: Index, questions: list[tuple[str, str]], progress: Progress = lambda done, total: None
) -> tuple[LostQuestion, ...]:
    """Questions that the search answers first by another family of passages than their own."""
    lost_questions = []
    for done, (passage_id, text) in enumerate(questions, 1):
        hits = retrieve(index, Question(text=text), limit=1).hits
        first_id = hits[0].passage.id if hits else ""
        root = index.family[index.row[passage_id]]
        if first_id != index.passages[root].id:
            lost_questions.append(
                LostQuestion(question=text, passage=passage_id, first_passage=first_id)
            )
        progress(done, len(questions))
    return tuple(lost_questions)


def _share(
    document_id: str, passages: Iterable[Passage], annotations: Iterable[Annotation]
) -> Share:
    notes = [note for note in annotations if note.passage_id.startswith(f"{document_id}/")]
    return Share(
        document_id=document_id,
        passages=sum(1 for passage in passages if passage.document_id == document_id),
        annotations=len(notes),
        questions=sum(len(note.questions) for note in notes),
    )
