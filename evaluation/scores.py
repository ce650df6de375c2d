"""The measures of many turns put together: with their interval, by group, at refusing, at
repeating.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
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


def gains_of_ranks(rows: Sequence[Measured]) -> dict[str, list[float]]:
    """nDCG@10 and reciprocal rank at 10 of each turn, by ir-measures; a passage weighs as many
    needs as it is the first to meet.
    """
    import ir_measures
    from ir_measures import RR, nDCG

    ranks_by_turn = {f"{row.id}/{row.turn}": row.ranks for row in rows if row.ranks}
    if not ranks_by_turn:
        return {}
    places = {f"p{n}": float(RETRIEVED - n) for n in range(1, RETRIEVED + 1)}
    runs = dict.fromkeys(ranks_by_turn, places)
    judgements = {turn: _needs_by_place(ranks) for turn, ranks in ranks_by_turn.items()}
    names: dict[Any, str] = {nDCG @ 10: "nDCG@10", RR @ 10: "MRR@10"}
    values: dict[str, list[float]] = {name: [] for name in names.values()}
    for metric in ir_measures.iter_calc(list(names), judgements, runs):
        values[names[metric.measure]].append(float(metric.value))
    return values


def _needs_by_place(ranks: Sequence[int]) -> dict[str, int]:
    """How many needs each place of the search meets first; a need never met has its own place."""
    places = (f"p{rank}" if rank < MISSED else f"absent-{n}" for n, rank in enumerate(ranks))
    return dict(Counter(places))


def scores(rows: Sequence[Measured]) -> dict[str, Score]:
    """Every measure that has a meaning for these rows."""
    measures = {**MEASURES, **REFUSALS}
    values = {name: values_of(rows) for name, values_of in measures.items()}
    values |= gains_of_ranks(rows)
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
    place_of_percentile = int(0.95 * (len(words) - 1))
    return int(median(words)), words[place_of_percentile], words[-1]


def quick(cases: Sequence[Case], limit: int = 150) -> list[Case]:
    """The same part of the cases every time, whatever their order: those whose identifiers have the
    smallest digests.
    """
    ordered_cases = sorted(cases, key=lambda case: _digest(case.id))
    first_ids = {case.id for case in ordered_cases[:limit]}
    return [case for case in cases if case.id in first_ids]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def curve(assistant: Assistant, cases: Sequence[Case]) -> Curve | None:
    """The ROC curve of the refusal over single questions; None when one of the two sorts is
    missing.
    """
    answerable_ones: list[float] = []
    others: list[float] = []
    for case in filter(_separable, cases):
        has_answer = not REFUSED & set(case.turns[0].expected)
        (answerable_ones if has_answer else others).append(_probability(assistant, case))
    if not answerable_ones or not others:
        return None
    thresholds = (0.0, *sorted({*answerable_ones, *others}), 1.01)
    points = tuple(_point(answerable_ones, others, threshold) for threshold in thresholds)
    served = _point(answerable_ones, others, assistant.calibration.threshold)
    return Curve(points=points, area=_area_under(points), served=served)


def _point(answerable_ones: Sequence[float], others: Sequence[float], threshold: float) -> Point:
    """What a threshold refuses, given the probabilities of the two sorts of questions."""
    return Point(
        threshold=threshold,
        false_refusals=_share_under(answerable_ones, threshold),
        right_refusals=_share_under(others, threshold),
    )


def _area_under(points: Sequence[Point]) -> float:
    """The area under the curve, by trapezia."""
    area = 0.0
    for left, right in pairwise(points):
        width = right.false_refusals - left.false_refusals
        area += width * (left.right_refusals + right.right_refusals) / 2
    return area


def _separable(case: Case) -> bool:
    """Is it the evidence that decides? Foreign subjects and instructions are refused before it."""
    return case.kind in {"answerable", "unanswerable"} and case.style not in {
        "out_of_scope",
        "injection",
        "false_premise",
    }


def _probability(assistant: Assistant, case: Case) -> float:
    """The probability that the first question of a case has an answer, as the refusal sees it."""
    turn = case.turns[0]
    found, pieces = assistant.evidence(Question(text=turn.question, as_of=turn.as_of), TODAY)
    patterns, query = assistant.resources.patterns, found.query
    signs = features.signs_of(assistant.index, patterns, query.text, found, pieces)
    return assistant.calibration.probability(query.written, signs)


def _share_under(values: Sequence[float], threshold: float) -> float:
    return sum(value < threshold for value in values) / len(values)


def repeats(
    assistant: Assistant, cases: Sequence[Case], times: int = 5, limit: int = 20
) -> list[float]:
    """For each of some questions asked several times, whether every reply was the same to the
    letter and cited the same words; no language model is asked.
    """
    return [float(_is_repeated(assistant, case, times)) for case in quick(cases, limit)]


def _is_repeated(assistant: Assistant, case: Case, times: int) -> bool:
    """Has the first question of a case the same reply every time?"""
    turn = case.turns[0]
    question = Question(text=turn.question, as_of=turn.as_of)
    replies = [assistant.ask(question, TODAY, "extractive") for _ in range(times)]
    return len({_fingerprint(reply) for reply in replies}) == 1


def _fingerprint(reply: Answer | Refusal) -> tuple[Any, ...]:
    """What a reply shows: its status, its sentences, and the words that it cites."""
    if isinstance(reply, Refusal):
        return reply.status, reply.text
    sentences = [statement.text for statement in reply.statements]
    places = [(each.passage_id, each.start, each.end) for each in reply.citations]
    return reply.status, *sentences, *places
