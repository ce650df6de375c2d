"""Vectors: the exact scan is the oracle and the fallback, Chroma serves once it is open.

Chroma holds identifiers and vectors only, no text. A published generation is never written: Chroma,
which writes
even to read, works on a copy of its folder made for this process.
"""

import shutil
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import IndexDamaged
from assistant.index.embedder import Vectors

BATCH = 5_000
COLLECTION = {"hnsw": {"space": "cosine", "ef_construction": 128, "ef_search": 120}}

Scores = dict[int, float]


class VectorIndex:
    """Unit vectors, one row each, searched by cosine."""

    def __init__(self, matrix: Vectors) -> None:
        self.matrix = matrix
        self._collection: Any = None

    @property
    def engine(self) -> str:
        """What answers now: `exact` or `chroma`."""
        return "chroma" if self._collection is not None else "exact"

    def search(
        self,
        vector: npt.NDArray[np.float32],
        limit: int,
        allowed: npt.NDArray[np.bool_] | None = None,
    ) -> Scores:
        """The rows nearest to a unit vector, with their cosine."""
        if not len(self.matrix) or not vector.any():
            return {}
        if self._collection is not None and allowed is None:
            return self._approximate(vector, limit)
        return self.exact(vector, limit, allowed)

    def exact(
        self,
        vector: npt.NDArray[np.float32],
        limit: int,
        allowed: npt.NDArray[np.bool_] | None = None,
    ) -> Scores:
        """The same by reading every vector."""
        scores = self.matrix @ vector
        if allowed is not None:
            scores = np.where(allowed, scores, -2.0)
        limit = min(limit, len(scores))
        best = np.argpartition(-scores, limit - 1)[:limit]
        best = best[np.argsort(-scores[best], kind="stable")]
        return {int(row): float(scores[row]) for row in best if scores[row] > -2.0}

    def _approximate(self, vector: npt.NDArray[np.float32], limit: int) -> Scores:
        found = self._collection.query(
            query_embeddings=[vector.tolist()],
            n_results=min(limit, len(self.matrix)),
            include=["distances"],
        )
        return {
            int(row): 1.0 - float(distance)
            for row, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        }

    def serve(self, collection: Any) -> None:
        """Let a Chroma collection answer from now on."""
        self._collection = collection


def write_chroma(folder: Path, matrices: dict[str, Vectors]) -> None:
    """Write a collection for each matrix. Call it in a process that will not read them."""
    client = _client(folder)
    for name, matrix in matrices.items():
        collection = client.create_collection(
            name, embedding_function=None, configuration=COLLECTION
        )
        for start in range(0, len(matrix), BATCH):
            rows = range(start, min(start + BATCH, len(matrix)))
            collection.add(
                ids=[str(row) for row in rows], embeddings=matrix[start : start + BATCH].tolist()
            )


def open_chroma(folder: Path, names: Sequence[str]) -> dict[str, Any]:
    """Open the collections of a folder, on a private copy of it that goes with the process.

    Raises IndexDamaged when Chroma cannot open them.
    """
    copy = tempfile.TemporaryDirectory(prefix="cpom-chroma-")
    try:
        shutil.copytree(folder, copy.name, dirs_exist_ok=True)
        client = _client(Path(copy.name))
        collections = {name: client.get_collection(name, embedding_function=None) for name in names}
    except Exception as error:  # noqa: BLE001 - chromadb raises bare exceptions of its own and of its native core
        raise IndexDamaged(
            f"Le moteur Chroma n’a pas pu être ouvert ({type(error).__name__}) "
            ": les vecteurs sont parcourus un à un."
        ) from error
    _copies.append(copy)
    return collections


_copies: list[tempfile.TemporaryDirectory[str]] = []


def missed(collection: Any, matrix: Vectors, rows: Sequence[int]) -> list[int]:
    """Rows that are not found by their own vector."""
    asked = [row for row in rows if matrix[row].any()]
    found = (
        collection.query(
            query_embeddings=matrix[asked].tolist(), n_results=1, include=["distances"]
        )["distances"]
        if asked
        else []
    )
    return [
        row
        for row, distances in zip(asked, found, strict=True)
        if not distances or distances[0] > 0.001
    ]


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(
        path=str(folder), settings=Settings(anonymized_telemetry=False)
    )


def in_background(work: Any) -> threading.Thread:
    """Run something slow beside the answers."""
    thread = threading.Thread(target=work, daemon=True, name="cpom-chroma")
    thread.start()
    return thread
