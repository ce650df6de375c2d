"""The same turns answered both ways, by the texts' own words and by a language model: what is
gained, what is lost, and at what price.

A model that loses a promise (an exact quotation, a figure held, a right refusal) is out, whatever
it gains: see `verdict`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Literal

import numpy as np

from assistant.domain import Value, Writing
from evaluation.metrics import MEASURES, Measured, interval
from evaluation.scores import REFUSALS, Score, by, scores

PROMISES = ("mots exacts", "chiffres tenus", "phrases citées")
REFUSAL, PASSED = "refus justes", "réussi"
GROUP, LOSS = 20, 0.05


class Change(Value):
    """What changes of a turn to the other, in the mean, and its 95 % bootstrap interval; `n` turns
    or needs have the measure both ways.
    """

    value: float
    low: float
    high: float
    n: int


class Gain(Value):
    """A measure both ways. `overlap`: do the two intervals share a value? `paired` compares turn by
    turn; None for a measure that is not a mean over turns.
    """

    name: str
    extractive: Score
    model: Score
    overlap: bool
    paired: Change | None

    @property
    def change(self) -> float:
        """What the model adds to the mean."""
        return self.model.value - self.extractive.value


class Count(Value):
    """How many times something happened."""

    name: str
    number: int


class Account(Value):
    """What the model did, over all the turns.

    `written` answers are its own, `unfinished` those of them that stopped before their end;
    `fallen` are those where the sources' own words are shown in its place, and `reasons` why; for
    the `unasked` it had nothing to write (refusals, lost lists). `kept` sentences were shown,
    `dropped` ones counted by the rule that each broke. Tokens are those the server counts; `cost`
    is in the currency of the price set.
    """

    model: str
    prompts: dict[str, str]
    written: int
    unfinished: int
    fallen: int
    unasked: int
    reasons: tuple[Count, ...]
    kept: int
    dropped: tuple[Count, ...]
    calls: int
    sent: int
    received: int
    cost: float | None


class Pace(Value):
    """Milliseconds of a reply: median and 95th percentile."""

    p50: float
    p95: float


class Paces(Value):
    """The pace both ways, over the same `turns`: those on which the model was called."""

    turns: int
    extractive: Pace
    model: Pace


class Swing(Value):
    """A turn that one of the two passes and the other fails."""

    extractive: Measured
    model: Measured

    @property
    def won(self) -> bool:
        """Is it the model that passes?"""
        return self.model.passed


class Group(Value):
    """A group of turns that loses more than is allowed; `title` says how the turns are grouped."""

    title: str
    name: str
    turns: int
    change: float


class Contest(Value):
    """Everything that a model changes."""

    gains: tuple[Gain, ...]
    account: Account
    paces: Paces | None
    swings: tuple[Swing, ...]
    broken: tuple[str, ...]
    losing: tuple[Group, ...]
    verdict: Literal["model", "extractive", "even"]


BY_TURN = {**MEASURES, **REFUSALS}
Grouping = Mapping[str, Callable[[Measured], Iterable[str]]]


def contest(extractive: Sequence[Measured], model: Sequence[Measured], groups: Grouping) -> Contest:
    """The two sides of the same turns, in the same order; `groups` says by its titles how turns are
    grouped.
    """
    changes = gains(extractive, model)
    losing = tuple(_losing(extractive, model, groups))
    promises = broken(changes)
    sides = zip(extractive, model, strict=True)
    swings = (Swing(extractive=a, model=b) for a, b in sides if a.passed != b.passed)
    return Contest(
        gains=changes,
        account=account(model),
        paces=paces(extractive, model),
        broken=promises,
        losing=losing,
        verdict=verdict(changes, promises, losing),
        swings=tuple(swings),
    )


def gains(extractive: Sequence[Measured], model: Sequence[Measured]) -> tuple[Gain, ...]:
    """Each measure that has a meaning on both sides."""
    before, after = scores(extractive), scores(model)
    pairs = list(zip(extractive, model, strict=True))
    return tuple(_gain(name, before[name], after[name], pairs) for name in before if name in after)


def _gain(
    name: str, before: Score, after: Score, pairs: Sequence[tuple[Measured, Measured]]
) -> Gain:
    return Gain(
        name=name,
        extractive=before,
        model=after,
        overlap=before.low <= after.high and after.low <= before.high,
        paired=_paired_change(BY_TURN.get(name), pairs),
    )


def _paired_change(
    values_of: Callable[[Sequence[Measured]], list[float]] | None,
    pairs: Sequence[tuple[Measured, Measured]],
) -> Change | None:
    """Turn by turn, what a measure gains where both sides have it."""
    if values_of is None:
        return None
    changes: list[float] = []
    for left, right in pairs:
        before, after = values_of([left]), values_of([right])
        if len(before) == len(after):
            changes.extend(y - x for x, y in zip(before, after, strict=True))
    if not changes:
        return None
    low, high = interval(changes)
    return Change(value=sum(changes) / len(changes), low=low, high=high, n=len(changes))


def account(rows: Sequence[Measured]) -> Account:
    """What the model did for these rows."""
    works = [row.writing for row in rows if row.writing is not None]
    answers = [work for work in works if work.kept]
    failures = [work for work in works if work.failure and not work.kept]
    costs = [work.cost for work in works if work.cost is not None]
    rules = chain.from_iterable(work.dropped for work in works)
    return Account(
        model=next((work.model for work in works), ""),
        prompts=_prompts_of(works),
        written=len(answers),
        unfinished=sum(bool(work.failure) for work in answers),
        fallen=len(failures),
        unasked=len(rows) - len(answers) - len(failures),
        reasons=_count_names(work.failure for work in failures),
        kept=sum(work.kept for work in works),
        dropped=_count_names(rules),
        calls=sum(work.calls for work in works),
        sent=sum(work.sent for work in works),
        received=sum(work.received for work in works),
        cost=round(sum(costs), 6) if costs else None,
    )


def _prompts_of(works: Iterable[Writing]) -> dict[str, str]:
    """The fingerprint of each instruction given, by its name."""
    prompts: dict[str, str] = {}
    for work in works:
        prompts |= dict(sorted(work.prompts.items()))
    return prompts


def _count_names(names: Iterable[str]) -> tuple[Count, ...]:
    """The most frequent first."""
    return tuple(Count(name=name, number=number) for name, number in Counter(names).most_common())


def paces(extractive: Sequence[Measured], model: Sequence[Measured]) -> Paces | None:
    """How long a reply takes both ways; None when the model was never called."""
    sides = zip(extractive, model, strict=True)
    times = [(a.milliseconds, b.milliseconds) for a, b in sides if b.writing is not None]
    if not times:
        return None
    before, after = zip(*times, strict=True)
    return Paces(turns=len(times), extractive=_pace(before), model=_pace(after))


def _pace(milliseconds: Sequence[float]) -> Pace:
    return Pace(
        p50=float(np.percentile(milliseconds, 50)), p95=float(np.percentile(milliseconds, 95))
    )


def broken(changes: Sequence[Gain]) -> tuple[str, ...]:
    """The promises that the model does not hold: each citation and figure exact, no right refusal
    less (docs/evaluation.md).
    """
    promises = [gain.name for gain in changes if gain.name in PROMISES and gain.model.value < 1]
    refusals = [gain.name for gain in changes if gain.name == REFUSAL and gain.change < 0]
    return (*promises, *refusals)


def _losing(
    extractive: Sequence[Measured], model: Sequence[Measured], groups: Grouping
) -> Iterable[Group]:
    """The groups of some size that pass less often by more than is allowed."""
    for title, key in groups.items():
        after = {line.name: line for line in by(model, key)}
        for line in by(extractive, key):
            change = after[line.name].scores[PASSED].value - line.scores[PASSED].value
            if line.turns >= GROUP and change < -LOSS:
                yield Group(title=title, name=line.name, turns=line.turns, change=change)


def verdict(
    changes: Sequence[Gain], promises: Sequence[str], losing: Sequence[Group]
) -> Literal["model", "extractive", "even"]:
    """Which of the two the rule of docs/evaluation.md keeps: the model when it passes more often by
    over half an interval, breaks none of the `promises` and no group is `losing`.
    """
    success = next(gain for gain in changes if gain.name == PASSED)
    half_interval = (success.extractive.high - success.extractive.low) / 2
    if promises or losing or success.change < -half_interval:
        return "extractive"
    return "model" if success.change > half_interval else "even"
