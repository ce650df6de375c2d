"""The tables of annexe 4 of several services, added up theme by theme; and the workbook of a
region, where every total is a formula.
"""

import re
from collections.abc import Sequence

from assistant.domain import Value
from assistant.errors import BadInput
from assistant.exports.annexe4 import (
    COMMENTS,
    COUNTS,
    FIRST,
    NAME,
    TALL,
    WIDTH,
    Frame,
    add_table,
    cell_name,
    columns_by_place,
    count_free,
    write_head,
    write_total,
)
from assistant.exports.labels import SuiviLabels
from assistant.exports.printable import printable_text
from assistant.exports.workbook import Workbook, row_height, set_paper, write_text
from assistant.forms.line import Origin, Theme
from assistant.forms.suivi import SuiviColumn, TableauSuivi

FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


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
    """The counts of every service, added; a count that is still to be filled in adds nothing and is
    told.
    """
    themes = tuple(dict.fromkeys(column.theme for table in tables for column in table.columns))
    services = tuple(table.identification.service.text for table in tables)
    return Region(
        services=services,
        themes=themes,
        totals=tuple(_total(tables, themes, name) for name in COUNTS),
    )


def _total(tables: tuple[TableauSuivi, ...], themes: tuple[Theme, ...], name: str) -> Total:
    key = SuiviColumn.model_fields[name].alias or name
    values = tuple(
        sum(
            getattr(column, name).value or 0
            for table in tables
            for column in table.columns
            if column.theme is theme
        )
        for theme in themes
    )
    unanswered = sum(
        any(getattr(column, name).value is None for column in table.columns) for table in tables
    )
    return Total(name=key, values=values, unanswered=unanswered)


def region_book(tables: Sequence[TableauSuivi], words: SuiviLabels, author: str) -> bytes:
    """Several services in one workbook: the region's totals, a row a service, then the sheet of
    each; every total is a formula.

    Raises BadInput when there is no table, when two bear on different years, or when a service
    comes twice.
    """
    _one_year(tables)
    workbook = Workbook()
    free = max(1, *map(count_free, tables))
    names = _names(
        [table.identification.service.text for table in tables],
        {words.region.lower(), words.by_service.lower()},
    )
    frame = Frame(tuple(words.themes), 1)
    _region(workbook, tables, names, frame, free, words)
    _services(workbook, tables, names, 1 + len(words.themes) + free, words)
    for table, name in zip(tables, names, strict=True):
        add_table(workbook, table, words, name, free)
    return workbook.closed(words.region_title, words.region, author)


def _one_year(tables: Sequence[TableauSuivi]) -> None:
    if not tables:
        raise BadInput("Aucun tableau de suivi à consolider : donnez-en un au moins.")
    years = {table.identification.year.value for table in tables}
    if len(years) > 1:
        said = ", ".join(sorted(str(year or "non précisée") for year in years))
        raise BadInput(
            f"Les tableaux ne portent pas sur la même année ({said}) : "
            "consolidez une année à la fois."
        )
    services = [
        printable_text(table.identification.service.text).strip().casefold() for table in tables
    ]
    twice = next(
        (
            table.identification.service.text
            for table in tables
            if services.count(printable_text(table.identification.service.text).strip().casefold())
            > 1
        ),
        None,
    )
    if twice is not None:
        raise BadInput(f"Le service « {twice} » a deux tableaux : n’en donnez qu’un.")


