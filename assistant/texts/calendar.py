"""French dates: the names of the months, how a day is written, and the days that a text names."""

import re
from datetime import date, datetime

from assistant.texts.french import fold
from assistant.texts.spaces import flatten

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
FOLDED_MONTHS = tuple(fold(month) for month in MONTHS)
DATE = re.compile(
    rf"\b(\d{{1,2}})(?:er)? ({'|'.join(FOLDED_MONTHS)}) (\d{{4}})\b"
    r"|\b(\d{1,2})/(\d{2})/(\d{2,4})\b"
)
DAY_IN_WORDS = re.compile(r"(\d{1,2})(?:er)?[ /.-](\d{1,2}|[a-zéèûôA-Z]+)[ /.-](\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def write_day(day: date) -> str:
    """A day as French writes it: « 26 novembre 2026 », « 1er juillet 2021 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def write_moment(moment: datetime) -> str:
    """A moment by its reader's clock: « 26 novembre 2026 à 9 h 05 »."""
    here = moment.astimezone()
    return f"{write_day(here)} à {here.hour} h {here.minute:02}"


def read_day(text: str) -> date | None:
    """The day that a whole text is: « 1er juillet 2025 », « 01/07/2025 » or « 2025-07-01 ».

    None when the text is anything else, or a day that the calendar does not hold.
    """
    plain = flatten(text)
    if match := ISO_DAY.fullmatch(plain):
        year, month, number = (int(part) for part in match.groups())
    elif match := DAY_IN_WORDS.fullmatch(plain):
        number, month, year = int(match[1]), _month_number(match[2]), int(match[3])
    else:
        return None
    return _real_day(year, month, number)


def dates_in(text: str) -> set[str]:
    """The dates that a text names, as `2026-11-26`; « 31/02/2026 » is kept as it is written."""
    dates = set()
    for number, name, year, *numeric in DATE.findall(fold(text)):
        if name:
            month_number = FOLDED_MONTHS.index(name) + 1
            dates.add(f"{year}-{month_number:02}-{int(number):02}")
        else:
            day, month, short_year = numeric
            whole_year = short_year if len(short_year) == 4 else f"20{short_year}"
            dates.add(f"{whole_year}-{month}-{int(day):02}")
    return dates


def days_in(text: str) -> list[date]:
    """The days that a text names, in order; what is no day of the calendar is left out."""
    parts = (map(int, day.split("-")) for day in dates_in(text))
    days = (_real_day(year, month, number) for year, month, number in parts)
    return sorted(day for day in days if day is not None)


def months_in(text: str) -> set[str]:
    """The months that a text names, folded: « en Août » gives `aout`."""
    return {month for month in FOLDED_MONTHS if re.search(rf"\b{month}\b", fold(text))}


def _month_number(word: str) -> int:
    """The number of a month written in figures or by its name; 0 when it is none."""
    if word.isdigit():
        return int(word)
    name = word.lower()
    return MONTHS.index(name) + 1 if name in MONTHS else 0


def _real_day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
