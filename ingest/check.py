"""A generation written aside → its verdict, in a child process: Chroma is written there, then
everything is reopened and found again.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.errors import IndexDamaged
from assistant.index import chroma, generation, lexical
from assistant.index.contents import LEXICAL, stored_contents
from assistant.index.index import Index
from assistant.index.opening import core_of

WRITTEN = "tout est écrit\n"


@contextmanager
def checking(aside: Path) -> Iterator[Callable[[], None]]:
    """Write Chroma and reopen everything in another process, so that a crash of a native library
    harms nothing here.

    What is given says that everything is written, and waits for the verdict. Without it the child
    ends and checks nothing.
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
                reason = messages.strip().splitlines()[-1:] or [f"code {child.returncode}"]
                raise IndexDamaged(
                    "L’index construit n’a pas passé sa vérification "
                    f"({reason[0]}) : l’ancien continue de servir."
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
        _check_chroma(index, contents, aside / "derived/chroma")
    for name in LEXICAL:
        words = lexical.load(aside / "derived/lexical" / name)
        words.attach(aside / "derived/lexical" / name / "tantivy")
        exact = lexical.load(aside / "derived/lexical" / name)
        terms = list(exact.number)
        for row in range(0, exact.rows, max(1, exact.rows // 200)):
            own = {terms[t]: 1.0 for t in exact.terms[exact.starts[row] : exact.starts[row + 1]]}
            if own and row not in words.search(own):
                raise IndexDamaged(f"ligne {row} de « {name} » introuvable par ses mots")
    core_of(aside)


def _check_chroma(index: Index, contents: Mapping[str, chroma.Content], folder: Path) -> None:
    """Raises IndexDamaged when a collection does not hold or does not find what it should."""
    documents = tuple(index.documents.values())
    for name, collection in chroma.open_collections(folder, tuple(contents)).items():
        if fault := chroma.fault_of(name, collection, contents[name], documents):
            raise IndexDamaged(fault)


if __name__ == "__main__":
    check(Path(sys.argv[1]), lambda: sys.stdin.readline() == WRITTEN)
