"""Checks a generation before it is published, in a child process: Chroma is written there, then
everything is reopened and searched.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.domain import Document
from assistant.errors import IndexDamaged
from assistant.index import chroma, generation, lexical
from assistant.index.contents import LEXICAL, stored_contents
from assistant.index.opening import core_of

WRITTEN = "tout est écrit\n"


@contextmanager
def checking(aside: Path) -> Iterator[Callable[[], None]]:
    """Write Chroma and reopen everything in another process, so that a crash of a native library
    harms nothing here.

    The function given tells the other process that everything is written, and waits for what it
    finds: it raises IndexDamaged when the check fails. When it is not called, nothing is checked.
    """
    command = [sys.executable, "-m", "ingest.check", str(aside)]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=root,
        text=True,
        errors="replace",
    ) as child:  # noqa: S603

        def wait_for_check() -> None:
            _, messages = child.communicate(WRITTEN)
            if child.returncode:
                lines = messages.strip().splitlines()
                reason = lines[-1] if lines else f"code {child.returncode}"
                raise IndexDamaged(
                    "L’index construit n’a pas passé sa vérification "
                    f"({reason}) : l’ancien continue de servir."
                )

        try:
            yield wait_for_check
        finally:
            if child.poll() is None:
                child.kill()


def check(aside: Path, wait_until_written: Callable[[], bool]) -> None:
    """In the child: write Chroma, then, once everything else is written, record the checksums,
    reopen, and find every row by its own vector and words.
    """
    matrices = {
        path.stem: np.load(path) for path in sorted((aside / "derived/vectors").glob("*.npy"))
    }
    index = core_of(aside)
    contents = stored_contents(index, matrices) if matrices else {}
    if contents:
        chroma.write_collections(aside / "derived/chroma", contents)
    if not wait_until_written():
        sys.exit(1)
    generation.write_checksums(aside)
    if contents:
        documents = tuple(index.documents.values())
        _check_chroma(documents, contents, aside / "derived/chroma")
    for name in LEXICAL:
        _check_words(aside / "derived/lexical" / name)
    core_of(aside)


def _check_words(folder: Path) -> None:
    """Raises IndexDamaged when one row in two hundredths of a lexical index is not found by its own
    words.
    """
    words = lexical.load(folder)
    words.attach(folder / "tantivy")
    exact = lexical.load(folder)
    terms = list(exact.number)
    for row in range(0, exact.rows, max(1, exact.rows // 200)):
        numbers = exact.terms[exact.starts[row] : exact.starts[row + 1]]
        own = {terms[number]: 1.0 for number in numbers}
        if own and row not in words.search(own):
            raise IndexDamaged(f"ligne {row} de « {folder.name} » introuvable par ses mots")


def _check_chroma(
    documents: tuple[Document, ...], contents: Mapping[str, chroma.Content], folder: Path
) -> None:
    """Raises IndexDamaged when a collection does not hold or does not find what it should."""
    for name, collection in chroma.open_collections(folder, tuple(contents)).items():
        fault = chroma.fault_of(name, collection, contents[name], documents)
        if fault:
            raise IndexDamaged(fault)


if __name__ == "__main__":
    check(Path(sys.argv[1]), lambda: sys.stdin.readline() == WRITTEN)
