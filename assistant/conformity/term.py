"""When a contract was signed, begins and ends, as its own words say; what they say of other texts
is left aside.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from assistant.conformity.clauses import Clause, pattern
from assistant.domain import Value
from assistant.texts.calendar import days_in
from assistant.texts.french import NUMBERS

FROM_TO = re.compile(r"\b(?:du|de) \d.{4,18} au \d.{4,18}\d{4}")
SAID = re.compile(
    rf"(?:duree|periode|conclue?|pour)\b[^.;:]{{0,50}}?\b(\d{{1,3}}|un|une|{'|'.join(NUMBERS)})\s(?:\(\d+\)\s)?(ans?|annees?|mois)\b"
)
YEAR = 12


class TermWords(Value):
    """Words that date a contract; a clause with one of `autre` speaks of another text (an older
    contract, a law, an opinion) and dates nothing.
    """

    commence: tuple[str, ...]
    finit: tuple[str, ...]
    signe: tuple[str, ...]
    ici: tuple[str, ...]
    autre: tuple[str, ...]
    autre_duree: tuple[str, ...]
    plafond: tuple[str, ...]
    tacite: tuple[str, ...]


class Point(Value):
    """A day, and the clause that says it."""

    day: date
    clause: Clause


class Length(Value):
    """A duration in months, and the clause that says it."""

    months: int
    clause: Clause


class Term(Value):
    """The days of a contract; absent when it does not say them."""

    signed: Point | None = None
    start: Point | None = None
    end: Point | None = None
    said: Length | None = None
    tacit: Clause | None = None

    def last_day(self) -> Point | None:
        """The last day: as it is said, or counted from the first."""
        begin = self.start or self.signed
        if self.end or not (begin and self.said):
            return self.end
        return Point(
            day=later(begin.day, self.said.months) - timedelta(days=1), clause=self.said.clause
        )

    def months(self) -> int | None:
        """How many months the contract lasts, a month begun counting for one."""
        begin, end = self.start or self.signed, self.end
        if begin and end:
            return next(
                n for n in range(1200) if later(begin.day, n) - timedelta(days=1) >= end.day
            )
        return self.said.months if self.said else None


def term_of(clauses: Sequence[Clause], words: TermWords) -> Term:
    """The term of a contract from its clauses."""
    own = [clause for clause in clauses if not pattern(words.autre).search(clause.folded)]
    start = [
        Point(day=min(days), clause=clause) for clause, days in _dated(own, words.commence, FROM_TO)
    ]
    first = min((point.day for point in start), default=date.min)
    end = [
        Point(day=max(days), clause=clause)
        for clause, days in _dated(own, words.finit, FROM_TO)
        if max(days) > first
    ]
    signed = [Point(day=max(days), clause=clause) for clause, days in _dated(own, words.signe)]
    said = next((length for clause in own if (length := _length(clause, words))), None)
    tacit = next(
        (
            c
            for c in clauses
            if pattern(words.tacite).search(c.folded)
            and not c.negated
            and "protocole" not in c.whole
        ),
        None,
    )
    here = pattern(words.ici)
    return Term(
        signed=signed[-1] if signed else None,
        start=_best(start, here),
        end=_best(end, here, last=True),
        said=said,
        tacit=tacit,
    )


def _dated(
    clauses: Iterable[Clause], words: tuple[str, ...], also: re.Pattern[str] | None = None
) -> Iterator[tuple[Clause, list[date]]]:
    """The clauses with one of those words, there or in a heading, that name a day."""
    for clause in clauses:
        if (
            pattern(words).search(f"{clause.folded} / {clause.context}")
            or (also and also.search(clause.folded))
        ) and (days := days_of(clause)):
            yield clause, days


def later(day: date, months: int) -> date:
    """The same day some months later, or the last of its month."""
    year, month = divmod(day.year * YEAR + day.month - 1 + months, YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def length_in_words(months: int) -> str:
    """« 2 ans », « 18 mois »."""
    years, rest = divmod(months, YEAR)
    return f"{months} mois" if rest else f"{years} an{'s' if years > 1 else ''}"


def days_of(clause: Clause) -> list[date]:
    """The days that a clause names, in order, those of the calendar only."""
    return days_in(clause.words)


def _length(clause: Clause, words: TermWords) -> Length | None:
    """The duration that a clause gives the contract; a clause that only recites the maximum of the
    law gives none.
    """
    match = SAID.search(clause.folded)
    recited = pattern(words.plafond).search(clause.folded) and "present" not in clause.folded
    if match is None or recited or pattern(words.autre_duree).search(clause.folded):
        return None
    number = {"un": "1", "une": "1"}.get(match[1], NUMBERS.get(match[1], match[1]))
    return Length(months=int(number) * (1 if match[2] == "mois" else YEAR), clause=clause)


def _best(points: Sequence[Point], here: re.Pattern[str], last: bool = False) -> Point | None:
    """The first point that speaks of the contract's own duration, or else the first; the latest
    with `last`.
    """
    near = [
        point for point in points if here.search(f"{point.clause.folded} / {point.clause.context}")
    ] or list(points)
    return (max(near, key=lambda point: point.day) if last else near[0]) if near else None
