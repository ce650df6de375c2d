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


def calculated(
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
    numbers = all(isinstance(each.cells.get("valeur"), int | float) for each in (one, other))
    units = [each.text_of("unite").split(" ")[0] for each in (one, other)]
    return numbers and units[0] == units[1]


def _common_unit(one: Record, other: Record) -> str:
    """« CPOM » for « CPOM V1 » and « CPOM V2 »."""
    pairs = zip(one.text_of("unite").split(), other.text_of("unite").split(), strict=False)
    return " ".join(left for left, right in pairs if left == right)


def _sum(vocabulary: Vocabulary, one: Record, other: Record) -> Tabular:
    a, b = number_of(one), number_of(other)
    text = vocabulary.sentence("somme", a=_write(a), b=_write(b), r=_write(a + b))
    unit = _common_unit(one, other)
    verdict = vocabulary.sentence("verdict_somme", r=_write(a + b), unite=unit)
    return _tabular(vocabulary, (one, other), verdict, text)


def _change(vocabulary: Vocabulary, one: Record, other: Record) -> Tabular | None:
    """By how many per cent the second is less or more than the first."""
    a, b = number_of(one), number_of(other)
    if a == 0 or a == b:
        return None
    fall = b < a
    rate = 100 * abs(a - b) / a
    name = "baisse" if fall else "hausse"
    text = vocabulary.sentence(name, a=_write(a), b=_write(b), r=f"{rate:.0f}")
    halved = fall and rate == 50
    verdict = vocabulary.sentence(
        "verdict_moitie" if halved else f"verdict_{name}", r=f"{rate:.0f}"
    )
    return _tabular(vocabulary, (one, other), verdict, text)


def _difference(vocabulary: Vocabulary, one: Record, other: Record) -> Tabular:
    high, low = sorted((one, other), key=number_of, reverse=True)
    a, b = number_of(high), number_of(low)
    text = vocabulary.sentence("difference", a=_write(a), b=_write(b), r=_write(a - b))
    unit = _common_unit(one, other)
    verdict = vocabulary.sentence("verdict_difference", r=_write(a - b), unite=unit)
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
        rows=tuple(
            TabularRow(cells=tuple(each.text_of(field) for field in FIELDS), records=(each,))
            for each in pair
        ),
    )


def _write(number: float) -> str:
    """A number in French: « 0,4 »."""
    return f"{number:g}".replace(".", ",")
