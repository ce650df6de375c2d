"""A selection of facts: which rows, which columns, in what order; and the table that it makes."""

from collections.abc import Iterable, Sequence
from typing import Literal

from assistant.domain import Value
from assistant.records.kinds import RecordKind, Test, Vocabulary
from assistant.records.record import Record
from assistant.texts.french import fold

ActOnRows = Literal["liste", "compte", "part", "groupe", "ligne"]


class Filter(Value):
    """A restriction: the field holds one of the values, as `test` compares them. `label` says it in
    French (« priorité 2 »).
    """

    field: str
    values: tuple[str, ...]
    test: Test = "egal"
    label: str = ""

    def keeps(self, record: Record) -> bool:
        """Does the row pass?"""
        cell = fold(record.text_of(self.field))
        values = [fold(value) for value in self.values]
        if self.test == "egal":
            return cell in values
        return any(value in cell for value in values)


class Select(Value):
    """What is asked of the rows of a kind. Without `columns`, those that the kind shows; `rank` is
    the place of the one row wanted (-1 for the last); `order` and `group` are fields.
    """

    kind: str
    filters: tuple[Filter, ...] = ()
    act: ActOnRows = "liste"
    columns: tuple[str, ...] = ()
    order: str = ""
    group: str = ""
    rank: int | None = None
    whole: bool = False  # every row is shown, a count included


class TabularRow(Value):
    """A row of a table of facts, and the records that it rests on."""

    cells: tuple[str, ...]
    records: tuple[Record, ...]


