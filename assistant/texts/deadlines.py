"""Days of the year that a text sets as deadlines, whatever the year: « au 30 juin », « 30/09 »,
« avant juillet », « fin de l'année ».
"""

import re
from calendar import monthrange
from collections.abc import Iterator

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
    return tuple(sorted(set(_every_year_day(fold(text)))))


def _every_year_day(folded: str) -> Iterator[YearDay]:
    for found in NAMED_DAY.finditer(folded):
        month = FOLDED_MONTHS.index(found["month"]) + 1
        yield from _real(month, int(found["day"]), strictly=_at_first(found, int(found["day"])))
    for found in FIGURES.finditer(folded):
        day = int(found["day"])
        yield from _real(int(found["month"]), day, strictly=_at_first(found, day))
    for found in WHOLE_MONTH.finditer(folded):
        month = FOLDED_MONTHS.index(found["month"]) + 1
        yield _last_day(month - 1 or 12) if _is_before_month(found) else _last_day(month)
    yield from (end for pattern, end in PARTS if pattern.search(folded))


def _at_first(found: re.Match[str], day: int) -> bool:
    """Is it « before the first of a month », that is the last day of the month before?"""
    return bool(found["before"]) and day == 1


def _is_before_month(found: re.Match[str]) -> bool:
    return bool(found["before"]) and "fin" not in found["before"]


def _real(month: int, day: int, *, strictly: bool) -> Iterator[YearDay]:
    """The pair, when the calendar holds it."""
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(LEAP_YEAR, month)[1]:
        return
    yield _last_day(month - 1 or 12) if strictly else (month, day)


def _last_day(month: int) -> YearDay:
    return month, monthrange(LEAP_YEAR, month)[1]
