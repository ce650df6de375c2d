"""Is a question about the field at all? A logistic regression over four clues, read from
`models/refusal.json`.

Its subject (which of its words questions of the field use, and which those of
`corpus/hors-sujet.yaml`), how near it is to any
question that editors wrote, how well its best passage is found, and whether it names something of
the trade.
"""

import math
from collections.abc import Mapping, Sequence

from pydantic import Field

from assistant.answering import phrasing
from assistant.answering.phrasing import Phrasing
from assistant.domain import Value

SUBJECT = "sujet"
LOST = 0.005
FOLDS = 5


class FieldModel(Value):
    """Weights of the clues; a question whose probability is under `threshold` is foreign."""

    subject: Phrasing = Field(alias="sujet")
    start: float = Field(alias="depart")
    weights: dict[str, float] = Field(alias="poids")
    threshold: float = Field(alias="seuil")

    def probability(self, text: str, clues: Mapping[str, float]) -> float:
        """Probability that a question is about the field, from 0 to 1; 0 without clues."""
        if not clues:
            return 0.0
        told = {**clues, SUBJECT: self.subject.score(text)}
        return 1 / (
            1
            + math.exp(
                -self.start - sum(weight * told[name] for name, weight in self.weights.items())
            )
        )

    def holds(self, text: str, clues: Mapping[str, float]) -> bool:
        """Is the question about the field?"""
        return self.probability(text, clues) >= self.threshold


def clues_of(signs: Mapping[str, float], *, situated: bool) -> dict[str, float]:
    """The clues, from the signs of the refusal; none when nothing was found."""
    if not signs:
        return {}
    near = max(signs["meilleure ressemblance"], signs["ressemblance à une question sans réponse"])
    return {"ressemblance": near, "score": signs["score"], "nomme le métier": float(situated)}


def fit(
    texts: Sequence[str], clues: Sequence[Mapping[str, float]], inside: Sequence[bool]
) -> FieldModel:
    """Fit the model. What weighs a question's subject, and what sets the threshold, did not learn
    from it (cross-validation in five parts).

    The threshold lets one question of the field in two hundred be taken for a foreign one.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    names = (*clues[0], SUBJECT)
    truth = np.asarray(inside)
    table = np.asarray([[*clue.values(), 0.0] for clue in clues])
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=7)
    for known, other in folds.split(table, truth):
        learnt = phrasing.fit([texts[n] for n in known], truth[known].tolist(), [1.0] * len(known))
        table[other, -1] = [learnt.score(texts[n]) for n in other]
    model = LogisticRegression(max_iter=500, class_weight="balanced")
    unseen = np.sort(
        cross_val_predict(model, table, truth, cv=folds, method="predict_proba")[:, 1][truth]
    )
    model.fit(table, truth)
    return FieldModel.model_validate(
        {
            "sujet": phrasing.fit(list(texts), truth.tolist(), [1.0] * len(texts)),
            "depart": round(float(model.intercept_[0]), 4),
            "poids": {
                name: round(float(weight), 4)
                for name, weight in zip(names, model.coef_[0], strict=True)
            },
            "seuil": round(float(unseen[int(LOST * len(unseen))]), 4),
        }
    )
