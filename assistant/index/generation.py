"""A generation of the index on disk: immutable once published, found by a pointer that moves in one
step.

<data>/current            identifier of the generation that serves
<data>/generations/<id>/
    manifest.json         what it was made from; equal for equal inputs
    checksums.json        SHA-256 of every file
    core/, spare/         passages, documents, texts, annotations, lexicon: twice, so that one may
    be damaged
    derived/              lexical index, vectors, Chroma, readings of sentences: can be made again
                          from core
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from assistant.domain import Value
from assistant.errors import IndexDamaged, IndexMissing, IndexStale

PIPELINE = "6"


class Manifest(Value):
    """What a generation was made from, and what it holds."""

    id: str
    pipeline: str
    program: str = ""
    documents: dict[str, str]
    profiles: dict[str, str]
    annotations: str
    lexicon: str
    data: str
    embedder: str
    reading: str = ""
    needs: str = ""
    records: str = ""
    passages: int
    questions: int
    gaps: int
    content: str


def folder_of(data: Path, name: str) -> Path:
    """Where a generation stands."""
    return data / "generations" / name


def published_folder(data: Path) -> Path:
    """The folder of the generation that serves. Raises IndexMissing."""
    return folder_of(data, published_id(data))


def published_id(data: Path) -> str:
    """Identifier of the generation that serves.

    Raises IndexMissing when nothing was ever built.
    """
    try:
        name = (data / "current").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        name = ""
    if name and folder_of(data, name).is_dir():
        return name
    known = sorted(_complete(data), key=lambda folder: folder.stat().st_mtime)
    if known:
        return known[-1].name
    raise IndexMissing("Aucun index n’est construit : lancez « cpom ingest ».")


def _complete(data: Path) -> Iterator[Path]:
    for folder in (data / "generations").glob("*"):
        if (folder / "checksums.json").exists() and not folder.name.startswith("."):
            yield folder


def publish(data: Path, name: str) -> None:
    """Make a generation the one that serves, in one step."""
    temporary = data / f".current-{os.getpid()}"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(data / "current")


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_checksums(folder: Path) -> None:
    """Record the SHA-256 of every file of a generation."""
    sums = {
        str(path.relative_to(folder)): digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    (folder / "checksums.json").write_text(json.dumps(sums, indent=1), encoding="utf-8")


def damaged_files(folder: Path, under: str = "") -> list[str]:
    """Files of a generation that are missing or do not match their checksum; `under` limits it to a
    subfolder.
    """
    sums = _checksums(folder)
    if sums is None:
        return ["checksums.json"]
    wrong = []
    for name, expected in sums.items():
        if not name.startswith(under):
            continue
        path = folder / name
        try:
            if digest(path) != expected:
                wrong.append(name)
        except OSError:
            wrong.append(name)
    return wrong


def _checksums(folder: Path) -> dict[str, str] | None:
    try:
        sums = json.loads((folder / "checksums.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return sums if isinstance(sums, dict) else None


def read_core(folder: Path, name: str) -> bytes:
    """The bytes of a core file, from whichever copy matches its checksum.

    Without a checksum file the two copies must agree. Raises IndexDamaged when neither can be
    trusted.
    """
    copies = []
    sums = _checksums(folder)
    for place in ("core", "spare"):
        try:
            raw = (folder / place / name).read_bytes()
        except OSError:
            continue
        if sums and hashlib.sha256(raw).hexdigest() == sums.get(f"{place}/{name}"):
            return raw
        copies.append(raw)
    if not sums and len(copies) == 2 and copies[0] == copies[1]:
        return copies[0]
    raise IndexDamaged(
        f"L’index est endommagé ({name}) : reconstruisez-le avec « cpom ingest --force »."
    )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises IndexStale when another version of the pipeline made it, IndexDamaged when it cannot be
    read.
    """
    raw = json.loads(read_core(folder, "manifest.json"))
    if raw.get("pipeline") != PIPELINE:
        raise IndexStale(
            f"L’index vient d’une autre version ({raw.get('pipeline')}) : "
            "reconstruisez-le avec « cpom ingest »."
        )
    return Manifest.model_validate(raw)
