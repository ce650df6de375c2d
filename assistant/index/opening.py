"""Open a generation for reading.

What can be computed again is: a damaged lexical or vector file is replaced in memory and
`Index.warnings` says so, so that the answers go on and say « index en reconstruction ».
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from assistant.domain import Annotation, Document, Passage
from assistant.errors import IndexDamaged
from assistant.index import chroma, generation, lexical, vectors
from assistant.index.contents import LEXICAL, SERVED, VECTORS, bags, texts_to_embed, vocabulary
from assistant.index.embedder import Embedder, static_embedder, transformer_embedder
from assistant.index.index import Index
from assistant.index.lexical import LexicalIndex
from assistant.index.vectors import VectorIndex
from assistant.reading.stored import StoredReadings
from assistant.settings import Settings
from assistant.texts.analyser import Analyser
from assistant.texts.lexicon import Lexicon
from assistant.texts.spelling import Spelling

VOCABULARY = "derived/vocabulary.json"
REBUILT = (
    "Index en reconstruction : une partie de l’index est endommagée et a été "
    "recalculée en mémoire ; lancez « cpom ingest --force »."
)


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

    return Index(
        manifest=manifest,
        documents={document.id: document for document in documents},
        passages=tuple(passages),
        annotations={annotation.passage_id: annotation for annotation in annotations},
        lexicon=lexicon,
        analyser=Analyser(lexicon),
        text=texts,
        absent=tuple(absent),
        readings=StoredReadings(folder),
    )


def open_index(settings: Settings, *, chroma: bool = False) -> Index:
    """Open the published generation. With `chroma`, vectors are served by Chroma as soon as it is
    open, in the background.

    Raises IndexMissing, IndexStale, IndexDamaged.
    """
    folder = generation.folder_of(settings.data, generation.published_id(settings.data))
    core = core_of(folder)
    embedder = make_embedder(settings, core.analyser)
    index = replace(
        core,
        words=_words(core, folder),
        embedder=embedder,
        vectors=_vectors(core, embedder, folder) if embedder else {},
        spelling=Spelling(_vocabulary(core, folder)),
    )
    if chroma and settings.vectors == "chroma" and embedder:
        vectors.in_background(lambda: serve_chroma(index, folder))
    return index


def _words(index: Index, folder: Path) -> dict[str, LexicalIndex]:
    if not generation.damaged_files(folder, "derived/lexical"):
        try:
            found = {name: lexical.load(folder / "derived/lexical" / name) for name in LEXICAL}
            for name, words in found.items():
                words.attach(folder / "derived/lexical" / name / "tantivy")
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


def _vectors(index: Index, embedder: Embedder, folder: Path) -> dict[str, VectorIndex]:
    same_model = embedder.name == index.manifest.embedder
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
        name: VectorIndex(embedder.encode(rows)) for name, rows in texts_to_embed(index).items()
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
