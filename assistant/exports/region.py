"""The tables of annexe 4 of several services, added up theme by theme; and the workbook of a
region, where every total is a formula.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from assistant.domain import Value
from assistant.errors import BadInput
from assistant.exports.annexe4 import (
    COMMENTS,
    COUNTS,
    FIRST,
    CountSheet,
    Frame,
    add_table,
    cell_name,
    columns_by_place,
    count_free,
    count_names,
    sum_of_counts,
)
from assistant.exports.labels import SuiviLabels
from assistant.exports.printable import printable_text
from assistant.exports.workbook import Workbook, set_paper, write_text
from assistant.forms.line import Origin, Theme
from assistant.forms.suivi import SuiviColumn, TableauSuivi
from assistant.texts.spaces import flatten

FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
RESERVED = "history"  # a name of sheet that Excel keeps for itself
# Characters of the columns of the sheet « par service », points of its first row.
SERVICE_WIDTH, COUNT_WIDTH, HEAD = 40, 20, 64


class Total(Value):
    """A row: the establishments counted on each theme, and how many services have not answered yet
    for some of them.
    """

    name: str
    values: tuple[int, ...]
    unanswered: int


class Region(Value):
    """The sum of several tables: a column a theme, in the order in which they are first met."""

    services: tuple[str, ...]
    themes: tuple[Theme, ...]
    totals: tuple[Total, ...]


def add_up(tables: tuple[TableauSuivi, ...]) -> Region:
    """The counts of every service, added by theme. A count that is still to be filled in adds
    nothing; `unanswered` tells of how many services.
    """
    themes = tuple(dict.fromkeys(column.theme for column in _columns_of(tables)))
    services = tuple(table.identification.service.text for table in tables)
    return Region(
        services=services,
        themes=themes,
        totals=tuple(_total(tables, themes, name) for name in COUNTS),
    )


def _total(tables: tuple[TableauSuivi, ...], themes: tuple[Theme, ...], name: str) -> Total:
    key = SuiviColumn.model_fields[name].alias or name
    columns = list(_columns_of(tables))
    values = []
    for theme in themes:
        own = (column for column in columns if column.theme is theme)
        values.append(sum_of_counts(own, name))
    silent = [table for table in tables if _lacks_count(table, name)]
    return Total(name=key, values=tuple(values), unanswered=len(silent))


def _columns_of(tables: Iterable[TableauSuivi]) -> Iterator[SuiviColumn]:
    """The columns of all the tables, one after the other."""
    return chain.from_iterable(table.columns for table in tables)


def _lacks_count(table: TableauSuivi, name: str) -> bool:
    """Is a count still to be filled in, in one column at least?"""
    return any(getattr(column, name).value is None for column in table.columns)


def region_book(tables: Sequence[TableauSuivi], words: SuiviLabels, author: str) -> bytes:
    """Several services in one workbook: the region's totals, a row a service, then the sheet of
    each; every total is a formula.

    Raises BadInput when there is no table, when two bear on different years, or when a service
    comes twice.
    """
    _check_tables(tables)
    sheet_names = {words.region.lower(), words.by_service.lower()}
    names = _sheet_names([table.identification.service.text for table in tables], sheet_names)
    free = max(1, *map(count_free, tables))
    book = RegionBook(Workbook(), list(zip(tables, names, strict=True)), words, free)
    book.write_region()
    book.write_services()
    for table, name in zip(tables, names, strict=True):
        add_table(book.workbook, table, words, name=name, free=free)
    return book.workbook.to_bytes(words.region_title, words.region, author)


def _check_tables(tables: Sequence[TableauSuivi]) -> None:
    if not tables:
        raise BadInput("Aucun tableau de suivi à consolider : donnez-en un au moins.")
    years = {table.identification.year.value for table in tables}
    if len(years) > 1:
        named_years = ", ".join(sorted(str(year or "non précisée") for year in years))
        raise BadInput(
            f"Les tableaux ne portent pas sur la même année ({named_years}) : "
            "consolidez une année à la fois."
        )
    services = [table.identification.service.text for table in tables]
    plain_names = [printable_text(service).strip().casefold() for service in services]
    for service, name in zip(services, plain_names, strict=True):
        if plain_names.count(name) > 1:
            raise BadInput(f"Le service « {service} » a deux tableaux : n’en donnez qu’un.")


def _sheet_names(services: Sequence[str], used_names: set[str]) -> list[str]:
    """A sheet name a service: what Excel forbids left out, no name twice."""
    names = []
    for service in services:
        plain = flatten(FORBIDDEN.sub(" ", printable_text(service))).strip("'’ ")
        plain = plain[:LONGEST_NAME].strip("'") or "Service"
        name, n = plain, 2
        while name.lower() in used_names or name.lower() == RESERVED:
            name = f"{plain[: LONGEST_NAME - 5]} ({n})"
            n += 1
        used_names.add(name.lower())
        names.append(name)
    return names


def _quote_sheet(name: str) -> str:
    """The name of a sheet as a formula writes it."""
    return "'" + name.replace("'", "''") + "'"


class RegionBook:
    """The workbook of a region being written; `services` are the tables, each with the name of its
    sheet, and `free` the columns of volet 3 of these sheets.
    """

    def __init__(
        self,
        workbook: Workbook,
        services: list[tuple[TableauSuivi, str]],
        words: SuiviLabels,
        free: int,
    ) -> None:
        self.workbook = workbook
        self.services = services
        self.words = words
        self.frame = Frame(tuple(words.themes), 1)
        self.free = free
        own = Frame(self.frame.themes, free)
        self.service_columns = [columns_by_place(table, own) for table, _ in services]

    def write_region(self) -> None:
        """The sheet of the region: each cell adds the same cell of every service."""
        sheet = CountSheet(self.workbook, self.words.region, self.frame, self.words)
        identification = self.services[0][0].identification
        names = ", ".join(table.identification.service.text for table, _ in self.services)
        subtitle = self.words.services.format(n=len(self.services), noms=names)
        year = (type(identification).model_fields["year"].title or "", identification.year.text)
        sheet.write_head((self.words.region_title, subtitle), [year])
        for row, field in enumerate(COUNTS, FIRST):
            values = [
                self._write_sum(sheet, row, column, field) for column in range(1, self.frame.total)
            ]
            sheet.write_total(row, sum(values))
        comments = [self._comments(column) for column in range(1, self.frame.total)]
        sheet.fit_comments(comments)
        for column, text in enumerate(comments, 1):
            write_text(sheet.sheet, COMMENTS, column, text, self.workbook.looks["cell"])

    def _places(self, column: int) -> range:
        """The columns of the services that a column of the region adds: all of volet 3 in one."""
        is_free = column > len(self.frame.themes)
        return range(column, column + (self.free if is_free else 1))

    def _write_sum(self, sheet: CountSheet, row: int, column: int, field: str) -> int:
        """A cell of the region, as a formula; what it comes to."""
        places = self._places(column)
        first, last = cell_name(row, places[0]), cell_name(row, places[-1])
        names = (_quote_sheet(name) for _, name in self.services)
        formula = ",".join(f"{name}!{first}:{last}" for name in names)
        columns = chain.from_iterable(
            _columns_at(places, by_place) for by_place in self.service_columns
        )
        value = sum_of_counts(columns, field)
        look = self.workbook.looks["count"]
        sheet.sheet.write_formula(row, column, f"=SUM({formula})", look, value)
        return value

    def _comments(self, column: int) -> str:
        """The comments of the services on a theme, each under its service's name."""
        comments = []
        for (table, _), columns in zip(self.services, self.service_columns, strict=True):
            service = printable_text(table.identification.service.text)
            lines = [each.comment for each in _columns_at(self._places(column), columns)]
            texts = [line.text for line in lines if line.origin is not Origin.MISSING]
            comments += [f"{service} : {printable_text(text)}" for text in texts]
        return "\n".join(comments)

    def write_services(self) -> None:
        """The sheet « par service »: the totals of each service, and their sum."""
        sheet = self.workbook.book.add_worksheet(self.words.by_service)
        looks = self.workbook.looks
        set_paper(sheet)
        sheet.set_column(0, 0, SERVICE_WIDTH)
        sheet.set_column(1, len(COUNTS), COUNT_WIDTH)
        sheet.set_row(0, HEAD)
        for column, header in enumerate((self.words.service, *count_names(self.words))):
            write_text(sheet, 0, column, header, looks["head"])
        for row, (table, name) in enumerate(self.services, 1):
            service = printable_text(table.identification.service.text)
            write_text(sheet, row, 0, service, looks["label"])
            self._write_service(sheet, row, table, name)
        self._write_sums(sheet, 1 + len(self.services))
        sheet.freeze_panes(1, 1)

    def _write_service(self, sheet: Any, row: int, table: TableauSuivi, name: str) -> None:
        """The totals of one service, read in its own sheet."""
        total = Frame(self.frame.themes, self.free).total
        for n, field in enumerate(COUNTS):
            formula = f"={_quote_sheet(name)}!{cell_name(FIRST + n, total)}"
            value = sum_of_counts(table.columns, field)
            sheet.write_formula(row, 1 + n, formula, self.workbook.looks["count"], value)

    def _write_sums(self, sheet: Any, row: int) -> None:
        """The sum of all services, under their rows."""
        looks = self.workbook.looks
        write_text(sheet, row, 0, self.words.total, looks["label"])
        columns = list(_columns_of(table for table, _ in self.services))
        for place, field in enumerate(COUNTS, 1):
            first, last = cell_name(1, place), cell_name(row - 1, place)
            value = sum_of_counts(columns, field)
            sheet.write_formula(row, place, f"=SUM({first}:{last})", looks["total"], value)


def _columns_at(places: range, columns: Mapping[int, SuiviColumn]) -> Iterator[SuiviColumn]:
    """The columns that a service has at those places of its sheet."""
    return (columns[place] for place in places if place in columns)
