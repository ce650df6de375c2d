"""Signs → is there an answer? A small calibrated model: boosted decision trees (Friedman 2001), a
few splits deep.

It is fitted on the tuning questions and on what editors wrote, hidden, by `cpom evaluate
--calibrate` and written in `models/refusal.json`: names of the signs,
what each weighs, the trees, the threshold. Reading it needs nothing but this module.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import Field, ValidationError

from assistant.answering import phrasing
from assistant.answering.phrasing import Phrasing
from assistant.answering.topic import FieldModel
from assistant.domain import Value
from assistant.errors import CorpusError

WORDING = "tournure"
TREES, DEPTH, RATE = 240, 4, 0.05
FOLDS = 5
TUNING_TRUST = 8.0
FALSE_REFUSALS = 0.045

Node = tuple[int, float, int, int, float]


class Example(Value):
    """The signs of a question known to have an answer or not; `text` is the question in full words,
    `tuning` says that it belongs to the tuning sets.
    """

    text: str
    asked: str = ""
    signs: dict[str, float]
    answered: bool
    tuning: bool


class Calibration(Value):
    """Trees over named signs. A node is (sign, bound, left, right, value); a leaf has sign -1 and
    its value.

    `threshold` is the probability under which a question has no answer; `field` tells what is not
    about the field at all.
    """

    names: tuple[str, ...] = Field(alias="signes")
    weights: dict[str, float] = Field(alias="poids")
    trees: tuple[tuple[Node, ...], ...] = Field(alias="arbres")
    start: float = Field(alias="depart")
    rate: float = Field(alias="pas")
    threshold: float = Field(alias="seuil")
    field: FieldModel = Field(alias="domaine")
    phrasing: Phrasing = Field(alias="tournure")

    @cached_property
    def _forest(self) -> npt.NDArray[np.float64]:
        """The nodes as one table (trees, nodes, 5); a leaf leads to itself, so that every tree can
        be walked the same number of steps.
        """
        table = np.zeros((len(self.trees), max(map(len, self.trees)), 5))
        for n, tree in enumerate(self.trees):
            for at, node in enumerate(tree):
                table[n, at] = node if node[0] >= 0 else (0, np.inf, at, at, node[4])
        return table

    def probability(self, text: str, signs: Mapping[str, float]) -> float:
        """Probability that the evidence answers a question, from 0 to 1; 0 without signs."""
        if not signs:
            return 0.0
        told = {**signs, WORDING: self.phrasing.score(text)}
        row = np.asarray([told[name] for name in self.names])
        forest, trees = self._forest, np.arange(len(self.trees))
        at = np.zeros(len(self.trees), dtype=np.int64)
        for _ in range(DEPTH):
            node = forest[trees, at]
            at = np.where(
                row[node[:, 0].astype(np.int64)] <= node[:, 1], node[:, 2], node[:, 3]
            ).astype(np.int64)
        return float(1 / (1 + math.exp(-(self.start + self.rate * forest[trees, at, 4].sum()))))

    def answers(self, text: str, signs: Mapping[str, float]) -> bool:
        """Is the evidence to be shown?"""
        return self.probability(text, signs) >= self.threshold


class Fitted(Value):
    """A calibration, and what it would do to tuning questions that it had not seen: shares wrongly
    and rightly refused.
    """

    calibration: Calibration
    false_refusals: float
    right_refusals: float


def read_calibration(path: Path) -> Calibration:
    """Read the calibration.

    Raises CorpusError when the file is missing or malformed.
    """
    try:
        return Calibration.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise CorpusError(
            f"Le réglage des refus {path} est illisible : refaites-le avec « "
            "cpom evaluate --calibrate »."
        ) from error


def fit(
    examples: Sequence[Example], field: FieldModel, false_refusals: float = FALSE_REFUSALS
) -> Fitted:
    """Fit the wording, then the trees; set the threshold so that about this share of the answered
    tuning questions is refused.

    What judges a question never learnt from it: its wording is weighed by a model of the other four
    fifths, and the
    threshold is read on trees fitted without it (cross-validation in five parts).
    """
    from sklearn.base import clone
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold

    names = (*examples[0].signs, WORDING)
    truth, tuning = (
        np.asarray([getattr(example, name) for example in examples])
        for name in ("answered", "tuning")
    )
    trust = np.where(tuning, TUNING_TRUST, 1.0)
    texts = [example.text for example in examples]
    parts = list(
        StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(truth, 2 * truth + tuning)
    )
    table = np.asarray([[*example.signs.values(), 0.0] for example in examples])
    for known, other in parts:
        learnt = phrasing.fit(
            [texts[n] for n in known], truth[known].tolist(), trust[known].tolist()
        )
        table[other, -1] = [learnt.score(texts[n]) for n in other]
    model = GradientBoostingClassifier(
        n_estimators=TREES,
        max_depth=DEPTH,
        subsample=0.6,
        learning_rate=RATE,
        max_features=0.4,
        random_state=7,
    )
    unseen = np.zeros(len(truth))
    for known, other in parts:
        unseen[other] = (
            clone(model)
            .fit(table[known], truth[known], sample_weight=trust[known])
            .predict_proba(table[other])[:, 1]
        )
    model.fit(table, truth, sample_weight=trust)
    share = float(np.average(truth, weights=trust))
    kept = np.sort(unseen[truth & tuning])
    threshold = round(float(kept[int(false_refusals * len(kept))]), 4)
    weights = {
        name: round(float(weight), 4)
        for weight, name in sorted(
            zip(model.feature_importances_, names, strict=True), reverse=True
        )
    }
    calibration = Calibration.model_validate(
        {
            "signes": names,
            "poids": weights,
            "depart": round(math.log(share / (1 - share)), 6),
            "pas": RATE,
            "seuil": threshold,
            "domaine": field,
            "tournure": phrasing.fit(texts, truth.tolist(), trust.tolist()),
            "arbres": [_nodes(estimator.tree_) for estimator in model.estimators_[:, 0]],
        }
    )
    return Fitted(
        calibration=calibration,
        false_refusals=float(np.mean(kept < threshold)),
        right_refusals=float(np.mean(unseen[~truth & tuning] < threshold)),
    )


def _nodes(tree: Any) -> list[Node]:
    """The nodes of a fitted tree as plain numbers."""
    found = []
    for i in range(tree.node_count):
        left, right, value = (
            int(tree.children_left[i]),
            int(tree.children_right[i]),
            round(float(tree.value[i][0][0]), 6),
        )
        found.append(
            (
                int(tree.feature[i]) if left >= 0 else -1,
                round(float(tree.threshold[i]), 6),
                left,
                right,
                value,
            )
        )
    return found
