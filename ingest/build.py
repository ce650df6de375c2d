"""Corpus → generation: built aside, reopened and checked in a child process, then published by one
atomic rename.

`build` is a function of the catalogue, the files, the profiles, the annotations, the lexicon and
the embedder:
same input, same identifiers, same manifest. Nothing is ever added to a published generation.
"""

import hashlib
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from assistant.answering.written import check_shown
from assistant.conversation.patterns import read_patterns
from assistant.domain import Document, Kind, Passage, Value
from assistant.errors import Busy, CpomError
from assistant.index import generation, lexical
from assistant.index.embedder import Embedder
from assistant.index.index import (
    VOCABULARY,
    Index,
    bags,
    core_of,
    embed,
    known_vectors,
    make_embedder,
    vocabulary,
)
from assistant.needs.check import check_needs
from assistant.needs.need import need_files, read_needs
from assistant.needs.stored import save_needs
from assistant.reading.files import read_file
from assistant.reading.profiles import read_profile
from assistant.reading.structure import passages_of
from assistant.settings import Settings, program_version
from assistant.texts.analyser import Analyser
from assistant.texts.lexicon import Lexicon, read_lexicon
from assistant.texts.wording import read_wording
from ingest.annotations import read_annotations, read_gap_notes, read_unanswered
from ingest.catalogue import read_catalogue
from ingest.check import checking
from ingest.modeles import check_data, data_files
from ingest.readings import fingerprint_of_reading, keep_readings

ABSENT = "sans-reponse.yaml"

Progress = Callable[[str], None]
Known = dict[str, npt.NDArray[np.float32]]


class Report(Value):
    """What a build did."""

    generation: str
    built: bool
    documents: int
    reused: tuple[str, ...]
    kinds: dict[str, int]
    gaps: int
    questions: int
    warnings: tuple[str, ...]
    seconds: float


