"""Signs → is there an answer? A small calibrated model: boosted decision trees (Friedman 2001) of depth three.

It is fitted on the tuning questions by `cpom evaluate --calibrate` and written in `corpus/refus.json`: names of the signs,
what each weighs, the trees, the threshold. Reading it needs nothing but this module.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from assistant.domain import Value
from assistant.errors import CorpusError

BEYOND_DOUBT = 0.8

Node = tuple[int, float, int, int, float]


class Calibration(Value):
    """Trees over named signs. A node is (sign, bound, left, right, value); a leaf has sign -1 and its value.

    `threshold` is the probability under which a question has no answer; `floor` the score under which it is foreign.
    """

    names: tuple[str, ...] = Field(alias="signes")
    weights: dict[str, float] = Field(alias="poids")
    trees: tuple[tuple[Node, ...], ...] = Field(alias="arbres")
    start: float = Field(alias="depart")
    rate: float = Field(alias="pas")
    threshold: float = Field(alias="seuil")
    floor: float = Field(alias="plancher_hors_sujet")

    def probability(self, signs: Mapping[str, float]) -> float:
        """Probability that the evidence answers, from 0 to 1; 0 without signs."""
        if not signs:
            return 0.0
        row = [signs[name] for name in self.names]
        total = self.start + self.rate * sum(_leaf(tree, row) for tree in self.trees)
        return 1 / (1 + math.exp(-total))

    def answers(self, signs: Mapping[str, float], situated: bool = True) -> bool:
        """Is the evidence to be shown? A question that nothing ties to the field must be answered beyond doubt."""
        return self.probability(signs) >= (self.threshold if situated else max(self.threshold, BEYOND_DOUBT))


def _leaf(tree: Sequence[Node], row: Sequence[float]) -> float:
    at = 0
    while tree[at][0] >= 0:
        sign, bound, left, right, _ = tree[at]
        at = left if row[sign] <= bound else right
    return tree[at][4]


def read_calibration(path: Path) -> Calibration:
    """Read the calibration.

    Raises CorpusError when the file is missing or malformed.
    """
    try:
        return Calibration.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise CorpusError(f"Le réglage des refus {path} est illisible : refaites-le avec « cpom evaluate --calibrate ».") from error


def fit(rows: Sequence[Mapping[str, float]], answered: Sequence[bool], floor: float, false_refusals: float = 0.025) -> Calibration:
    """Fit the trees, and set the threshold by cross-validation so that about this share of answered questions is refused."""
    import numpy as np
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    names = tuple(rows[0])
    table = np.asarray([[row[name] for name in names] for row in rows], dtype=np.float32)
    truth = np.asarray(answered)
    model = GradientBoostingClassifier(n_estimators=160, max_depth=3, subsample=0.6, learning_rate=0.05, max_features=0.4, random_state=7)
    folds = StratifiedKFold(10, shuffle=True, random_state=7)
    unseen = cross_val_predict(model, table, truth, cv=folds, method="predict_proba")[:, 1]
    model.fit(table, truth)
    start = float(np.log(truth.mean() / (1 - truth.mean())))
    weights = {name: round(float(weight), 4) for weight, name in sorted(zip(model.feature_importances_, names, strict=True), reverse=True)}
    trees = [_nodes(estimator.tree_) for estimator in model.estimators_[:, 0]]
    threshold = float(np.sort(unseen[truth])[int(false_refusals * truth.sum())])
    return Calibration.model_validate(
        {"signes": names, "poids": weights, "arbres": trees, "depart": round(start, 6), "pas": 0.05, "seuil": round(threshold, 4), "plancher_hors_sujet": floor}
    )


def _nodes(tree: Any) -> list[Node]:
    """The nodes of a fitted tree as plain numbers."""
    found = []
    for i in range(tree.node_count):
        left, right, value = int(tree.children_left[i]), int(tree.children_right[i]), round(float(tree.value[i][0][0]), 6)
        found.append((int(tree.feature[i]) if left >= 0 else -1, round(float(tree.threshold[i]), 6), left, right, value))
    return found