def _names(services: Sequence[str], taken: set[str]) -> list[str]:
    """A sheet name a service: what Excel forbids left out, no name twice."""
    names = []
    for service in services:
        plain = (
            " ".join(FORBIDDEN.sub(" ", printable_text(service)).split())
            .strip("'’ ")[:NAME]
            .strip("'")
            or "Service"
        )
        name, n = plain, 2
        while name.lower() in taken or name.lower() == "history":
            name, n = f"{plain[: NAME - 5]} ({n})", n + 1
        taken.add(name.lower())
        names.append(name)
    return names


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _region(
    workbook: Workbook,
    tables: Sequence[TableauSuivi],
    names: list[str],
    frame: Frame,
    free: int,
    words: SuiviLabels,
) -> None:
    """The sheet of the region: each cell adds the same cell of every service."""
    sheet = workbook.book.add_worksheet(words.region)
    known = tables[0].identification
    said = words.services.format(
        n=len(tables), noms=", ".join(table.identification.service.text for table in tables)
    )
    write_head(
        workbook,
        sheet,
        frame,
        (words.region_title, said),
        [(type(known).model_fields["year"].title or "", known.year.text)],
        words,
    )
    placed = [columns_by_place(table, Frame(frame.themes, free)) for table in tables]
    for n, field in enumerate(COUNTS):
        row, whole = FIRST + n, 0
        for column in range(1, frame.total):
            last = column + free - 1 if column > len(frame.themes) else column
            parts = ",".join(
                f"{_quoted(name)}!{cell_name(row, column)}:{cell_name(row, last)}" for name in names
            )
            value = sum(
                getattr(each[place], field).value or 0
                for each in placed
                for place in range(column, last + 1)
                if place in each
            )
            sheet.write_formula(row, column, f"=SUM({parts})", workbook.looks["count"], value)
            whole += value
        write_total(workbook, sheet, row, frame, whole)
    ends = [
        column + free - 1 if column > len(frame.themes) else column
        for column in range(1, frame.total)
    ]
    comments = [
        _comments(tables, placed, range(column, last + 1)) for column, last in enumerate(ends, 1)
    ]
    sheet.set_row(COMMENTS, max(TALL, row_height(comments, [WIDTH] * len(comments))))
    for column, text in enumerate(comments, 1):
        write_text(sheet, COMMENTS, column, text, workbook.looks["cell"])


def _comments(
    tables: Sequence[TableauSuivi], placed: list[dict[int, SuiviColumn]], places: range
) -> str:
    """The comments of the services on a theme, each under its service's name."""
    said = []
    for table, each in zip(tables, placed, strict=True):
        lines = [each[place].comment for place in places if place in each]
        said += [
            f"{printable_text(table.identification.service.text)} : {printable_text(line.text)}"
            for line in lines
            if line.origin is not Origin.MISSING
        ]
    return "\n".join(said)


def _services(
    workbook: Workbook,
    tables: Sequence[TableauSuivi],
    names: list[str],
    total: int,
    words: SuiviLabels,
) -> None:
    """The sheet « par service »: the totals of each service, and their sum."""
    sheet = workbook.book.add_worksheet(words.by_service)
    set_paper(sheet)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(COUNTS), 20)
    sheet.set_row(0, 64)
    headers = (
        words.service,
        words.trained,
        words.of_which,
        words.supported,
        words.of_which,
        words.targets,
        words.of_which,
    )
    for column, header in enumerate(headers):
        write_text(sheet, 0, column, header, workbook.looks["head"])
    for row, (table, name) in enumerate(zip(tables, names, strict=True), 1):
        write_text(
            sheet,
            row,
            0,
            printable_text(table.identification.service.text),
            workbook.looks["label"],
        )
        for n, field in enumerate(COUNTS):
            value = sum(getattr(column, field).value or 0 for column in table.columns)
            sheet.write_formula(
                row,
                1 + n,
                f"={_quoted(name)}!{cell_name(FIRST + n, total)}",
                workbook.looks["count"],
                value,
            )
    last = 1 + len(tables)
    write_text(sheet, last, 0, words.total, workbook.looks["label"])
    for n, field in enumerate(COUNTS):
        value = sum(
            getattr(column, field).value or 0 for table in tables for column in table.columns
        )
        sheet.write_formula(
            last,
            1 + n,
            f"=SUM({cell_name(1, 1 + n)}:{cell_name(last - 1, 1 + n)})",
            workbook.looks["total"],
            value,
        )
    sheet.freeze_panes(1, 1)
