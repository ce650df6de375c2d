"""What a generation depends on, as fingerprints: same inputs, same generation."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from assistant.domain import Document
from assistant.index import generation
from assistant.index.embedder import Embedder
from assistant.needs.need import need_files
from assistant.records.record import record_files
from assistant.settings import Settings, program_version
from ingest.modeles import data_files
from ingest.readings import fingerprint_of_reading

ABSENT = "sans-reponse.yaml"
Inputs = dict[str, object]


def inputs_of(
    settings: Settings, documents: tuple[Document, ...], embedder: Embedder | None
) -> Inputs:
    """Everything a generation depends on, as fingerprints."""
    corpus = settings.corpus
    profiles = sorted({document.profile for document in documents})
    annotations = [corpus / "annotations" / f"{document.id}.yaml" for document in documents]
    return {
        "pipeline": generation.PIPELINE,
        "program": program_version(),
        "documents": {document.id: digest(document.model_dump_json()) for document in documents},
        "profiles": {name: _file_digest(corpus / "profils" / f"{name}.yaml") for name in profiles},
        "annotations": _digest_of_files((*annotations, corpus / "lacunes.yaml", corpus / ABSENT)),
        "lexicon": _file_digest(corpus / "lexique.yaml"),
        "needs": _digest_of_files(need_files(corpus)),
        "records": _digest_of_files(record_files(corpus)),
        "data": digest("".join(map(_name_and_digest, data_files(corpus)))),
        "embedder": embedder.name if embedder else "",
        "reading": fingerprint_of_reading(corpus)[:12],
    }


def is_same_document(manifest: generation.Manifest, inputs: Inputs, document: Document) -> bool:
    """Was the document of a generation cut from the same file by the same profile?"""
    documents, profiles = inputs["documents"], inputs["profiles"]
    assert isinstance(documents, dict) and isinstance(profiles, dict)
    return bool(
        manifest.documents.get(document.id) == documents[document.id]
        and manifest.profiles.get(document.profile) == profiles[document.profile]
    )


def generation_name(inputs: Inputs) -> str:
    """The identifier of the generation that these inputs make: twelve hexadecimal digits."""
    return digest(json.dumps(inputs, sort_keys=True))[:12]


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _digest_of_files(paths: Iterable[Path]) -> str:
    return digest("".join(map(_file_digest, paths)))


def _name_and_digest(path: Path) -> str:
    return f"{path.name}{_file_digest(path)}"


def _file_digest(path: Path) -> str:
    return generation.digest(path) if path.exists() else ""
