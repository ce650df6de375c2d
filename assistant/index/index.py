"""A published generation opened for reading: passages, annotated questions, words and vectors.

Whatever can be computed again is: a damaged lexical or vector file is replaced in memory and the
fact is kept in
`Index.warnings`, so that the answers go on and say « index en reconstruction ».
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.domain import Annotation, Document, Filters, Kind, Passage
from assistant.errors import CpomError, IndexDamaged, UnknownItem
from assistant.index import chroma, generation, lexical, vectors
from assistant.index.embedder import Embedder, Vectors, static_embedder, transformer_embedder
from assistant.index.lexical import LexicalIndex
from assistant.index.selection import Selection, fields_of, select
from assistant.index.vectors import VectorIndex
from assistant.reading.stored import StoredReadings
from assistant.settings import Settings
from assistant.texts.analyser import Analyser
from assistant.texts.french import words_of
from assistant.texts.lexicon import Lexicon
from assistant.texts.spelling import Spelling

KINDS = {kind: n for n, kind in enumerate(Kind)}
VOCABULARY = "derived/vocabulary.json"
LEXICAL = ("passages", "annotations", "questions", "absent")
VECTORS = ("passages", "questions", "absent")
SERVED = ("passages", "questions")  # by Chroma; the rest is small, and read whole
REBUILT = (
    "Index en reconstruction : une partie de l’index est endommagée et a été "
    "recalculée en mémoire ; lancez « cpom ingest --force »."
)


class Index:
    """Everything a question is matched against. Rows are places in `passages` and in
    `questions`.
    """

    def __init__(
        self,
        manifest: generation.Manifest,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        annotations: Sequence[Annotation],
        lexicon: Lexicon,
        texts: Callable[[str], str],
        absent: Sequence[str] = (),
    ) -> None:
        self.manifest = manifest
        self.documents = {document.id: document for document in documents}
        self.passages = tuple(passages)
        self.row = {passage.id: row for row, passage in enumerate(self.passages)}
        self.annotations = {annotation.passage_id: annotation for annotation in annotations}
        self.questions = tuple(
            (self.row[a.passage_id], question) for a in annotations for question in a.questions
        )
        self.absent = tuple(absent)
        self.owner = np.asarray([row for row, _ in self.questions], dtype=np.int64)
        self.family = np.asarray(
            [
                self.row[passage.parent] if passage.parent and _collapses(passage) else row
                for row, passage in enumerate(self.passages)
            ],
            dtype=np.int64,
        )
        places = {document_id: n for n, document_id in enumerate(self.documents)}
        self.document_of = np.asarray(
            [places[passage.document_id] for passage in self.passages], dtype=np.int64
        )
        self.kind_of = np.asarray(
            [KINDS[passage.kind] for passage in self.passages], dtype=np.int64
        )
        self.annotated = np.asarray(
            [passage.id in self.annotations for passage in self.passages], dtype=np.bool_
        )
        self.lexicon = lexicon
        self.analyser = Analyser(lexicon)
        self.text = texts
        self.words: dict[str, LexicalIndex] = {}
        self.vectors: dict[str, VectorIndex] = {}
        self.embedder: Embedder | None = None
        self.spelling = Spelling({})
        self.readings = StoredReadings(None)
        self.warnings: list[str] = []

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


def make_embedder(settings: Settings, analyser: Analyser) -> Embedder | None:
    """The embedder that the settings name; None when the shipped model is not there."""
    if settings.embedder:
        return transformer_embedder(settings.embedder)
    folder = settings.models / "vectors"
    return (
        static_embedder(folder, lambda text: " ".join(analyser.terms(text)))
        if (folder / "model.safetensors").exists()
        else None
    )


def core_of(folder: Path) -> Index:
    """Read the core of a generation; no lexical nor vector index yet.

    Raises IndexStale or IndexDamaged.
    """
    manifest = generation.read_manifest(folder)
    documents = [
        Document.model_validate(raw)
        for raw in json.loads(generation.read_core(folder, "documents.json"))
    ]
    passages = [
        Passage.model_validate_json(line)
        for line in generation.read_core(folder, "passages.jsonl").splitlines()
    ]
    annotations = [
        Annotation.model_validate_json(line)
        for line in generation.read_core(folder, "annotations.jsonl").splitlines()
    ]
    lexicon = Lexicon.model_validate(json.loads(generation.read_core(folder, "lexicon.json")))
    absent = json.loads(generation.read_core(folder, "absent.json"))

    @cache
    def texts(document_id: str) -> str:
        return generation.read_core(folder, f"text-{document_id}.txt").decode("utf-8")

    index = Index(manifest, documents, passages, annotations, lexicon, texts, absent)
    index.readings = StoredReadings(folder)
    return index


def open_index(settings: Settings, *, chroma: bool = False) -> Index:
    """Open the published generation. With `chroma`, vectors are served by Chroma as soon as it is
    open, in the background.

    Raises IndexMissing, IndexStale, IndexDamaged.
    """
    folder = generation.folder_of(settings.data, generation.published_id(settings.data))
    index = core_of(folder)
    index.words = _words(index, folder)
    index.embedder = make_embedder(settings, index.analyser)
    index.vectors = _vectors(index, folder)
    index.spelling = Spelling(_vocabulary(index, folder))
    if chroma and settings.vectors == "chroma" and index.embedder:
        vectors.in_background(lambda: serve_chroma(index, folder))
    return index


def _words(index: Index, folder: Path) -> dict[str, LexicalIndex]:
    if not generation.damaged_files(folder, "derived/lexical"):
        try:
            found = {name: lexical.load(folder / "derived/lexical" / name) for name in LEXICAL}
            for name, words_ in found.items():
                words_.attach(folder / "derived/lexical" / name / "tantivy")
            return found
        except (OSError, ValueError, KeyError):
            pass  # noqa: S110 - computed again below, and said
    index.warnings.append(REBUILT)
    return {name: lexical.index_of(rows) for name, rows in bags(index).items()}


def _vocabulary(index: Index, folder: Path) -> dict[str, int]:
    """The vocabulary as it was written at build, or counted again when its file is damaged."""
    if not generation.damaged_files(folder, VOCABULARY):
        try:
            return dict(json.loads((folder / VOCABULARY).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            pass  # noqa: S110 - counted again below, and said
    if REBUILT not in index.warnings:
        index.warnings.append(REBUILT)
    return vocabulary(index)


def _vectors(index: Index, folder: Path) -> dict[str, VectorIndex]:
    if index.embedder is None:
        return {}
    same_model = index.embedder.name == index.manifest.embedder
    if same_model and not generation.damaged_files(folder, "derived/vectors"):
        try:
            return {
                name: VectorIndex(np.load(folder / "derived/vectors" / f"{name}.npy"))
                for name in VECTORS
            }
        except (OSError, ValueError):
            pass  # noqa: S110 - computed again below, and said
    if REBUILT not in index.warnings:
        index.warnings.append(REBUILT)
    return {
        name: VectorIndex(index.embedder.encode(rows))
        for name, rows in texts_to_embed(index).items()
    }


def serve_chroma(index: Index, folder: Path) -> None:
    """Let Chroma serve the vectors; when its files are damaged or it cannot be opened, the exact
    scan goes on.
    """
    if (
        generation.damaged_files(folder, "derived/chroma")
        or not (folder / "derived/chroma").exists()
    ):
        index.warnings.append(REBUILT)
        return
    try:
        collections = chroma.open_collections(
            folder / "derived/chroma",
            tuple(name for name in SERVED if len(index.vectors[name].matrix)),
        )
    except IndexDamaged as error:
        index.warnings.append(str(error))
        return
    for name, collection in collections.items():
        index.vectors[name].serve(collection)


def embed(
    embedder: Embedder, index: Index, reuse: dict[str, npt.NDArray[np.float32]]
) -> dict[str, Vectors]:
    """Vectors of every row; `reuse` gives those already known, by text."""
    made: dict[str, Vectors] = {}
    for name, rows in texts_to_embed(index).items():
        fresh = [text for text in dict.fromkeys(rows) if text not in reuse]
        known = dict(zip(fresh, embedder.encode(fresh), strict=True)) if fresh else {}
        made[name] = np.asarray(
            [known.get(text, reuse.get(text)) for text in rows], dtype=np.float32
        ).reshape(len(rows), embedder.dimension)
    return made


def known_vectors(
    settings: Settings, embedder: Embedder, lexicon: Lexicon
) -> dict[str, npt.NDArray[np.float32]]:
    """Vectors of the published generation by text, when the same model made them, reading texts by
    the same lexicon.
    """
    try:
        folder = generation.folder_of(settings.data, generation.published_id(settings.data))
        index = core_of(folder)
        if (
            index.manifest.embedder != embedder.name
            or index.lexicon != lexicon
            or generation.damaged_files(folder, "derived/vectors")
        ):
            return {}
        found: dict[str, npt.NDArray[np.float32]] = {}
        for name, rows in texts_to_embed(index).items():
            found.update(
                zip(rows, np.load(folder / "derived/vectors" / f"{name}.npy"), strict=True)
            )
        return found
    except (CpomError, OSError, ValueError):
        return {}


def unknown_filters(filters: Filters, documents: Iterable[Document]) -> list[str]:
    """Documents that a filter names and that do not exist."""
    known = {document.id for document in documents}
    return [document_id for document_id in filters.documents if document_id not in known]
