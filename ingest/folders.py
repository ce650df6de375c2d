"""The folder of a generation: written aside, checked, put in its place, removed when old."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from assistant.index import generation, lexical
from assistant.index.contents import bags, vocabulary
from assistant.index.embedder import Embedder
from assistant.index.index import Index
from assistant.index.opening import VOCABULARY
from ingest.check import checking
from ingest.vectors import Known, embed

Progress = Callable[[str], None]


def write_generation(
    index: Index, embedder: Embedder | None, reusable: Known, aside: Path, progress: Progress
) -> None:
    """Write a generation in the folder `aside`, its core twice, and have another process reopen it.

    `known` are the vectors already computed, by text. Raises IndexDamaged when the check fails.
    """
    for place in ("core", "spare"):
        _write_core(index, aside / place)
    progress("vecteurs")
    if embedder:
        _write_vectors(index, embedder, reusable, aside / "derived/vectors")
    with checking(aside) as wait_for_check:  # Chroma is written there while words are indexed here
        progress("index des mots")
        for name, rows in bags(index).items():
            lexical.save(lexical.index_of(rows), aside / "derived/lexical" / name)
        counts = json.dumps(vocabulary(index), ensure_ascii=False)
        (aside / VOCABULARY).write_text(counts, encoding="utf-8")
        progress("vérification")
        wait_for_check()


def _write_core(index: Index, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, text in _core_files(index):
        (folder / name).write_text(text, encoding="utf-8")
    for document_id in index.documents:
        (folder / f"text-{document_id}.txt").write_bytes(index.text(document_id).encode("utf-8"))


def _core_files(index: Index) -> Iterator[tuple[str, str]]:
    """The name and the text of each file of the core, but the texts of the documents."""
    documents = [document.model_dump(mode="json") for document in index.documents.values()]
    yield "manifest.json", index.manifest.model_dump_json(indent=1)
    yield "documents.json", json.dumps(documents, ensure_ascii=False)
    yield "passages.jsonl", "".join(f"{each.model_dump_json()}\n" for each in index.passages)
    notes = index.annotations.values()
    yield "annotations.jsonl", "".join(f"{note.model_dump_json()}\n" for note in notes)
    yield "absent.json", json.dumps(index.absent, ensure_ascii=False)
    yield "lexicon.json", index.lexicon.model_dump_json(by_alias=True)


def _write_vectors(index: Index, embedder: Embedder, reusable: Known, folder: Path) -> None:
    matrices = embed(embedder, index, reusable)
    folder.mkdir(parents=True)
    for name, matrix in matrices.items():
        np.save(folder / f"{name}.npy", matrix)


def place_generation(aside: Path, data: Path, name: str) -> Path:
    """Give the folder its final name; a damaged generation of the same inputs leaves its place."""
    folder = generation.folder_of(data, name)
    n = 1
    while folder.exists():
        n += 1
        folder = generation.folder_of(data, f"{name}-{n}")
    aside.rename(folder)
    return folder


def remove_unfinished(data: Path) -> None:
    """Remove what a build that was stopped left behind."""
    for folder in (data / "generations").glob(".*"):
        shutil.rmtree(folder, ignore_errors=True)
    for pointer in data.glob(".current-*"):
        pointer.unlink(missing_ok=True)


def remove_older(data: Path, current: str) -> None:
    """Remove all but the generation `current` and the one before it, which running readers may
    still use.
    """
    folders = sorted(
        (each for each in (data / "generations").iterdir() if _is_older(each, current)),
        key=lambda each: each.stat().st_mtime,
    )
    for folder in folders[:-1]:
        # half removed, it must not be taken for a generation
        leftover = folder.rename(folder.with_name(f".removed-{folder.name}"))
        shutil.rmtree(leftover, ignore_errors=True)


def _is_older(folder: Path, current: str) -> bool:
    return folder.is_dir() and folder.name != current
