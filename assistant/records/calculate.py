"""Two figures of the texts added or compared, with the calculation shown: « 180 + 90 = 270 »."""

from collections.abc import Callable, Sequence
from typing import Literal

from assistant.domain import Value
from assistant.records.kinds import Vocabulary
from assistant.records.record import Record
from assistant.records.select import Tabular, TabularRow

FIGURES = "chiffres"
NAMES = "designations"  # the words by which a figure may be asked for
FIELDS = ("quoi", "valeur", "unite", "qui_le_dit")

Operation = Literal["somme", "evolution", "difference"]


class Calculation(Value):
    """Two figures, by the identifiers of their rows, and what is made of them."""

    first: str
    second: str
    operation: Operation


def tabular_of_calculation(
    vocabulary: Vocabulary, records: Sequence[Record], calculation: Calculation
) -> Tabular | None:
    """The result with its calculation; None when a row is missing, has no number, or when the two
    do not count alike.
    """
    rows = {record.id: record for record in records}
    one, other = rows.get(calculation.first), rows.get(calculation.second)
    if one is None or other is None or not _count_alike(one, other):
        return None
    return OPERATIONS[calculation.operation](vocabulary, one, other)


def number_of(record: Record) -> float:
    """The number of a figure. Raises ValueError for a row that has none."""
    cell = record.cells.get("valeur", "")
    if isinstance(cell, int | float):
        return float(cell)
    raise ValueError(record.id)


def _count_alike(one: Record, other: Record) -> bool:
    """Do both rows hold a number, and count things of one sort: « CPOM V1 » and « CPOM V2 »?"""
    return _has_number(one) and _has_number(other) and _thing_of(one) == _thing_of(other)


def _has_number(record: Record) -> bool:
    return isinstance(record.cells.get("valeur"), int | float)


def _thing_of(record: Record) -> str:
    """What a figure counts: the first word of its unit."""
    return record.text_of("unite").split(" ")[0]


def _common_unit(one: Record, other: Record) -> str:
    """« CPOM » for « CPOM V1 » and « CPOM V2 »."""
    words, other_words = one.text_of("unite").split(), other.text_of("unite").split()
    pairs = zip(words, other_words, strict=False)
    return " ".join(word for word, other_word in pairs if word == other_word)


def _sum(vocabulary: Vocabulary, one: Record, other: Record) -> Tabular:
    first, second = number_of(one), number_of(other)
    total = _write(first + second)
    text = vocabulary.sentence("somme", a=_write(first), b=_write(second), r=total)
    unit = _common_unit(one, other)
    verdict = vocabulary.sentence("verdict_somme", r=total, unite=unit)
    return _tabular(vocabulary, (one, other), verdict, text)


def _change(vocabulary: Vocabulary, one: Record, other: Record) -> Tabular | None:
    """By how many per cent the second is less or more than the first."""
    before, after = number_of(one), number_of(other)
    if before in (0, after):
        return None
    name = "baisse" if after < before else "hausse"
    rate = 100 * abs(before - after) / before
    percent = f"{rate:.0f}"
    text = vocabulary.sentence(name, a=_write(before), b=_write(after), r=percent)
    is_half = after < before and rate == 50
    verdict_name = "verdict_moitie" if is_half else f"verdict_{name}"
    verdict = vocabulary.sentence(verdict_name, r=percent)
    return _tabular(vocabulary, (one, other), verdict, text)


def _difference(vocabulary: Vocabulary, one: Record, other: Record) -> Tabular:
    pair = sorted((one, other), key=number_of, reverse=True)
    higher, lower = map(number_of, pair)
    gap = _write(higher - lower)
    text = vocabulary.sentence("difference", a=_write(higher), b=_write(lower), r=gap)
    unit = _common_unit(one, other)
    verdict = vocabulary.sentence("verdict_difference", r=gap, unite=unit)
    return _tabular(vocabulary, (one, other), verdict, text)


Operate = Callable[[Vocabulary, Record, Record], Tabular | None]
OPERATIONS: dict[str, Operate] = {
    "somme": _sum,
    "evolution": _change,
    "difference": _difference,
}


def _tabular(
    vocabulary: Vocabulary, pair: tuple[Record, Record], verdict: str, calculation: str
) -> Tabular:
    one, other = pair
    sentence = vocabulary.sentence(
        "calcul",
        calcul=calculation,
        A=one.text_of("quoi"),
        a=one.text_of("valeur"),
        B=other.text_of("quoi"),
        b=other.text_of("valeur"),
    )
    columns = vocabulary.sentences["colonnes_calcul"]
    return Tabular(
        verdict=verdict,
        sentence=sentence,
        records=pair,
        columns=tuple(columns),
        rows=(_row(one), _row(other)),
    )


def _row(record: Record) -> TabularRow:
    cells = tuple(record.text_of(field) for field in FIELDS)
    return TabularRow(cells=cells, records=(record,))


def _write(number: float) -> str:
    """A number in French: « 0,4 »."""
    return f"{number:g}".replace(".", ",")
