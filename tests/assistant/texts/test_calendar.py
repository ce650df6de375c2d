"""French dates, read and written in one place."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.texts.calendar import (
    dates_in,
    days_in,
    months_in,
    read_day,
    write_day,
    write_moment,
)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 26), "26 novembre 2026"),
        (date(2021, 7, 1), "1er juillet 2021"),
        (date(2022, 2, 28), "28 février 2022"),
        (date(2024, 8, 1), "1er août 2024"),
        (date(2022, 12, 31), "31 décembre 2022"),
    ],
)
def test_a_day_is_written_as_french_writes_it(day: date, text: str) -> None:
    """The first of a month is « 1er », months have their accents."""
    assert write_day(day) == text


def test_a_moment_is_a_day_and_an_hour_of_its_reader() -> None:
    """Two figures for the minutes, in the reader's own time zone."""
    moment = datetime(2026, 11, 26, 12, 5, tzinfo=UTC)
    here = moment.astimezone()
    assert write_moment(moment) == f"26 novembre 2026 à {here.hour} h {here.minute:02}"


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_that_was_written_is_read_again(day: date) -> None:
    """Whatever the day: as a whole text, in the middle of a sentence, in figures."""
    text = write_day(day)
    assert read_day(text) == read_day(day.isoformat()) == day
    assert days_in(f"Signé le {text}, à Paris.") == [day]
    assert days_in(f"Signé le {day.day:02}/{day.month:02}/{day.year}.") == [day]


@pytest.mark.parametrize(
    "text", ["", "demain", "31/02/2026", "2026-13-01", "1er brumaire 2026", "le 1er mai 2026"]
)
def test_what_is_no_day_is_read_as_none(text: str) -> None:
    """Neither other words nor a day that the calendar does not hold."""
    assert read_day(text) is None


@pytest.mark.parametrize(
    "text", ["1er juillet 2025", "01/07/2025", "1-7-2025", " 1er  Juillet 2025"]
)
def test_a_day_is_read_however_a_person_types_it(text: str) -> None:
    """In words or in figures, whatever the capitals and the spaces."""
    assert read_day(text) == date(2025, 7, 1)


def test_only_days_of_the_calendar_are_days() -> None:
    """A date that cannot be is still a date that a text names, and no day."""
    text = "du 31/02/2026 au 1er mars 2026"
    assert dates_in(text) == {"2026-02-31", "2026-03-01"}
    assert days_in(text) == [date(2026, 3, 1)]


def test_months_are_found_as_whole_words() -> None:
    """« en Août » names August; « maintenant » does not name May."""
    assert months_in("en Août, maintenant, et fin décembre") == {"aout", "decembre"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("le 12 juillet 2024", {"2024-07-12"}),
        ("le 1er août 2021 et le 31 DÉCEMBRE 2022", {"2021-08-01", "2022-12-31"}),
        ("12/07/2024 ou 28/08/18", {"2024-07-12", "2018-08-28"}),
        ("en juillet 2024, JJ/MM/AAAA", set()),
    ],
)
def test_dates_are_read_however_they_are_written(text: str, wanted: set[str]) -> None:
    """Words, figures, first of the month, two figures for the year."""
    assert dates_in(text) == wanted
