"""The measures of many turns put together: with their interval, by group, at refusing, at
repeating.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from assistant.answering import features
from assistant.domain import Answer, Question, Refusal, Value
from assistant.pipeline import Assistant
from evaluation.dataset import Case
from evaluation.metrics import MEASURES, MISSED, Measured, interval
from evaluation.run import TODAY

REFUSED = frozenset({"not_found", "out_of_scope", "unclear"})
RETRIEVED = 20
WORDS = "mots par réponse"


class Score(Value):
    """The mean of a measure, its 95 % bootstrap interval, and over how many values."""

    value: float
    low: float
    high: float
    n: int


class Line(Value):
    """The scores of one group of turns."""

    name: str
    turns: int
    scores: dict[str, Score]


class Point(Value):
    """A threshold of the refusal, with the share of answerable questions it refuses and of the
    others it rightly refuses.
    """

    threshold: float
    false_refusals: float
    right_refusals: float


class Curve(Value):
    """What the refusal's probability separates, threshold by threshold; `served` is the point in
    use.
    """

    points: tuple[Point, ...]
    area: float
    served: Point


def score(values: Sequence[float]) -> Score:
    """Mean and interval of some values, which must not be empty."""
    low, high = interval(values)
    return Score(value=sum(values) / len(values), low=low, high=high, n=len(values))


def answerable(row: Measured) -> bool:
    """Must the question be answered, or its lost list be told?"""
    return not REFUSED & set(row.expected)


def refusable(row: Measured) -> bool:
    """Must the question be refused?"""
    return set(row.expected) <= REFUSED


REFUSALS: Mapping[str, Callable[[Sequence[Measured]], list[float]]] = {
    "refus justes": lambda rows: [float(row.status in REFUSED) for row in rows if refusable(row)],
    "répondues sans refus à tort": lambda rows: [
        float(row.status not in REFUSED) for row in rows if answerable(row)
    ],
}


def ranked(rows: Sequence[Measured]) -> dict[str, list[float]]:
    """nDCG@10 and reciprocal rank at 10 of each turn, by ir-measures; a passage weighs as many
    needs as it is the first to meet.
    """
    import ir_measures
    from ir_measures import RR, nDCG

    asked = {f"{row.id}/{row.turn}": row.ranks for row in rows if row.ranks}
    if not asked:
        return {}
    places = {f"p{n}": float(RETRIEVED - n) for n in range(1, RETRIEVED + 1)}
    judged = {
        id: dict(
            Counter(f"p{rank}" if rank < MISSED else f"absent-{i}" for i, rank in enumerate(ranks))
        )
        for id, ranks in asked.items()
    }
    found: dict[str, list[float]] = {"nDCG@10": [], "MRR@10": []}
    names: dict[Any, str] = {nDCG @ 10: "nDCG@10", RR @ 10: "MRR@10"}
    for metric in ir_measures.iter_calc(list(names), judged, dict.fromkeys(asked, places)):
        found[names[metric.measure]].append(float(metric.value))
    return found


def scores(rows: Sequence[Measured]) -> dict[str, Score]:
    """Every measure that has a meaning for these rows."""
    values = {name: of(rows) for name, of in (*MEASURES.items(), *REFUSALS.items())} | ranked(rows)
    return {name: score(each) for name, each in values.items() if each}


def by(rows: Iterable[Measured], key: Callable[[Measured], Iterable[str]]) -> tuple[Line, ...]:
    """The scores of each group; `key` names the groups of a row."""
    groups: dict[str, list[Measured]] = {}
    for row in rows:
        for name in key(row):
            groups.setdefault(name, []).append(row)
    return tuple(
        Line(name=name, turns=len(group), scores=scores(group))
        for name, group in sorted(groups.items())
    )


def length(rows: Sequence[Measured]) -> tuple[int, int, int]:
    """Words of an answer: median, 95th percentile, longest."""
    words = sorted(row.words for row in rows if row.words) or [0]
    return int(median(words)), words[int(0.95 * (len(words) - 1))], words[-1]


def quick(cases: Sequence[Case], limit: int = 150) -> list[Case]:
    """The same part of the cases every time, whatever their order: those whose identifiers have the
    smallest digests.
    """
    chosen = {
        case.id
        for case in sorted(cases, key=lambda case: hashlib.sha256(case.id.encode()).hexdigest())[
            :limit
        ]
    }
    return [case for case in cases if case.id in chosen]


def curve(assistant: Assistant, cases: Sequence[Case]) -> Curve | None:
    """The ROC curve of the refusal over single questions; None when one of the two sorts is
    missing.
    """
    told = [
        (_probability(assistant, case), not REFUSED & set(case.turns[0].expected))
        for case in cases
        if _separable(case)
    ]
    kept = sorted(p for p, yes in told if yes)
    refused = sorted(p for p, yes in told if not yes)
    if not kept or not refused:
        return None

    def at(threshold: float) -> Point:
        return Point(
            threshold=threshold,
            false_refusals=_under(kept, threshold),
            right_refusals=_under(refused, threshold),
        )

    points = tuple(at(threshold) for threshold in (0.0, *sorted({p for p, _ in told}), 1.01))
    area = sum(
        (b.false_refusals - a.false_refusals) * (a.right_refusals + b.right_refusals) / 2
        for a, b in zip(points, points[1:], strict=False)
    )
    return Curve(points=points, area=area, served=at(assistant.calibration.threshold))


def _separable(case: Case) -> bool:
    """Is it the evidence that decides? Foreign subjects and instructions are refused before it."""
    return case.kind in {"answerable", "unanswerable"} and case.style not in {
        "out_of_scope",
        "injection",
        "false_premise",
    }


def _probability(assistant: Assistant, case: Case) -> float:
    asked = case.turns[0]
    found, pieces = assistant.evidence(Question(text=asked.question, as_of=asked.as_of), TODAY)
    return assistant.calibration.probability(
        found.query.written,
        features.signs_of(
            assistant.index, assistant.resources.patterns, found.query.text, found, pieces
        ),
    )


def _under(values: Sequence[float], threshold: float) -> float:
    return sum(value < threshold for value in values) / len(values)


def repeats(
    assistant: Assistant, cases: Sequence[Case], times: int = 5, limit: int = 20
) -> list[float]:
    """For each of some questions asked several times, whether every reply was the same to the
    letter and cited the same words; no language model is asked.
    """
    return [
        float(len({_said(assistant, case) for _ in range(times)}) == 1)
        for case in quick(cases, limit)
    ]


def _said(assistant: Assistant, case: Case) -> tuple[Any, ...]:
    reply: Answer | Refusal = assistant.ask(
        Question(text=case.turns[0].question, as_of=case.turns[0].as_of), TODAY, "extractive"
    )
    if isinstance(reply, Refusal):
        return reply.status, reply.text
    return (
        reply.status,
        *(s.text for s in reply.statements),
        *((c.passage_id, c.start, c.end) for c in reply.citations),
    )