class Tabular(Value):
    """What records answer: first words, a sentence, the records that it rests on, and a table."""

    verdict: str
    sentence: str
    records: tuple[Record, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[TabularRow, ...] = ()


def rows_selected(records: Iterable[Record], select: Select) -> tuple[Record, ...]:
    """The rows that pass every filter, in the order asked for; the one row of a rank."""
    rows = in_order(_rows_kept(records, select.filters), select.order)
    if select.rank is None:
        return tuple(rows)
    place = len(rows) - 1 if select.rank == -1 else select.rank - 1
    return (rows[place],) if 0 <= place < len(rows) else ()


def _rows_kept(records: Iterable[Record], filters: Sequence[Filter]) -> list[Record]:
    return [record for record in records if all(each.keeps(record) for each in filters)]


def in_order(records: Sequence[Record], field: str) -> list[Record]:
    """The rows sorted by a field, numbers before words; as they are without a field."""
    if not field:
        return [*records]
    return sorted(records, key=lambda record: _order_key(record, field))


def _order_key(record: Record, field: str) -> tuple[float, str]:
    """Numbers by value, then words by letter."""
    cell = record.cells.get(field, "")
    number = float(cell) if isinstance(cell, int | float) else float("inf")
    return number, fold(record.text_of(field))


def count_of(kind: RecordKind, records: Sequence[Record]) -> int:
    """How many things rows are about: distinct values where a kind counts these."""
    rule = kind.count_rule
    if rule is not None:
        return sum(record.text_of(rule.field) == rule.value for record in records)
    if kind.distinct:
        return len({record.text_of(kind.distinct) for record in records})
    return len(records)


def tabular_of(
    vocabulary: Vocabulary, kind: RecordKind, records: Sequence[Record], select: Select
) -> Tabular | None:
    """The answer to a selection among all the rows of a kind; None when no row passes."""
    always = [Filter(field=each.field, values=each.values) for each in kind.always]
    pool = in_order(_rows_kept(records, always), kind.order)
    rows = rows_selected(pool, select)
    if not rows:
        return None
    if select.act == "groupe":
        return _tabular_of_groups(vocabulary, kind, rows, select)
    total = count_of(kind, pool)
    is_short = _is_short(select)
    fields = () if is_short else _fields(kind, select)
    return Tabular(
        verdict=_verdict(vocabulary, kind, select, rows, total),
        sentence=_sentence(vocabulary, kind, select, rows, total),
        records=rows,
        columns=tuple(kind.column(field).title for field in fields),
        rows=tuple(_row(fields, record) for record in rows) if not is_short else (),
    )


def _is_short(select: Select) -> bool:
    """Is the answer without a table: a count of all, or one cell of one row?"""
    if select.act == "compte" and not select.filters and not select.whole:
        return True
    return select.rank is not None and len(select.columns) == 1


def _fields(kind: RecordKind, select: Select) -> tuple[str, ...]:
    """The fields shown: those always shown, then those asked for."""
    if not select.columns:
        return kind.usual_fields
    return tuple(dict.fromkeys((*kind.constant_fields, *select.columns)))


def _row(fields: Sequence[str], record: Record) -> TabularRow:
    cells = tuple(record.text_of(field) for field in fields)
    return TabularRow(cells=cells, records=(record,))


def _verdict(
    vocabulary: Vocabulary,
    kind: RecordKind,
    select: Select,
    rows: Sequence[Record],
    total: int,
) -> str:
    """The first words: « 4 recommandations sur 21. »."""
    number = count_of(kind, rows)
    if select.rank is not None or _is_named_row(kind, select):
        return _verdict_of_row(vocabulary, kind, select, rows[0])
    if not kind.has_number and select.act == "liste":
        return ""
    values = {
        "nombre": number,
        "nom": kind.name if number == 1 else kind.plural,
        "total": total,
        "taux": f"{100 * number / total:.0f}",
    }
    if select.act == "part":
        return vocabulary.sentence("taux", **values)
    is_part = bool(select.filters) and kind.of_total
    return vocabulary.sentence("part" if is_part else "tout", **values)


def _is_named_row(kind: RecordKind, select: Select) -> bool:
    """Does the selection name one row by its number: « la recommandation 6 »?"""
    on_number = [each for each in select.filters if each.field == kind.order]
    return any(each.test == "egal" and len(each.values) == 1 for each in on_number)


def _verdict_of_row(vocabulary: Vocabulary, kind: RecordKind, select: Select, row: Record) -> str:
    """The cell asked for, or the name of the row."""
    if len(select.columns) == 1:
        return f"{row.text_of(select.columns[0])}."
    name = _capitalize(kind.name)
    return vocabulary.sentence("ligne", Nom=name, ligne=_name_of(kind, row))


def _name_of(kind: RecordKind, record: Record) -> str:
    """What names a row in a sentence: « n° 6 »."""
    if not kind.row_name:
        return record.text_of(kind.constant_fields[0])
    return kind.row_name.format(**{field: record.text_of(field) for field in record.cells})


def _sentence(
    vocabulary: Vocabulary,
    kind: RecordKind,
    select: Select,
    rows: Sequence[Record],
    total: int,
) -> str:
    """What the rows are: the filters and their names, or the sentence of the kind."""
    plural = _capitalize(kind.plural)
    if not select.filters and select.rank is None:
        return kind.sentence.format(total=total) or f"{plural} : {total}."
    labels = " ; ".join(each.label for each in select.filters if each.label)
    head = vocabulary.sentence("precisees", Pluriel=plural, precisions=labels) if labels else plural
    names = dict.fromkeys(_name_of(kind, row) for row in rows) if kind.row_name else {}
    sentence = f"{head} : {_enumerate(list(names))}." if names else f"{head}."
    if kind.sentence and not kind.of_total:
        return f"{sentence} {kind.sentence}"
    return sentence


def _capitalize(name: str) -> str:
    return name[:1].upper() + name[1:]


def _enumerate(names: Sequence[str]) -> str:
    """« n° 6, n° 8 et n° 11 »."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} et {names[-1]}"


def _tabular_of_groups(
    vocabulary: Vocabulary, kind: RecordKind, rows: Sequence[Record], select: Select
) -> Tabular:
    """How many rows for each value of a field."""
    groups: dict[str, list[Record]] = {}
    for row in rows:
        groups.setdefault(row.text_of(select.group), []).append(row)
    column = kind.column(select.group)
    counts = {name: count_of(kind, group) for name, group in groups.items()}
    title = column.title.lower()
    sentence = " ; ".join(f"{title} {name} : {count}" for name, count in counts.items())
    number = count_of(kind, rows)
    name_of_rows = kind.name if number == 1 else kind.plural
    return Tabular(
        verdict=vocabulary.sentence("tout", nombre=number, nom=name_of_rows),
        sentence=f"{_capitalize(sentence)}.",
        records=tuple(rows),
        columns=(column.title, *vocabulary.sentences["colonnes_groupe"]),
        rows=tuple(
            TabularRow(cells=(name, str(counts[name])), records=tuple(group))
            for name, group in sorted(groups.items())
        ),
    )
