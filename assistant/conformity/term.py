"""When a contract was signed, begins and ends, as its own words say; what they say of other texts
is left aside.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from pydantic import Field

from assistant.conformity.clauses import Clause, pattern
from assistant.domain import Value
from assistant.texts.calendar import days_in
from assistant.texts.french import NUMBERS

FROM_TO = re.compile(r"\b(?:du|de) \d.{4,18} au \d.{4,18}\d{4}")
COUNT = rf"(\d{{1,3}}|un|une|soixante|quarante-huit|trente-six|{'|'.join(NUMBERS)})"
STATED = re.compile(
    r"(?:duree|periode|conclue?|souscrite?|pour|pendant|durant)\b[^.;]{0,50}?\b"
    rf"{COUNT}\s(?:\(\d+\)\s)?(ans?|annees?|mois|exercices?)\b"
)
FIVE_YEARS = re.compile(r"\bquinquenna(?:l|le|t)\b")
YEARS = re.compile(r"\bexercices?\b(?:[ ,]|\bet\b|\b20\d\d\b)*\b20\d\d\b")
EXTENDED = re.compile(
    rf"\bpro(?:long|rog)\w*\b[^.;]{{0,40}}?\b(?:d'|de |pour ){COUNT}\s(ans?|annees?|mois)\b"
)
# « Fait à Rennes, le 3 mars 2026 », « Fait le 3 mars 2026 »: the formula that ends a contract.
DONE = re.compile(r"^\W*fait\b(?: [\w'-]+){0,8}?,? le \d")
HERE = re.compile(r"\bpresente? (?:cpom|contrat)\b")
OTHER_SUBJECT = re.compile(
    r"\bavis\b|celui signe|proroge|prolongement|\bcog\b|\bcpg\b|"
    r"\bprst\b|enquete|indicateur|bilan|protocole"
)
PAST_CONTRACT = re.compile(r"precedent|celui signe|anterieur|agrement|protocole|convention|projet")
FORBIDDEN = re.compile(r"(?:n'est pas|ne se|non) (?:\w+ ){0,2}(?:re\w+|tacit\w+)")
WORDED = {"un": "1", "une": "1", "soixante": "60", "quarante-huit": "48", "trente-six": "36"}
YEAR = 12


class TermWords(Value):
    """Words that date a contract; a clause with one of `elsewhere` speaks of another text (an
    older contract, a law, an opinion) and dates nothing.
    """

    starts: tuple[str, ...] = Field(alias="commence")
    ends: tuple[str, ...] = Field(alias="finit")
    signed: tuple[str, ...] = Field(alias="signe")
    own: tuple[str, ...] = Field(alias="ici")
    elsewhere: tuple[str, ...] = Field(alias="autre")
    other_length: tuple[str, ...] = Field(alias="autre_duree")
    ceiling: tuple[str, ...] = Field(alias="plafond")
    tacit: tuple[str, ...] = Field(alias="tacite")


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
    stated: Length | None = None
    extension: Length | None = None
    tacit: Clause | None = None

    def last_day(self) -> Point | None:
        """The last day: as it is said, or counted from the first."""
        begin = self.start or self.signed
        if self.end or not (begin and self.stated):
            return self.end
        day = later(begin.day, self.stated.months) - timedelta(days=1)
        return Point(day=day, clause=self.stated.clause)

    def months(self) -> int | None:
        """How many months the contract lasts, a month begun counting for one."""
        begin, end = self.start or self.signed, self.end
        if begin and end:
            after = end.day + timedelta(days=1)
            return next(n for n in range(1200) if later(begin.day, n) >= after)
        return self.stated.months if self.stated else None


def term_of(clauses: Sequence[Clause], words: TermWords) -> Term:
    """The term of a contract from its clauses."""
    own = [clause for clause in clauses if _is_own(clause, words)]
    starts = [
        Point(day=min(days), clause=clause)
        for clause, days in _clauses_with_dates(own, words.starts, FROM_TO)
    ]
    first = min((point.day for point in starts), default=date.min)
    ends = [
        Point(day=max(days), clause=clause)
        for clause, days in _clauses_with_dates(own, words.ends, FROM_TO)
        if max(days) > first
    ]
    signatures = [
        Point(day=max(days), clause=clause)
        for clause, days in _clauses_with_dates(own, words.signed, DONE)
    ]
    last = sorted(_near_own_duration(ends, words), key=lambda point: point.day, reverse=True)
    return Term(
        signed=signatures[-1] if signatures else None,
        start=next(iter(_near_own_duration(starts, words)), None),
        end=next(iter(last), None),
        stated=_stated_length(own, words),
        extension=next((length for clause in clauses if (length := _extension(clause))), None),
        tacit=_tacit_renewal(clauses, words),
    )


def _clauses_with_dates(
    clauses: Iterable[Clause], words: tuple[str, ...], also: re.Pattern[str] | None = None
) -> Iterator[tuple[Clause, list[date]]]:
    """The clauses with one of those words, there or in a heading, or with that pattern, that name a
    day.
    """
    for clause in clauses:
        match = pattern(words).search(f"{clause.folded} / {clause.context}")
        if not match and not (also and also.search(clause.folded)):
            continue
        days = _days_after(clause, words)
        if days:
            yield clause, days


def _days_after(clause: Clause, words: tuple[str, ...]) -> list[date]:
    """The days named after the first of those words; all those of the clause when none is."""
    match = pattern(words).search(clause.folded)
    after = days_in(clause.words[match.start() :]) if match else []
    return after or days_of(clause)


def _is_own(clause: Clause, words: TermWords) -> bool:
    """Does the clause speak of this contract, rather than of an older one, a law, an opinion?"""
    if HERE.search(clause.folded) and not OTHER_SUBJECT.search(clause.folded):
        return True
    return not pattern(words.elsewhere).search(clause.folded)


def _extension(clause: Clause) -> Length | None:
    """By how much a clause lengthens this contract."""
    match = EXTENDED.search(clause.folded)
    if match is None or clause.negated or PAST_CONTRACT.search(clause.folded):
        return None
    return Length(months=_months(match[1], match[2]), clause=clause)


def _months(number: str, unit: str) -> int:
    """A number in words or figures, of years or months, in months."""
    count = int(WORDED.get(number, NUMBERS.get(number, number)))
    return count * (1 if unit == "mois" else YEAR)


def _near_own_duration(points: Sequence[Point], words: TermWords) -> list[Point]:
    """The points that speak of the contract's own duration; all of them when none does."""
    near = [point for point in points if _speaks_of_own_duration(point.clause, words)]
    return near or list(points)


