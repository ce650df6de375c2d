"""Vectors: the exact scan is the oracle and the fallback, Chroma serves once it is open."""

import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.index.embedder import Vectors
from assistant.index.selection import Rows

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
        self, vector: npt.NDArray[np.float32], limit: int, among: Rows | None = None
    ) -> Scores:
        """The rows nearest to a unit vector, with their cosine; `among` limits where to look."""
        if not len(self.matrix) or not vector.any():
            return {}
        mask = among.mask if among else None
        if self._collection is None:
            return self.exact(vector, limit, mask)
        wanted = min(limit, len(self.matrix) if mask is None else int(mask.sum()))
        found = self._approximate(vector, wanted, among)
        return found if len(found) == wanted else self.exact(vector, limit, mask)

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

    def _approximate(
        self, vector: npt.NDArray[np.float32], limit: int, among: Rows | None
    ) -> Scores:
        """What Chroma finds, its `where` doing the filter."""
        if not limit:
            return {}
        found = self._collection.query(
            query_embeddings=[vector.tolist()],
            n_results=limit,
            where=dict(among.where) if among and among.where else None,
            include=["distances"],
        )
        return {
            int(row): 1.0 - float(distance)
            for row, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        }

    def serve(self, collection: Any) -> None:
        """Let a Chroma collection answer from now on."""
        self._collection = collection


def in_background(work: Any) -> threading.Thread:
    """Run something slow beside the answers."""
    thread = threading.Thread(target=work, daemon=True, name="cpom-chroma")
    thread.start()
    return thread
