"""Vectors of a new generation: those of the published one are taken over when nothing changed."""

import numpy as np
import numpy.typing as npt

from assistant.errors import CpomError
from assistant.index import generation
from assistant.index.contents import texts_to_embed
from assistant.index.embedder import Embedder, Vectors
from assistant.index.index import Index
from assistant.index.opening import core_of
from assistant.settings import Settings
from assistant.texts.lexicon import Lexicon

Known = dict[str, npt.NDArray[np.float32]]


def embed(embedder: Embedder, index: Index, reuse: Known) -> dict[str, Vectors]:
    """Vectors of every row; `reuse` gives those already known, by text."""
    matrices: dict[str, Vectors] = {}
    for name, rows in texts_to_embed(index).items():
        fresh = [text for text in dict.fromkeys(rows) if text not in reuse]
        vectors = dict(reuse)
        if fresh:
            vectors |= zip(fresh, embedder.encode(fresh), strict=True)
        matrix = np.asarray([vectors[text] for text in rows], dtype=np.float32)
        matrices[name] = matrix.reshape(len(rows), embedder.dimension)
    return matrices


def known_vectors(settings: Settings, embedder: Embedder, lexicon: Lexicon) -> Known:
    """Vectors of the published generation by text, when the same model made them, reading texts by
    the same lexicon.
    """
    try:
        folder = generation.published_folder(settings.data)
        index = core_of(folder)
        if (
            index.manifest.embedder != embedder.name
            or index.lexicon != lexicon
            or generation.damaged_files(folder, "derived/vectors")
        ):
            return {}
        vectors: Known = {}
        for name, rows in texts_to_embed(index).items():
            matrix = np.load(folder / "derived/vectors" / f"{name}.npy")
            vectors.update(zip(rows, matrix, strict=True))
        return vectors
    except (CpomError, OSError, ValueError):
        return {}