def build(
    settings: Settings, *, force: bool = False, progress: Progress = lambda step: None
) -> Report:
    """Build and publish a generation, unless the published one comes from the same inputs.

    Raises CatalogueError, UnreadableDocument, AnnotationError, CorpusError with nothing published,
    and Busy when another process is already building.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.data / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Busy(
            f"Un autre « cpom ingest » écrit dans {settings.data} : attendez qu’il ait fini."
        ) from error
    with lock:
        return _build(settings, progress, force=force)


def _build(settings: Settings, progress: Progress, *, force: bool) -> Report:
    begun = time.perf_counter()
    progress("catalogue")
    read_wording(settings.corpus / "formules.yaml")  # what cannot be used is told first
    read_patterns(settings.corpus / "questions.yaml")
    documents = read_catalogue(settings.corpus)
    lexicon = read_lexicon(settings.corpus / "lexique.yaml")
    embedder = make_embedder(settings, Analyser(lexicon))
    inputs = _inputs(settings, documents, embedder)
    id = _digest(json.dumps(inputs, sort_keys=True))[:12]
    if not force and (kept := _find_unchanged(settings, id)):
        return _report(kept, False, (), (), begun)
    progress("passages")
    before = None if force else _published_core(settings)
    index, warnings, reused = _core(settings, documents, lexicon, inputs, id, before)
    check_data(settings.corpus, index)
    needs = read_needs(settings.corpus)
    check_needs(needs, index)
    check_shown(needs, index)
    if embedder and not settings.embedder:
        embedder = make_embedder(
            settings, index.analyser
        )  # the shipped model reads the terms of the whole lexicon, the corpus's acronyms included
    # the child of a build that was killed may still be writing: its folder is not ours
    aside = settings.data / "generations" / f".building-{id}-{os.getpid()}"
    _clean(settings.data)
    known = known_vectors(settings, embedder, index.lexicon) if embedder and before else {}
    progress("lecture des phrases")
    keep_readings(
        index.documents.values(),
        index.passages,
        corpus=settings.corpus,
        data=settings.data,
        target=aside,
    )
    save_needs(needs, index.analyser, embedder, aside)
    _write(index, embedder, known, aside, progress)
    folder = _place(aside, settings.data, id)
    generation.publish(settings.data, folder.name)
    _forget(settings.data, folder.name)
    progress("publication")
    return _report(index, True, warnings, reused, begun)


def _inputs(
    settings: Settings, documents: tuple[Document, ...], embedder: Embedder | None
) -> dict[str, object]:
    """Everything a generation depends on, as fingerprints."""
    corpus = settings.corpus
    names = sorted({document.profile for document in documents})
    return {
        "pipeline": generation.PIPELINE,
        "program": program_version(),
        "documents": {document.id: _digest(document.model_dump_json()) for document in documents},
        "profiles": {name: _file_digest(corpus / "profils" / f"{name}.yaml") for name in names},
        "annotations": _digest(
            "".join(
                map(
                    _file_digest,
                    (
                        *(corpus / "annotations" / f"{d.id}.yaml" for d in documents),
                        corpus / "lacunes.yaml",
                        corpus / ABSENT,
                    ),
                )
            )
        ),
        "lexicon": _file_digest(corpus / "lexique.yaml"),
        "needs": _digest("".join(map(_file_digest, need_files(corpus)))),
        "data": _digest("".join(f"{path.name}{_file_digest(path)}" for path in data_files(corpus))),
        "embedder": embedder.name if embedder else "",
        "reading": fingerprint_of_reading(corpus)[:12],
    }


def _find_unchanged(settings: Settings, id: str) -> Index | None:
    """The published generation, when it comes from the same inputs and is whole."""
    try:
        folder = generation.folder_of(settings.data, generation.published_id(settings.data))
        index = core_of(folder)
    except CpomError:
        return None
    return index if index.manifest.id == id and not generation.damaged_files(folder) else None


def _core(
    settings: Settings,
    documents: tuple[Document, ...],
    lexicon: Lexicon,
    inputs: dict[str, object],
    id: str,
    before: Index | None,
) -> tuple[Index, tuple[str, ...], tuple[str, ...]]:
    """Passages of every document (those of an unchanged document are taken from the published
    generation), annotations, lexicon.
    """
    passages: list[Passage] = []
    texts: dict[str, str] = {}
    warnings: list[str] = []
    reused: list[str] = []
    notes = read_gap_notes(settings.corpus / "lacunes.yaml")
    for document in documents:
        if before and _same(before, inputs, document):
            found = [passage for passage in before.passages if passage.document_id == document.id]
            texts[document.id] = before.text(document.id)
            reused.append(document.id)
        else:
            source = read_file(
                settings.corpus / "documents" / document.file,
                document.format,
                seconds=settings.reader_seconds,
                memory_mb=settings.reader_memory_mb,
            )
            warnings.extend(source.warnings)
            texts[document.id] = source.text
            found = list(
                passages_of(
                    document,
                    source.text,
                    read_profile(settings.corpus / "profils", document.profile),
                    source.pages,
                )
            )
        passages.extend(notes.complete(passage) for passage in found)
    notes.check_passages(passages)
    annotations = read_annotations(settings.corpus / "annotations", tuple(passages))
    absent = read_unanswered(settings.corpus / ABSENT, annotations)
    lexicon = lexicon.with_acronyms(_acronyms(passages))
    content = _digest(
        "".join(p.model_dump_json() for p in passages)
        + "".join(a.model_dump_json() for a in annotations)
        + json.dumps(absent)
        + lexicon.model_dump_json()
    )
    questions = sum(len(annotation.questions) for annotation in annotations)
    gaps = sum(1 for passage in passages if passage.gap)
    manifest = generation.Manifest.model_validate(
        {
            **inputs,
            "id": id,
            "passages": len(passages),
            "questions": questions,
            "gaps": gaps,
            "content": content,
        }
    )
    return (
        Index(manifest, documents, passages, annotations, lexicon, texts.__getitem__, absent),
        tuple(warnings),
        tuple(reused),
    )


def _published_core(settings: Settings) -> Index | None:
    """What the published generation holds, when all of it can be read."""
    try:
        index = core_of(generation.folder_of(settings.data, generation.published_id(settings.data)))
        for id in index.documents:
            index.text(id)
    except CpomError:
        return None
    return index


def _same(before: Index, inputs: dict[str, object], document: Document) -> bool:
    """Was the document cut from the same file by the same profile?"""
    documents, profiles = inputs["documents"], inputs["profiles"]
    assert isinstance(documents, dict) and isinstance(profiles, dict)
    manifest = before.manifest
    return bool(
        manifest.documents.get(document.id) == documents[document.id]
        and manifest.profiles.get(document.profile) == profiles[document.profile]
    )


def _acronyms(passages: list[Passage]) -> dict[str, str]:
    """The acronyms that the texts themselves list."""
    pairs = (
        passage.text.split(":", 1)
        for passage in passages
        if passage.kind is Kind.ACRONYM and ":" in passage.text
    )
    return {name.strip(): expansion.strip() for name, expansion in pairs}


def _write(
    index: Index, embedder: Embedder | None, known: Known, aside: Path, progress: Progress
) -> None:
    for place in ("core", "spare"):
        folder = aside / place
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(
            index.manifest.model_dump_json(indent=1), encoding="utf-8"
        )
        (folder / "documents.json").write_text(
            json.dumps(
                [d.model_dump(mode="json") for d in index.documents.values()], ensure_ascii=False
            ),
            encoding="utf-8",
        )
        (folder / "passages.jsonl").write_text(
            "".join(p.model_dump_json() + "\n" for p in index.passages), encoding="utf-8"
        )
        (folder / "annotations.jsonl").write_text(
            "".join(a.model_dump_json() + "\n" for a in index.annotations.values()),
            encoding="utf-8",
        )
        (folder / "absent.json").write_text(
            json.dumps(index.absent, ensure_ascii=False), encoding="utf-8"
        )
        (folder / "lexicon.json").write_text(
            index.lexicon.model_dump_json(by_alias=True), encoding="utf-8"
        )
        for id in index.documents:
            (folder / f"text-{id}.txt").write_bytes(index.text(id).encode("utf-8"))
    progress("vecteurs")
    if embedder:
        matrices = embed(embedder, index, known)
        (aside / "derived/vectors").mkdir(parents=True)
        for name, matrix in matrices.items():
            np.save(aside / "derived/vectors" / f"{name}.npy", matrix)
    with checking(aside) as checked:  # Chroma is written there while the words are indexed here
        progress("index des mots")
        for name, rows in bags(index).items():
            lexical.save(lexical.index_of(rows), aside / "derived/lexical" / name)
        (aside / VOCABULARY).write_text(
            json.dumps(vocabulary(index), ensure_ascii=False), encoding="utf-8"
        )
        progress("vérification")
        checked()


def _place(aside: Path, data: Path, id: str) -> Path:
    """Give the folder its final name; a damaged generation of the same inputs leaves its place."""
    folder = generation.folder_of(data, id)
    n = 1
    while folder.exists():
        n += 1
        folder = generation.folder_of(data, f"{id}-{n}")
    aside.rename(folder)
    return folder


def _clean(data: Path) -> None:
    """Remove what a build that was stopped left behind."""
    for folder in (data / "generations").glob(".*"):
        shutil.rmtree(folder, ignore_errors=True)
    for pointer in data.glob(".current-*"):
        pointer.unlink(missing_ok=True)


def _forget(data: Path, current: str) -> None:
    """Keep the published generation and the one before it, which running readers may still hold."""
    folders = sorted(
        (f for f in (data / "generations").iterdir() if f.is_dir() and f.name != current),
        key=lambda f: f.stat().st_mtime,
    )
    for folder in folders[:-1]:
        removed = folder.rename(
            folder.with_name(f".removed-{folder.name}")
        )  # half removed, it must not be taken for a generation
        shutil.rmtree(removed, ignore_errors=True)


def _report(
    index: Index, built: bool, warnings: tuple[str, ...], reused: tuple[str, ...], begun: float
) -> Report:
    kinds = dict(sorted(Counter(passage.kind.value for passage in index.passages).items()))
    return Report(
        generation=index.manifest.id,
        built=built,
        documents=len(index.documents),
        reused=reused,
        kinds=kinds,
        gaps=index.manifest.gaps,
        questions=index.manifest.questions,
        warnings=warnings,
        seconds=time.perf_counter() - begun,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _file_digest(path: Path) -> str:
    return generation.digest(path) if path.exists() else ""
