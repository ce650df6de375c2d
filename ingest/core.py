"""The core of a new generation: the passages of every document, annotations and lexicon."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from assistant.domain import Annotation, Document, Kind, Passage
from assistant.errors import CpomError
from assistant.index import generation
from assistant.index.index import Index
from assistant.index.opening import core_of
from assistant.reading.files import read_file
from assistant.reading.profiles import read_profile
from assistant.reading.structure import passages_of
from assistant.settings import Settings
from assistant.texts.analyser import Analyser
from assistant.texts.lexicon import Lexicon
from ingest.annotations import read_annotations, read_gap_notes, read_unanswered
from ingest.inputs import ABSENT, Inputs, digest, generation_name, is_same_document


@dataclass(frozen=True)
class Core:
    """An index that has no words nor vectors yet, the French warnings of the readers, and the
    identifiers of the documents taken over from the published generation.
    """

    index: Index
    warnings: tuple[str, ...]
    unchanged_documents: tuple[str, ...]


@dataclass(frozen=True)
class Cut:
    """A document cut into passages: its whole text, and the French warnings of its reader."""

    text: str
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...] = ()


def make_core(
    settings: Settings,
    documents: tuple[Document, ...],
    lexicon: Lexicon,
    inputs: Inputs,
    before: Index | None,
) -> Core:
    """Cut every document into passages and read what editors say of them. A document that did not
    change since `before`, the published generation, is taken over from it.

    Raises UnreadableDocument, AnnotationError, CorpusError.
    """
    notes = read_gap_notes(settings.corpus / "lacunes.yaml")
    former_cuts = _former_cuts(before, documents, inputs) if before else {}
    cuts: dict[str, Cut] = {}
    for document in documents:
        cuts[document.id] = former_cuts.get(document.id) or _cut(settings, document)
    raw_passages = chain.from_iterable(cut.passages for cut in cuts.values())
    passages = tuple(map(notes.complete, raw_passages))
    notes.check_passages(passages)
    annotations = read_annotations(settings.corpus / "annotations", passages)
    absent = read_unanswered(settings.corpus / ABSENT, annotations)
    lexicon = lexicon.with_acronyms(_acronyms(passages))
    texts = {document_id: cut.text for document_id, cut in cuts.items()}
    content = _content(passages, annotations, absent, lexicon)
    index = Index(
        manifest=_manifest(inputs, passages, annotations, content),
        documents={document.id: document for document in documents},
        passages=passages,
        annotations={annotation.passage_id: annotation for annotation in annotations},
        lexicon=lexicon,
        analyser=Analyser(lexicon),
        text=texts.__getitem__,
        absent=absent,
    )
    warnings = chain.from_iterable(cut.warnings for cut in cuts.values())
    return Core(index, tuple(warnings), tuple(former_cuts))


def published_core(settings: Settings) -> Index | None:
    """The core of the published generation; None when any of it cannot be read."""
    try:
        index = core_of(generation.published_folder(settings.data))
        for document_id in index.documents:
            index.text(document_id)
    except CpomError:
        return None
    return index


def _former_cuts(before: Index, documents: tuple[Document, ...], inputs: Inputs) -> dict[str, Cut]:
    """The documents that did not change, by identifier, as the published generation cut them."""
    cuts: dict[str, Cut] = {}
    for document in documents:
        if is_same_document(before.manifest, inputs, document):
            passages = (each for each in before.passages if each.document_id == document.id)
            cuts[document.id] = Cut(before.text(document.id), tuple(passages))
    return cuts


def _cut(settings: Settings, document: Document) -> Cut:
    """A document read from its file and cut by its profile."""
    source = read_file(
        settings.corpus / "documents" / document.file,
        document.format,
        seconds=settings.reader_seconds,
        memory_mb=settings.reader_memory_mb,
    )
    profile = read_profile(settings.corpus / "profils", document.profile)
    passages = passages_of(document, source.text, profile, source.pages)
    return Cut(source.text, tuple(passages), tuple(source.warnings))


def _content(
    passages: Iterable[Passage],
    annotations: Iterable[Annotation],
    absent: tuple[str, ...],
    lexicon: Lexicon,
) -> str:
    """The fingerprint of all that the core holds."""
    return digest(
        "".join(passage.model_dump_json() for passage in passages)
        + "".join(annotation.model_dump_json() for annotation in annotations)
        + json.dumps(absent)
        + lexicon.model_dump_json()
    )


def _manifest(
    inputs: Inputs, passages: tuple[Passage, ...], annotations: Iterable[Annotation], content: str
) -> generation.Manifest:
    counts = {
        "passages": len(passages),
        "questions": sum(len(annotation.questions) for annotation in annotations),
        "gaps": sum(1 for passage in passages if passage.gap),
    }
    name = generation_name(inputs)
    return generation.Manifest.model_validate({**inputs, **counts, "id": name, "content": content})


def _acronyms(passages: Iterable[Passage]) -> dict[str, str]:
    """The acronyms that the texts themselves list."""
    pairs = (
        passage.text.split(":", 1)
        for passage in passages
        if passage.kind is Kind.ACRONYM and ":" in passage.text
    )
    return {name.strip(): expansion.strip() for name, expansion in pairs}
