"""Annexe 4 as a workbook: the model's columns and rows to fill in, checked as they are typed,
totals by formula; several services make a region.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from assistant.errors import BadInput
from assistant.exports.labels import SuiviLabels
from assistant.exports.printable import printable_text
from assistant.exports.workbook import Workbook, row_height, set_paper, write_text
from assistant.forms.line import Count, Origin, Theme
from assistant.forms.suivi import PAIRS, SuiviColumn, TableauSuivi

COUNTS = tuple(name for pair in PAIRS for name in pair)
VOLETS, THEMES, FIRST = 6, 7, 8  # rows, counted from 0: volets, themes, first count
COMMENTS = FIRST + len(COUNTS)
NAME, WIDTH, TALL = (
    31,
    15,
    110,
)  # characters of a sheet's name and of a column, points of the row of comments
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


class _Frame(NamedTuple):
    """The columns of a sheet: six themes of volet 2, `free` columns of volet 3, the total."""

    themes: tuple[str, ...]
    free: int

    @property
    def total(self) -> int:
        return 1 + len(self.themes) + self.free


def add_table(
    workbook: Workbook, table: TableauSuivi, words: SuiviLabels, name: str = "", free: int = 1
) -> None:
    """The sheet of one service; columns of themes that its contract leaves out are grey."""
    frame = _Frame(tuple(words.themes), max(free, _free(table)))
    sheet = workbook.book.add_worksheet(name or words.sheet)
    known = table.identification
    facts = [
        (type(known).model_fields[field].title or "", getattr(known, field).text)
        for field in ("region", "annee", "signature", "fin")
    ]
    _head(workbook, sheet, frame, (table.titre.text, known.service.text), facts, words)
    placed = _placed(table, frame)
    for column in range(1, frame.total):
        _column(workbook, sheet, column, placed.get(column), words)
    comments = [printable_text(column.commentaire.text) for column in placed.values()]
    sheet.set_row(COMMENTS, max(TALL, row_height(comments, [WIDTH] * len(comments))))
    for n, field in enumerate(COUNTS):
        values = [getattr(each, field).value for each in placed.values()]
        _total(workbook, sheet, FIRST + n, frame, sum(value or 0 for value in values))
    _checked(workbook, sheet, frame, sorted(placed), words)


def _free(table: TableauSuivi) -> int:
    return sum(column.theme is Theme.FREE for column in table.colonnes)


def _placed(table: TableauSuivi, frame: _Frame) -> dict[int, SuiviColumn]:
    """Each theme of a contract in the model's own column; those of volet 3 after the six."""
    placed: dict[int, SuiviColumn] = {}
    for column in table.colonnes:
        free = column.theme not in frame.themes
        place = (
            next(n for n in range(1 + len(frame.themes), frame.total) if n not in placed)
            if free
            else 1 + frame.themes.index(column.theme)
        )
        placed[place] = column
    return placed


def _head(
    workbook: Workbook,
    sheet: Any,
    frame: _Frame,
    titles: tuple[str, str],
    facts: Sequence[tuple[str, str]],
    words: SuiviLabels,
) -> None:
    """Titles, what identifies the table, volets, themes, and the names of the rows."""
    looks = workbook.looks
    set_paper(sheet)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, frame.total, WIDTH)
    write_text(sheet, 0, 0, printable_text(titles[0]), looks["title"])
    write_text(sheet, 1, 0, printable_text(titles[1]), looks["bold"])
    write_text(
        sheet,
        2,
        0,
        " · ".join(f"{label} : {printable_text(text)}" for label, text in facts),
        looks["plain"],
    )
    write_text(sheet, 3, 0, words.survey, looks["grey"])
    write_text(sheet, 4, 0, words.legend, looks["grey"])
    write_text(sheet, VOLETS, 0, "", looks["head"])
    _across(sheet, 1, len(frame.themes), words.volet_2, looks["head"])
    _across(sheet, 1 + len(frame.themes), frame.total - 1, words.volet_3, looks["head"])
    sheet.merge_range(VOLETS, frame.total, THEMES, frame.total, words.total, looks["head"])
    names = (
        words.themes_kept,
        words.formes,
        words.of_which,
        words.accompagnes,
        words.of_which,
        words.cibles,
        words.of_which,
        words.comments,
    )
    for n, name in enumerate(names):
        write_text(sheet, THEMES + n, 0, name, looks["part" if name == words.of_which else "label"])
        sheet.set_row(THEMES + n, 32)
    for n, theme in enumerate(words.themes.values(), 1):
        write_text(sheet, THEMES, n, theme, looks["head"])
    for n in range(1 + len(frame.themes), frame.total):
        write_text(sheet, THEMES, n, words.free, looks["head"])
    sheet.set_row(COMMENTS, TALL)
    sheet.freeze_panes(FIRST, 1)


def _across(sheet: Any, first: int, last: int, text: str, look: Any) -> None:
    if first == last:
        write_text(sheet, VOLETS, first, text, look)
    else:
        sheet.merge_range(VOLETS, first, VOLETS, last, text, look)


def _column(
    workbook: Workbook, sheet: Any, n: int, column: SuiviColumn | None, words: SuiviLabels
) -> None:
    """The counts and the comment of a theme; an empty grey column when the contract has not that
    theme.
    """
    looks = workbook.looks
    if column is None:
        for row in range(FIRST, COMMENTS + 1):
            sheet.write_blank(row, n, None, looks["outside"])
        return
    if column.theme is Theme.FREE:
        write_text(sheet, THEMES, n, printable_text(column.intitule.text), looks["head"])
    for row, field in enumerate(COUNTS, FIRST):
        _count(sheet, row, n, getattr(column, field), looks["count"])
    missing = column.commentaire.origin is Origin.MISSING
    write_text(
        sheet,
        COMMENTS,
        n,
        "" if missing else printable_text(column.commentaire.text),
        looks["cell"],
    )


