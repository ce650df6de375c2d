"""How near a question is to the questions that editors wrote: shared words weighed by their rarity,
and vectors.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from assistant.index.index import Index
from assistant.index.lexical import LexicalIndex

LEXICAL_SHARE = 0.6

Rows = npt.NDArray[np.int64]


def likeness(
    index: Index, name: str, text: str, terms: Mapping[str, float], rows: Rows
) -> npt.NDArray[np.float64]:
    """From 0 to 1 for each of some rows of `questions` (answered) or `absent` (not answered)."""
    shared = dice(index.words[name], terms, rows)
    if index.embedder is None or not len(rows):
        return shared
    near = index.vectors[name].matrix[rows] @ index.embedder.one(text)
    return np.asarray(LEXICAL_SHARE * shared + (1 - LEXICAL_SHARE) * np.maximum(near, 0))


def dice(words: LexicalIndex, terms: Mapping[str, float], rows: Rows) -> npt.NDArray[np.float64]:
    """Shared weight over mean weight (Dice 1945), terms weighted by their rarity."""
    if not len(rows):
        return np.zeros(0)
    mass = sum(weight * words.weight(term) for term, weight in terms.items() if weight >= 1)
    asked = np.zeros(len(words.idf))
    for term, weight in terms.items():
        if term in words.number:
            asked[words.number[term]] = weight * words.weight(term)
    owner, own = _entries(words, rows)
    shared = np.bincount(owner, weights=asked[own], minlength=len(rows))
    masses = np.bincount(owner, weights=words.idf[own], minlength=len(rows))
    return np.asarray(np.minimum(2 * shared / np.maximum(1e-9, mass + masses), 1.0))


def _entries(words: LexicalIndex, rows: Rows) -> tuple[Rows, npt.NDArray[np.int32]]:
    """The terms of some rows end to end, and the place in `rows` that each belongs to."""
    if len(rows) == words.rows:
        return words.owners, words.terms
    return words.entries(rows)[:2]
