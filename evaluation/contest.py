"""The same turns answered both ways, by the texts' own words and by a language model: what is
gained, what is lost, and at what price.

A model that loses a promise (an exact quotation, a figure held, a right refusal) is out, whatever
it gains: see `verdict`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    `fallen` are those where the sources' own words are
    shown in its place, and `reasons` why; for the `unasked` it had nothing to write (refusals, lost
    lists). `kept` sentences were shown, `dropped`
    ones counted by the rule that each broke. Tokens are those the server counts; `cost` is in the
    currency of the price set.
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


Grouping = Mapping[str, Callable[[Measured], Iterable[str]]]


def contest(extractive: Sequence[Measured], model: Sequence[Measured], groups: Grouping) -> Contest:
    """The two sides of the same turns, in the same order; `groups` says by its titles how turns are
    grouped.
    """
    gained, losing = gains(extractive, model), tuple(_losing(extractive, model, groups))
    lost = broken(gained)
    return Contest(
        gains=gained,
        account=account(model),
        paces=paces(extractive, model),
        broken=lost,
        losing=losing,
        verdict=verdict(gained, lost, losing),
        swings=tuple(
            Swing(extractive=a, model=b)
            for a, b in zip(extractive, model, strict=True)
            if a.passed != b.passed
        ),
    )


def gains(extractive: Sequence[Measured], model: Sequence[Measured]) -> tuple[Gain, ...]:
    """Each measure that has a meaning on both sides."""
    before, after = scores(extractive), scores(model)
    pairs = list(zip(extractive, model, strict=True))
    return tuple(
        Gain(
            name=name,
            extractive=a,
            model=after[name],
            overlap=a.low <= after[name].high and after[name].low <= a.high,
            paired=_paired({**MEASURES, **REFUSALS}.get(name), pairs),
        )
        for name, a in before.items()
        if name in after
    )


def _paired(
    of: Callable[[Sequence[Measured]], list[float]] | None,
    pairs: Sequence[tuple[Measured, Measured]],
) -> Change | None:
    """Turn by turn, what a measure gains where both sides have it."""
    if of is None:
        return None
    both = [(of([a]), of([b])) for a, b in pairs]
    changes = [
        y - x
        for before, after in both
        if len(before) == len(after)
        for x, y in zip(before, after, strict=True)
    ]
    if not changes:
        return None
    low, high = interval(changes)
    return Change(value=sum(changes) / len(changes), low=low, high=high, n=len(changes))


def account(rows: Sequence[Measured]) -> Account:
    """What the model did for these rows."""
    works = [row.writing for row in rows if row.writing is not None]
    written = [work for work in works if work.kept]
    fallen = [work for work in works if not work.kept and work.failure]
    costs = [work.cost for work in works if work.cost is not None]
    return Account(
        model=next((work.model for work in works), ""),
        prompts={name: print for work in works for name, print in sorted(work.prompts.items())},
        written=len(written),
        unfinished=sum(bool(work.failure) for work in written),
        fallen=len(fallen),
        unasked=len(rows) - len(written) - len(fallen),
        reasons=_count_names(work.failure for work in fallen),
        kept=sum(work.kept for work in works),
        dropped=_count_names(rule for work in works for rule in work.dropped),
        calls=_sum(works, "calls"),
        sent=_sum(works, "sent"),
        received=_sum(works, "received"),
        cost=round(sum(costs), 6) if costs else None,
    )


def _sum(works: Iterable[Writing], name: str) -> int:
    return sum(int(getattr(work, name)) for work in works)


def _count_names(names: Iterable[str]) -> tuple[Count, ...]:
    """The most frequent first."""
    return tuple(Count(name=name, number=number) for name, number in Counter(names).most_common())


def paces(extractive: Sequence[Measured], model: Sequence[Measured]) -> Paces | None:
    """How long a reply takes both ways; None when the model was never called."""
    called = [
        (a.milliseconds, b.milliseconds)
        for a, b in zip(extractive, model, strict=True)
        if b.writing is not None
    ]
    if not called:
        return None
    before, after = zip(*called, strict=True)
    return Paces(turns=len(called), extractive=_pace(before), model=_pace(after))


def _pace(milliseconds: Sequence[float]) -> Pace:
    return Pace(
        p50=float(np.percentile(milliseconds, 50)), p95=float(np.percentile(milliseconds, 95))
    )


def broken(gained: Sequence[Gain]) -> tuple[str, ...]:
    """The promises that the model does not hold: each citation and figure exact, no right refusal
    less (docs/evaluation.md).
    """
    promised = [gain.name for gain in gained if gain.name in PROMISES and gain.model.value < 1]
    return (*promised, *(gain.name for gain in gained if gain.name == REFUSAL and gain.change < 0))


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
    gained: Sequence[Gain], lost: Sequence[str], losing: Sequence[Group]
) -> Literal["model", "extractive", "even"]:
    """Which of the two the rule of docs/evaluation.md keeps: the model when it passes more often by
    over half an interval and loses nothing promised.
    """
    passed = next(gain for gain in gained if gain.name == PASSED)
    half = (passed.extractive.high - passed.extractive.low) / 2
    if lost or losing or passed.change < -half:
        return "extractive"
    return "model" if passed.change > half else "even"