def _count(sheet: Any, row: int, column: int, count: Count, look: Any) -> None:
    if count.value is None:
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_number(row, column, count.value, look)


def _total(workbook: Workbook, sheet: Any, row: int, frame: _Frame, value: int) -> None:
    sheet.write_formula(
        row,
        frame.total,
        f"=SUM({_cell(row, 1)}:{_cell(row, frame.total - 1)})",
        workbook.looks["total"],
        value,
    )


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

    return str(xl_rowcol_to_cell(row, column))


def _checked(
    workbook: Workbook, sheet: Any, frame: _Frame, kept: list[int], words: SuiviLabels
) -> None:
    """What each cell accepts, said as it is selected; what is missing in yellow, a part greater
    than its whole in red.
    """
    for n in range(len(COUNTS)):
        row, part = FIRST + n, n % 2
        for column in range(1, frame.total):
            here, above = _cell(row, column), _cell(row - 1, column)
            whole = f"AND(ISNUMBER({here}),{here}>=0,{here}=INT({here}))"
            rule = f'=AND({whole},OR({above}="",{here}<={above}))' if part else f"={whole}"
            said = {
                "input_message": words.part if part else words.whole,
                "error_message": words.refused_part if part else words.refused,
            }
            sheet.data_validation(
                row, column, row, column, {"validate": "custom", "value": rule, **said}
            )
            if part:
                wrong = f'=AND({here}<>"",{above}<>"",{here}>{above})'
                sheet.conditional_format(
                    row,
                    column,
                    row,
                    column,
                    {"type": "formula", "criteria": wrong, "format": workbook.looks["wrong"]},
                )
    for column in kept:
        sheet.conditional_format(
            FIRST,
            column,
            COMMENTS - 1,
            column,
            {"type": "blanks", "format": workbook.looks["blank"]},
        )
    sheet.data_validation(
        COMMENTS,
        1,
        COMMENTS,
        frame.total - 1,
        {"validate": "any", "input_message": words.free_text},
    )


def region_book(tables: Sequence[TableauSuivi], words: SuiviLabels, author: str) -> bytes:
    """Several services in one workbook: the region's totals, a row a service, then the sheet of
    each; every total is a formula.

    Raises BadInput when there is no table, when two bear on different years, or when a service
    comes twice.
    """
    _one_year(tables)
    workbook = Workbook()
    free = max(1, *map(_free, tables))
    names = _names(
        [table.identification.service.text for table in tables],
        {words.region.lower(), words.by_service.lower()},
    )
    frame = _Frame(tuple(words.themes), 1)
    _region(workbook, tables, names, frame, free, words)
    _services(workbook, tables, names, 1 + len(words.themes) + free, words)
    for table, name in zip(tables, names, strict=True):
        add_table(workbook, table, words, name, free)
    return workbook.closed(words.region_title, words.region, author)


def _one_year(tables: Sequence[TableauSuivi]) -> None:
    if not tables:
        raise BadInput("Aucun tableau de suivi à consolider : donnez-en un au moins.")
    years = {table.identification.annee.value for table in tables}
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
    frame: _Frame,
    free: int,
    words: SuiviLabels,
) -> None:
    """The sheet of the region: each cell adds the same cell of every service."""
    sheet = workbook.book.add_worksheet(words.region)
    known = tables[0].identification
    said = words.services.format(
        n=len(tables), noms=", ".join(table.identification.service.text for table in tables)
    )
    _head(
        workbook,
        sheet,
        frame,
        (words.region_title, said),
        [(type(known).model_fields["annee"].title or "", known.annee.text)],
        words,
    )
    placed = [_placed(table, _Frame(frame.themes, free)) for table in tables]
    for n, field in enumerate(COUNTS):
        row, whole = FIRST + n, 0
        for column in range(1, frame.total):
            last = column + free - 1 if column > len(frame.themes) else column
            parts = ",".join(
                f"{_quoted(name)}!{_cell(row, column)}:{_cell(row, last)}" for name in names
            )
            value = sum(
                getattr(each[place], field).value or 0
                for each in placed
                for place in range(column, last + 1)
                if place in each
            )
            sheet.write_formula(row, column, f"=SUM({parts})", workbook.looks["count"], value)
            whole += value
        _total(workbook, sheet, row, frame, whole)
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
        lines = [each[place].commentaire for place in places if place in each]
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
        words.formes,
        words.of_which,
        words.accompagnes,
        words.of_which,
        words.cibles,
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
            value = sum(getattr(column, field).value or 0 for column in table.colonnes)
            sheet.write_formula(
                row,
                1 + n,
                f"={_quoted(name)}!{_cell(FIRST + n, total)}",
                workbook.looks["count"],
                value,
            )
    last = 1 + len(tables)
    write_text(sheet, last, 0, words.total, workbook.looks["label"])
    for n, field in enumerate(COUNTS):
        value = sum(
            getattr(column, field).value or 0 for table in tables for column in table.colonnes
        )
        sheet.write_formula(
            last,
            1 + n,
            f"=SUM({_cell(1, 1 + n)}:{_cell(last - 1, 1 + n)})",
            workbook.looks["total"],
            value,
        )
    sheet.freeze_panes(1, 1)
