"""Annexe 4 as a sheet of a workbook: the model's columns and rows to fill in, checked as they are
typed, totals by formula.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

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


class Frame(NamedTuple):
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
    frame = Frame(tuple(words.themes), max(free, count_free(table)))
    sheet = workbook.book.add_worksheet(name or words.sheet)
    known = table.identification
    titles = type(known).model_fields
    facts = [
        (titles["region"].title or "", known.region.text),
        (titles["year"].title or "", known.year.text),
        (titles["signature"].title or "", known.signature.text),
        (titles["end"].title or "", known.end.text),
    ]
    write_head(workbook, sheet, frame, (table.title.text, known.service.text), facts, words)
    placed = columns_by_place(table, frame)
    for column in range(1, frame.total):
        _column(workbook, sheet, column, placed.get(column), words)
    comments = [printable_text(column.comment.text) for column in placed.values()]
    sheet.set_row(COMMENTS, max(TALL, row_height(comments, [WIDTH] * len(comments))))
    for n, field in enumerate(COUNTS):
        values = [getattr(each, field).value for each in placed.values()]
        write_total(workbook, sheet, FIRST + n, frame, sum(value or 0 for value in values))
    _checked(workbook, sheet, frame, sorted(placed), words)


def count_free(table: TableauSuivi) -> int:
    return sum(column.theme is Theme.FREE for column in table.columns)


def columns_by_place(table: TableauSuivi, frame: Frame) -> dict[int, SuiviColumn]:
    """Each theme of a contract in the model's own column; those of volet 3 after the six."""
    placed: dict[int, SuiviColumn] = {}
    for column in table.columns:
        free = column.theme not in frame.themes
        place = (
            next(n for n in range(1 + len(frame.themes), frame.total) if n not in placed)
            if free
            else 1 + frame.themes.index(column.theme)
        )
        placed[place] = column
    return placed


def write_head(
    workbook: Workbook,
    sheet: Any,
    frame: Frame,
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
        words.trained,
        words.of_which,
        words.supported,
        words.of_which,
        words.targets,
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
        write_text(sheet, THEMES, n, printable_text(column.title.text), looks["head"])
    for row, field in enumerate(COUNTS, FIRST):
        _count(sheet, row, n, getattr(column, field), looks["count"])
    missing = column.comment.origin is Origin.MISSING
    write_text(
        sheet,
        COMMENTS,
        n,
        "" if missing else printable_text(column.comment.text),
        looks["cell"],
    )


def _count(sheet: Any, row: int, column: int, count: Count, look: Any) -> None:
    if count.value is None:
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_number(row, column, count.value, look)


def write_total(workbook: Workbook, sheet: Any, row: int, frame: Frame, value: int) -> None:
    sheet.write_formula(
        row,
        frame.total,
        f"=SUM({cell_name(row, 1)}:{cell_name(row, frame.total - 1)})",
        workbook.looks["total"],
        value,
    )


def cell_name(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

    return str(xl_rowcol_to_cell(row, column))


def _checked(
    workbook: Workbook, sheet: Any, frame: Frame, kept: list[int], words: SuiviLabels
) -> None:
    """What each cell accepts, said as it is selected; what is missing in yellow, a part greater
    than its whole in red.
    """
    for n in range(len(COUNTS)):
        row, part = FIRST + n, n % 2
        for column in range(1, frame.total):
            here, above = cell_name(row, column), cell_name(row - 1, column)
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