def _speaks_of_own_duration(clause: Clause, words: TermWords) -> bool:
    return bool(pattern(words.own).search(f"{clause.folded} / {clause.context}"))


def _stated_length(clauses: Iterable[Clause], words: TermWords) -> Length | None:
    """The first duration that a clause gives the contract."""
    lengths = (_length(clause, words) for clause in clauses)
    return next((length for length in lengths if length), None)


def _tacit_renewal(clauses: Iterable[Clause], words: TermWords) -> Clause | None:
    """The first clause that renews the contract tacitly; protocols are other texts."""
    for clause in clauses:
        renews = pattern(words.tacit).search(clause.folded)
        if renews and not clause.negated and "protocole" not in clause.whole:
            return clause
    return None


def later(day: date, months: int) -> date:
    """The same day some months later, or the last of its month."""
    year, month = divmod(day.year * YEAR + day.month - 1 + months, YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def length_in_words(months: int) -> str:
    """« 2 ans », « 18 mois »."""
    years, rest = divmod(months, YEAR)
    if rest:
        return f"{months} mois"
    return f"{years} ans" if years > 1 else f"{years} an"


def days_of(clause: Clause) -> list[date]:
    """The days that a clause names, in order, those of the calendar only."""
    return days_in(clause.words)


def _length(clause: Clause, words: TermWords) -> Length | None:
    """The duration that a clause gives the contract; a clause that only recites the maximum of the
    law gives none.
    """
    only_recites = pattern(words.ceiling).search(clause.folded) and "present" not in clause.folded
    if only_recites or pattern(words.other_length).search(FORBIDDEN.sub(" ", clause.folded)):
        return None
    months = _said_months(clause.folded)
    return Length(months=months, clause=clause) if months else None


def _said_months(text: str) -> int:
    """The months that a sentence says; 0 when it says none."""
    if match := STATED.search(text):
        return _months(match[1], match[2])
    if years := YEARS.search(text):
        years_named = [int(year) for year in re.findall(r"20\d\d", years[0])]
        return (max(years_named) - min(years_named) + 1) * YEAR if len(years_named) > 1 else 0
    return 5 * YEAR if FIVE_YEARS.search(text) and "projet" not in text else 0
