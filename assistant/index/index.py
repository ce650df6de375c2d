"""A published generation opened for reading: passages, annotated questions, words and vectors."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assistant.domain import AnnotatedQuestion, Annotation, Document, Filters, Kind, Passage
from assistant.errors import UnknownItem
from assistant.index.embedder import Embedder
from assistant.index.generation import Manifest
from assistant.index.lexical import LexicalIndex
from assistant.index.selection import Selection, select
from assistant.index.vectors import VectorIndex
from assistant.reading.stored import StoredReadings
from assistant.texts.analyser import Analyser
from assistant.texts.lexicon import Lexicon
from assistant.texts.spelling import Spelling

KINDS = {kind: n for n, kind in enumerate(Kind)}


@dataclass(frozen=True, eq=False)
class Index:
    """Everything a question is matched against. Rows are places in `passages` and in `questions`.

    `documents` are by identifier, `annotations` by identifier of their passage; `absent` are
    questions that the texts do not answer. `text` gives the whole text of a document.
    What can be computed again (`words`, `vectors`, `embedder`, `spelling`) is empty when only the
    core of a generation was read. `warnings` are French sentences on what was damaged; Chroma,
    which opens in the background, may add one.
    """

    manifest: Manifest
    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    annotations: Mapping[str, Annotation]
    lexicon: Lexicon
    analyser: Analyser
    text: Callable[[str], str]
    absent: tuple[str, ...] = ()
    readings: StoredReadings = field(default_factory=lambda: StoredReadings(None))
    words: Mapping[str, LexicalIndex] = field(default_factory=dict)
    vectors: Mapping[str, VectorIndex] = field(default_factory=dict)
    embedder: Embedder | None = None
    spelling: Spelling = field(default_factory=lambda: Spelling({}))
    warnings: list[str] = field(default_factory=list)

    @cached_property
    def row(self) -> dict[str, int]:
        """The row of each passage, by identifier."""
        return {passage.id: row for row, passage in enumerate(self.passages)}

    @cached_property
    def questions(self) -> tuple[tuple[int, AnnotatedQuestion], ...]:
        """Each annotated question, after the row of its passage."""
        return tuple(
            (self.row[note.passage_id], question)
            for note in self.annotations.values()
            for question in note.questions
        )

    @cached_property
    def owner(self) -> npt.NDArray[np.int64]:
        """The row of the passage of each annotated question."""
        return np.asarray([row for row, _ in self.questions], dtype=np.int64)

    @cached_property
    def family(self) -> npt.NDArray[np.int64]:
        """The row that each passage is shown with: its parent's, or its own."""
        rows = [
            self.row[passage.parent] if passage.parent and _collapses(passage) else row
            for row, passage in enumerate(self.passages)
        ]
        return np.asarray(rows, dtype=np.int64)

    @cached_property
    def document_of(self) -> npt.NDArray[np.int64]:
        """The place in `documents` of the document of each passage."""
        places = {document_id: n for n, document_id in enumerate(self.documents)}
        return np.asarray([places[each.document_id] for each in self.passages], dtype=np.int64)

    @cached_property
    def kind_of(self) -> npt.NDArray[np.int64]:
        """The place in `Kind` of the kind of each passage."""
        return np.asarray([KINDS[passage.kind] for passage in self.passages], dtype=np.int64)

    @cached_property
    def annotated(self) -> npt.NDArray[np.bool_]:
        """Whether an editor annotated each passage."""
        return np.asarray([each.id in self.annotations for each in self.passages], dtype=np.bool_)

    @cached_property
    def body_starts(self) -> Mapping[str, list[int]]:
        """Where each stretch of running text begins in each document, notes left aside."""
        starts: dict[str, set[int]] = {document_id: set() for document_id in self.documents}
        for passage in self.passages:
            if passage.kind is not Kind.NOTE:
                starts[passage.document_id].update(run.start for run in passage.runs)
        return {document_id: sorted(places) for document_id, places in starts.items()}

    def passage(self, passage_id: str) -> Passage:
        """The passage of that identifier. Raises UnknownItem."""
        if passage_id not in self.row:
            raise UnknownItem(
                f"Aucun passage ne porte l’identifiant « {passage_id} » : voyez « cpom "
                "sources --detail » pour la liste."
            )
        return self.passages[self.row[passage_id]]

    def document(self, document_id: str) -> Document:
        """The document of that identifier. Raises UnknownItem."""
        if document_id not in self.documents:
            raise UnknownItem(
                f"Aucun document ne porte l’identifiant « {document_id} » ; documents : "
                f"{', '.join(self.documents)}."
            )
        return self.documents[document_id]

    def neighbours(
        self, passage_id: str, around: int = 1
    ) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
        """The passages before and after one in its document, its own parts and notes left aside."""
        passage = self.passage(passage_id)
        whole = [
            p for p in self.passages if p.document_id == passage.document_id and p.parent is None
        ]
        root = self.passages[self.family[self.row[passage_id]]] if passage.parent else passage
        root = root if root.parent is None else self.passage(root.parent)
        place = next(i for i, p in enumerate(whole) if p.id == root.id)
        return tuple(whole[max(0, place - around) : place]), tuple(
            whole[place + 1 : place + 1 + around]
        )

    def selection(self, filters: Filters) -> Selection | None:
        """Which passages and annotated questions pass the filters; None when all do."""
        return select(filters, self.documents.values(), self.passages, self.owner)

    @property
    def engine(self) -> str:
        """What serves the vectors: `chroma`, `exact`, or `aucun` without a model."""
        return self.vectors["passages"].engine if self.embedder else "aucun"


def _collapses(passage: Passage) -> bool:
    """Is the passage shown with its parent? A note stands by itself."""
    return passage.parent is not None and passage.kind.value != "note"


def unknown_filters(filters: Filters, documents: Iterable[Document]) -> list[str]:
    """Documents that a filter names and that do not exist."""
    known = {document.id for document in documents}
    return [document_id for document_id in filters.documents if document_id not in known]
