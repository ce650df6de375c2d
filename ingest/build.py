"""Corpus → generation: built aside, reopened and checked in a child process, then published by one
atomic rename.

`build` is a function of the catalogue, the files, the profiles, the annotations, the lexicon and
the embedder: same input, same identifiers, same manifest. Nothing is ever added to a published
generation.
"""

import os
import time
from collections import Counter

from filelock import FileLock, Timeout

from assistant.answering.succession import read_successions
from assistant.answering.written import check_shown
from assistant.conversation.patterns import read_patterns
from assistant.domain import Value
from assistant.errors import Busy, CpomError
from assistant.index import generation
from assistant.index.embedder import Embedder
from assistant.index.index import Index
from assistant.index.opening import core_of, make_embedder
from assistant.needs.check import check_needs
from assistant.needs.need import Need, read_needs
from assistant.needs.stored import save_needs
from assistant.records.kinds import Vocabulary
from assistant.records.record import Record
from assistant.records.stored import save_records
from assistant.settings import Settings
from assistant.texts.analyser import Analyser
from assistant.texts.lexicon import read_lexicon
from assistant.texts.wording import read_wording
from ingest.catalogue import read_catalogue
from ingest.core import Core, make_core, published_core
from ingest.facts import read_facts
from ingest.folders import (
    Progress,
    place_generation,
    remove_older,
    remove_unfinished,
    write_generation,
)
from ingest.inputs import generation_name, inputs_of
from ingest.modeles import check_data
from ingest.readings import save_readings
from ingest.vectors import known_vectors


class Report(Value):
    """What a build did: `is_new` is false when the published generation already came from the same
    inputs. `unchanged_documents` are the documents taken over from it, `kinds` how many passages
    there are of each kind, `warnings` French sentences of the readers.
    """

    generation: str
    is_new: bool
    documents: int
    unchanged_documents: tuple[str, ...]
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
    start = time.perf_counter()
    progress("catalogue")
    read_wording(settings.corpus / "formules.yaml")  # what cannot be used is told first
    read_patterns(settings.corpus / "questions.yaml")
    documents = read_catalogue(settings.corpus)
    lexicon = read_lexicon(settings.corpus / "lexique.yaml")
    embedder = make_embedder(settings, Analyser(lexicon))
    inputs = inputs_of(settings, documents, embedder)
    current = None if force else _find_unchanged(settings, generation_name(inputs))
    if current:
        return _report(Core(current, (), ()), start, is_new=False)
    progress("passages")
    before = None if force else published_core(settings)
    core = make_core(settings, documents, lexicon, inputs, before)
    editorial = _read_edited(settings, core.index)
    if embedder and not settings.embedder:
        # the shipped model reads the terms of the whole lexicon, the corpus's acronyms included
        embedder = make_embedder(settings, core.index.analyser)
    _publish(settings, core.index, editorial, embedder, progress, take_over=before is not None)
    progress("publication")
    return _report(core, start, is_new=True)


class _Edited(Value):
    """What editors wrote beside the texts: answers, facts and the words that ask for facts."""

    needs: tuple[Need, ...]
    facts: tuple[Record, ...]
    vocabulary: Vocabulary


def _read_edited(settings: Settings, index: Index) -> _Edited:
    """What editors wrote, once all that quotes the corpus was found in the index."""
    check_data(settings.corpus, index)
    needs = read_needs(settings.corpus)
    check_needs(needs, index)
    check_shown(needs, index)
    read_successions(settings.corpus / "succession.yaml", index)
    facts, vocabulary = read_facts(settings.corpus, index)
    return _Edited(needs=needs, facts=facts, vocabulary=vocabulary)


def _publish(
    settings: Settings,
    index: Index,
    editorial: _Edited,
    embedder: Embedder | None,
    progress: Progress,
    *,
    take_over: bool,
) -> None:
    """Write all of a generation aside, check it, and make it the one that serves. With
    `take_over`, vectors of the published one are used again.
    """
    name = index.manifest.id
    # the child of a build that was killed may still be writing: its folder is not ours
    aside = settings.data / "generations" / f".building-{name}-{os.getpid()}"
    remove_unfinished(settings.data)
    reusable = known_vectors(settings, embedder, index.lexicon) if embedder and take_over else {}
    progress("lecture des phrases")
    save_readings(
        index.documents.values(),
        index.passages,
        corpus=settings.corpus,
        data=settings.data,
        target=aside,
    )
    save_needs(editorial.needs, index.analyser, embedder, aside)
    save_records(editorial.facts, editorial.vocabulary, aside)
    write_generation(index, embedder, reusable, aside, progress)
    folder = place_generation(aside, settings.data, name)
    generation.publish(settings.data, folder.name)
    remove_older(settings.data, folder.name)


def _find_unchanged(settings: Settings, name: str) -> Index | None:
    """The published generation, when it comes from the same inputs and is whole."""
    try:
        folder = generation.published_folder(settings.data)
        index = core_of(folder)
    except CpomError:
        return None
    is_whole = index.manifest.id == name and not generation.damaged_files(folder)
    return index if is_whole else None


def _report(core: Core, start: float, *, is_new: bool) -> Report:
    manifest, passages = core.index.manifest, core.index.passages
    kinds = Counter(passage.kind.value for passage in passages)
    return Report(
        generation=manifest.id,
        is_new=is_new,
        documents=len(core.index.documents),
        unchanged_documents=core.unchanged_documents,
        kinds=dict(sorted(kinds.items())),
        gaps=manifest.gaps,
        questions=manifest.questions,
        warnings=core.warnings,
        seconds=time.perf_counter() - start,
    )
