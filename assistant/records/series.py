"""What is numbered in the texts, and a question that names a number beyond it: « la fiche 8 », «
les quatre volets ».
"""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from assistant.records.kinds import RecordKind, Series, Vocabulary
from assistant.records.record import Record
from assistant.records.select import Tabular, TabularRow
from assistant.records.stored import StoredRecords
from assistant.records.words import QuestionWords
from assistant.texts.references import blank_references

SHOWN = 10  # rows of a series that are all shown
LARGEST = 99  # a larger number is a year, or a part of a reference


def missing_member(records: StoredRecords, question: str) -> Tabular | None:
    """Say that what a question names by its number does not exist, and what does; None when the
    question names no such thing, or one that exists.
    """
    text = blank_references(question)
    answers = (_missing_of(records, kind, text) for kind in records.vocabulary.kinds if kind.series)
    return next((answer for answer in answers if answer is not None), None)


class Member(NamedTuple):
    """A row of a series, named by its number."""

    series: Series
    number: int


def members_named(vocabulary: Vocabulary, text: str) -> list[Member]:
    """The rows of series that a text names by their numbers: « la fiche 3 », « l'annexe 5 »."""
    without_articles = blank_references(text)
    members: list[Member] = []
    for kind in vocabulary.kinds:
        words = QuestionWords(without_articles, vocabulary.empty, {})
        if kind.series is not None and _is_of_series(kind.series, words):
            numbers = _numbers_in(kind.series.shapes, words)
            members.extend(Member(kind.series, number) for number in numbers)
    return members


def names_member(vocabulary: Vocabulary, text: str, member: Member) -> bool:
    """Does a text name that very row?"""
    words = QuestionWords(blank_references(text), vocabulary.empty, {})
    return member.number in _numbers_in(member.series.shapes, words)


def _numbers_in(shapes: Sequence[str], words: QuestionWords) -> list[int]:
    """Every number that stands in one of the shapes."""
    numbers = chain.from_iterable(map(words.numbers_in_shape, shapes))
    return [number for number in map(int, numbers) if number <= LARGEST]


def _missing_of(records: StoredRecords, kind: RecordKind, text: str) -> Tabular | None:
    series, vocabulary = kind.series, records.vocabulary
    assert series is not None
    words = QuestionWords(text, vocabulary.empty, vocabulary.numbers)
    if not _is_of_series(series, words):
        return None
    rows = [row for row in records.rows(kind.id) if _belongs(series, row)]
    numbers = [int(row.text_of(series.field)) for row in rows]
    absent = next((n for n in _numbers_in(series.shapes, words) if n not in numbers), None)
    if absent is not None:
        return _tabular(kind, rows, series.absent, absent)
    totals = _numbers_in(series.total_shapes, words)
    exceeded = next((total for total in totals if total > len(numbers)), None)
    return None if exceeded is None else _tabular(kind, rows, series.exceeded, exceeded)


def _is_of_series(series: Series, words: QuestionWords) -> bool:
    """Does the question speak of this series, not of another one?"""
    if any(words.holds(phrase) for phrase in series.refusing_words):
        return False
    return not series.context or any(words.holds(phrase) for phrase in series.context)


def _belongs(series: Series, row: Record) -> bool:
    return series.only is None or row.text_of(series.only.field) in series.only.values


def _tabular(kind: RecordKind, rows: Sequence[Record], verdict: str, number: int) -> Tabular:
    """The series as it is: all its rows when they are few, else the first and the last."""
    series = kind.series
    assert series is not None
    places = {"n": number, "total": len(rows), "dernier": rows[-1].text_of(series.field)}
    columns = [kind.column(field) for field in kind.constant_fields]
    shown = rows if len(rows) <= SHOWN else ()
    return Tabular(
        verdict=verdict.format(**places),
        sentence=series.whole.format(**places),
        records=tuple(rows),
        columns=tuple(column.title for column in columns),
        rows=tuple(_row_of(kind, row) for row in shown),
    )


def _row_of(kind: RecordKind, row: Record) -> TabularRow:
    cells = tuple(row.text_of(field) for field in kind.constant_fields)
    return TabularRow(cells=cells, records=(row,))
