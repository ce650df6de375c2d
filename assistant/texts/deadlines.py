"""Days of the year that a text sets as deadlines, whatever the year: « au 30 juin », « 30/09 »,
« avant juillet », « fin de l'année ».
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from itertools import chain

from assistant.texts.calendar import FOLDED_MONTHS
from assistant.texts.french import fold

MONTH = rf"({'|'.join(FOLDED_MONTHS)})"
BEFORE = r"(?P<before>avant (?:le |la )?)?"
NAMED_DAY = re.compile(rf"{BEFORE}\b(?P<day>\d{{1,2}})(?:er)? (?P<month>{MONTH[1:-1]})\b")
FIGURES = re.compile(rf"{BEFORE}(?<![\d/.-])(?P<day>\d{{1,2}})[/.-](?P<month>\d{{2}})(?!\d)")
WHOLE_MONTH = re.compile(
    rf"(?P<before>avant (?:la fin (?:du mois )?(?:de |d'))?(?:le mois (?:de |d'))?)?"
    rf"(?<!\d )(?<!er )\b(?P<month>{MONTH[1:-1]})\b"
)
# Ends of parts of a year, as a month and its last day.
PARTS = (
    (re.compile(r"\bpremier semestre\b|\b1er semestre\b"), (6, 30)),
    (re.compile(r"\b(?:second|deuxieme|2e|2eme|2nd) semestre\b"), (12, 31)),
    (re.compile(r"\bfin (?:de l'annee|d'annee|d'exercice|de l'exercice)\b"), (12, 31)),
    (re.compile(r"\bpremier trimestre\b|\b1er trimestre\b"), (3, 31)),
    (re.compile(r"\bautomne\b"), (12, 20)),
)
LEAP_YEAR = 2024

YearDay = tuple[int, int]


def year_days_in(text: str) -> tuple[YearDay, ...]:
    """The deadlines of a text as (month, day) pairs, in the order of the year, each once: « avant
    le 1er juillet » is 30 June; a month alone ends with its last day.
    """
    plain = fold(text)
    days = chain(_named_days(plain), _days_in_figures(plain), _ends_of_months(plain))
    ends = (day for pattern, day in PARTS if pattern.search(plain))
    return tuple(sorted({*days, *ends}))


def _named_days(text: str) -> Iterator[YearDay]:
    for match in NAMED_DAY.finditer(text):
        month = FOLDED_MONTHS.index(match["month"]) + 1
        yield from _deadline(month, int(match["day"]), is_before=bool(match["before"]))


def _days_in_figures(text: str) -> Iterator[YearDay]:
    for match in FIGURES.finditer(text):
        month, day = int(match["month"]), int(match["day"])
        yield from _deadline(month, day, is_before=bool(match["before"]))


def _ends_of_months(text: str) -> Iterator[YearDay]:
    """The last day of each month that a text names, or of the one before for « avant juillet »."""
    for match in WHOLE_MONTH.finditer(text):
        month = FOLDED_MONTHS.index(match["month"]) + 1
        before = match["before"] or ""
        is_before_month = bool(before) and "fin" not in before
        yield _last_day(_month_before(month) if is_before_month else month)


def _deadline(month: int, day: int, *, is_before: bool) -> Iterator[YearDay]:
    """The pair, when the calendar holds it; « before the first of a month » is the last day of the
    month before.
    """
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(LEAP_YEAR, month)[1]:
        return
    if is_before and day == 1:
        yield _last_day(_month_before(month))
    else:
        yield month, day


def _month_before(month: int) -> int:
    return month - 1 or 12


def _last_day(month: int) -> YearDay:
    return month, monthrange(LEAP_YEAR, month)[1]
