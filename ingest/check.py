"""A generation written aside → its verdict, in a child process: Chroma is written there, then
everything is reopened and found again.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.errors import IndexDamaged
from assistant.index import generation, lexical, vectors
from assistant.index.index import LEXICAL, SERVED, core_of

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

        def checked() -> None:
            _, said = child.communicate(WRITTEN)
            if child.returncode:
                reason = said.strip().splitlines()[-1:] or [f"code {child.returncode}"]
                raise IndexDamaged(
                    "L’index construit n’a pas passé sa vérification "
                    f"({reason[0]}) : l’ancien continue de servir."
                )

        try:
            yield checked
        finally:
            if child.poll() is None:
                child.kill()


def check(aside: Path, written: Callable[[], bool]) -> None:
    """In the child: write Chroma, then, once everything else is written, record the checksums,
    reopen, and find every row by its own vector and words.
    """
    matrices = {
        path.stem: np.load(path) for path in sorted((aside / "derived/vectors").glob("*.npy"))
    }
    filled = {name: matrix for name, matrix in matrices.items() if len(matrix) and name in SERVED}
    if filled:
        vectors.write_chroma(aside / "derived/chroma", filled)
    if not written():
        sys.exit(1)
    generation.write_checksums(aside)
    for name, collection in (
        vectors.open_chroma(aside / "derived/chroma", tuple(filled)) if filled else {}
    ).items():
        rows = range(0, len(matrices[name]), max(1, len(matrices[name]) // 500))
        lost = vectors.missed(collection, matrices[name], rows)
        # an approximate graph may miss a vector or two among many near ones; a damaged graph misses
        # far more
        if len(lost) > (len(rows) // 100 if len(matrices[name]) > 10_000 else 0):
            raise IndexDamaged(
                f"{len(lost)} vecteurs de « {name} » introuvables sur "
                f"{len(rows)}, dont le {lost[0]}"
            )
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


if __name__ == "__main__":
    check(Path(sys.argv[1]), lambda: sys.stdin.readline() == WRITTEN)
