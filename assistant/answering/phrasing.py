"""How a question is worded → how far it reads like one that the texts answer: a logistic regression
over stems and pairs of stems.

It knows nothing of the passages: « quel est le nom de » or « quel logiciel » are asked of any text
and seldom answered by these.
Its weights are in `models/refusal.json`, by stem, where anyone can read them.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pydantic import Field

from assistant.domain import Value
from assistant.texts.french import stem, words_of

SEEN_AT_LEAST = 3
STRENGTH = 3.0


class Phrasing(Value):
    """Log-odds that a question is answered, by its wording alone: `start` plus the mean pull of its
    marks, by the root of their number.
    """

    start: float = Field(alias="depart")
    weights: dict[str, float] = Field(alias="poids")

    def score(self, text: str) -> float:
        """Positive when the wording is rather that of an answered question."""
        own = [mark for mark in marks(text) if mark in self.weights]
        return (
            self.start + sum(self.weights[mark] for mark in own) / math.sqrt(len(own))
            if own
            else self.start
        )


@lru_cache(maxsize=1024)
def marks(text: str) -> frozenset[str]:
    """The stems of a question and its pairs of neighbours."""
    stems = [stem(word) for word in words_of(text)]
    return frozenset(
        (*stems, *(f"{one} {two}" for one, two in zip(stems, stems[1:], strict=False)))
    )


def fit(texts: Sequence[str], answered: Sequence[bool], trust: Sequence[float]) -> Phrasing:
    """Learn the weights; `trust` says how much each question counts."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    counts: dict[str, int] = {}
    for text in texts:
        for mark in marks(text):
            counts[mark] = counts.get(mark, 0) + 1
    number = {
        mark: n
        for n, mark in enumerate(
            sorted(mark for mark, count in counts.items() if count >= SEEN_AT_LEAST)
        )
    }
    rows = [sorted(number[mark] for mark in marks(text) if mark in number) for text in texts]
    values = np.concatenate(
        [np.full(len(row), 1 / math.sqrt(len(row))) for row in rows if row] or [np.zeros(0)]
    )
    bounds = np.concatenate(([0], np.cumsum([len(row) for row in rows])))
    table = csr_matrix(
        (values, np.asarray([n for row in rows for n in row], dtype=np.int64), bounds),
        shape=(len(texts), len(number)),
    )
    model = LogisticRegression(C=STRENGTH, max_iter=300).fit(
        table, np.asarray(answered), sample_weight=np.asarray(trust)
    )
    learnt: Mapping[str, float] = {
        mark: round(float(model.coef_[0][n]), 3) for mark, n in number.items()
    }
    return Phrasing.model_validate(
        {
            "depart": round(float(model.intercept_[0]), 4),
            "poids": {mark: weight for mark, weight in learnt.items() if weight},
        }
    )
