"""Annexe 4 as a sheet of a workbook: the model's columns and rows to fill in, checked as they are
typed, totals by formula.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from assistant.exports.labels import SuiviLabels
from assistant.exports.printable import printable_text
from assistant.exports.workbook import Workbook, row_height, set_paper, write_text
from assistant.forms.line import Count, Origin, Theme
from assistant.forms.suivi import PAIRS, SuiviColumn, SuiviIdentification, TableauSuivi

COUNTS = tuple(chain.from_iterable(PAIRS))
# Rows, counted from 0: volets, themes, first count, comments.
VOLETS, THEMES, FIRST = 6, 7, 8
COMMENTS = FIRST + len(COUNTS)
# Characters of the first column and of the others; points of a row and of the row of comments.
NAMES_WIDTH, WIDTH = 46, 15
ROW, TALL = 32, 110


class Frame(NamedTuple):
    """The columns of a sheet: six themes of volet 2, `free` columns of volet 3, the total."""

    themes: tuple[str, ...]
    free: int

    @property
    def total(self) -> int:
        """The number of the column of totals."""
        return 1 + len(self.themes) + self.free

    @property
    def free_columns(self) -> range:
        """The numbers of the columns of volet 3."""
        return range(1 + len(self.themes), self.total)


def add_table(
    workbook: Workbook, table: TableauSuivi, words: SuiviLabels, *, name: str = "", free: int = 1
) -> None:
    """Add the sheet of one service; columns of themes that its contract leaves out are grey.

    `name` is the sheet's, `free` the least number of columns of volet 3.
    """
    frame = Frame(tuple(words.themes), max(free, count_free(table)))
    sheet = CountSheet(workbook, name or words.sheet, frame, words)
    service = table.identification.service.text
    sheet.write_head((table.title.text, service), facts_of(table.identification))
    columns = columns_by_place(table, frame)
    for place in range(1, frame.total):
        sheet.write_column(place, columns.get(place))
    sheet.fit_comments([printable_text(column.comment.text) for column in columns.values()])
    for n, field in enumerate(COUNTS):
        sheet.write_total(FIRST + n, sum_of_counts(columns.values(), field))
    sheet.check_cells(sorted(columns))


def facts_of(identification: SuiviIdentification) -> list[tuple[str, str]]:
    """What identifies a table: each field that is not the service's name, with its title."""
    titles = type(identification).model_fields
    lines = {
        "region": identification.region,
        "year": identification.year,
        "signature": identification.signature,
        "end": identification.end,
    }
    facts = []
    for name, line in lines.items():
        title = titles[name].title or ""
        facts.append((title, line.text))
    return facts


def count_free(table: TableauSuivi) -> int:
    """How many columns of volet 3 a table has."""
    return sum(column.theme is Theme.FREE for column in table.columns)


def columns_by_place(table: TableauSuivi, frame: Frame) -> dict[int, SuiviColumn]:
    """Each theme of a contract in the model's own column; those of volet 3 after the six."""
    columns: dict[int, SuiviColumn] = {}
    for column in table.columns:
        if column.theme in frame.themes:
            place = 1 + frame.themes.index(column.theme)
        else:
            place = next(n for n in frame.free_columns if n not in columns)
        columns[place] = column
    return columns


def sum_of_counts(columns: Iterable[SuiviColumn], field: str) -> int:
    """The sum of one count (a name of COUNTS) over columns; one still to be filled in adds 0."""
    counts = (getattr(column, field).value for column in columns)
    return sum(count or 0 for count in counts)


def cell_name(row: int, column: int) -> str:
    """The name of a cell in a formula: `B9` for row 8, column 1."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

    return str(xl_rowcol_to_cell(row, column))


class CountSheet:
    """A sheet of counts being written: a column a theme, a row a count, then the comments."""

    def __init__(self, workbook: Workbook, name: str, frame: Frame, words: SuiviLabels) -> None:
        self.sheet: Any = workbook.book.add_worksheet(name)
        self.looks = workbook.looks
        self.frame = frame
        self.words = words

    def write_head(self, titles: tuple[str, str], facts: Sequence[tuple[str, str]]) -> None:
        """Titles, what identifies the table, volets, themes, and the names of the rows."""
        sheet, looks = self.sheet, self.looks
        set_paper(sheet)
        sheet.set_column(0, 0, NAMES_WIDTH)
        sheet.set_column(1, self.frame.total, WIDTH)
        about = " · ".join(f"{label} : {printable_text(text)}" for label, text in facts)
        write_text(sheet, 0, 0, printable_text(titles[0]), looks["title"])
        write_text(sheet, 1, 0, printable_text(titles[1]), looks["bold"])
        write_text(sheet, 2, 0, about, looks["plain"])
        write_text(sheet, 3, 0, self.words.survey, looks["grey"])
        write_text(sheet, 4, 0, self.words.legend, looks["grey"])
        self._write_volets()
        self._write_rows()
        self._write_themes()
        sheet.set_row(COMMENTS, TALL)
        sheet.freeze_panes(FIRST, 1)

    def _write_volets(self) -> None:
        look, total = self.looks["head"], self.frame.total
        last_of_volet_2 = len(self.frame.themes)
        write_text(self.sheet, VOLETS, 0, "", look)
        self._write_across(1, last_of_volet_2, self.words.volet_2)
        self._write_across(1 + last_of_volet_2, total - 1, self.words.volet_3)
        self.sheet.merge_range(VOLETS, total, THEMES, total, self.words.total, look)

    def _write_across(self, first: int, last: int, text: str) -> None:
        if first == last:
            write_text(self.sheet, VOLETS, first, text, self.looks["head"])
        else:
            self.sheet.merge_range(VOLETS, first, VOLETS, last, text, self.looks["head"])

    def _write_rows(self) -> None:
        names = (self.words.themes_kept, *count_names(self.words), self.words.comments)
        for row, name in enumerate(names, THEMES):
            look = "part" if name == self.words.of_which else "label"
            write_text(self.sheet, row, 0, name, self.looks[look])
            self.sheet.set_row(row, ROW)

    def _write_themes(self) -> None:
        for place, theme in enumerate(self.words.themes.values(), 1):
            write_text(self.sheet, THEMES, place, theme, self.looks["head"])
        for place in self.frame.free_columns:
            write_text(self.sheet, THEMES, place, self.words.free, self.looks["head"])

    def write_column(self, place: int, column: SuiviColumn | None) -> None:
        """The counts and the comment of a theme; an empty grey column when the contract has not
        that theme.
        """
        if column is None:
            for row in range(FIRST, COMMENTS + 1):
                self.sheet.write_blank(row, place, None, self.looks["outside"])
            return
        if column.theme is Theme.FREE:
            title = printable_text(column.title.text)
            write_text(self.sheet, THEMES, place, title, self.looks["head"])
        for row, field in enumerate(COUNTS, FIRST):
            self._write_count(row, place, getattr(column, field))
        is_missing = column.comment.origin is Origin.MISSING
        comment = "" if is_missing else printable_text(column.comment.text)
        write_text(self.sheet, COMMENTS, place, comment, self.looks["cell"])

    def _write_count(self, row: int, place: int, count: Count) -> None:
        if count.value is None:
            self.sheet.write_blank(row, place, None, self.looks["count"])
        else:
            self.sheet.write_number(row, place, count.value, self.looks["count"])

    def write_total(self, row: int, value: int) -> None:
        """The total of a row, as a formula; `value` is shown by what does not compute."""
        last = self.frame.total - 1
        formula = f"=SUM({cell_name(row, 1)}:{cell_name(row, last)})"
        self.sheet.write_formula(row, self.frame.total, formula, self.looks["total"], value)

    def fit_comments(self, comments: Sequence[str]) -> None:
        """Make the row of comments as tall as they need."""
        widths = [WIDTH] * len(comments)
        self.sheet.set_row(COMMENTS, max(TALL, row_height(comments, widths)))

    def check_cells(self, used_columns: Sequence[int]) -> None:
        """What each cell accepts, said as it is selected; what is missing in yellow in the columns
        that are to be filled in, a part greater than its whole in red.
        """
        for row in range(FIRST, COMMENTS):
            for column in range(1, self.frame.total):
                self._check_cell(row, column, is_part=(row - FIRST) % 2 == 1)
        blank = {"type": "blanks", "format": self.looks["blank"]}
        for column in used_columns:
            self.sheet.conditional_format(FIRST, column, COMMENTS - 1, column, blank)
        free_text = {"validate": "any", "input_message": self.words.free_text}
        self.sheet.data_validation(COMMENTS, 1, COMMENTS, self.frame.total - 1, free_text)

    def _check_cell(self, row: int, column: int, *, is_part: bool) -> None:
        here, above = cell_name(row, column), cell_name(row - 1, column)
        rule = f"AND(ISNUMBER({here}),{here}>=0,{here}=INT({here}))"
        message, refusal = self.words.whole, self.words.refusal
        if is_part:
            rule = f'AND({rule},OR({above}="",{here}<={above}))'
            message, refusal = self.words.part, self.words.refusal_of_part
            self._mark_wrong_part(row, column)
        check: Mapping[str, str] = {
            "validate": "custom",
            "value": f"={rule}",
            "input_message": message,
            "error_message": refusal,
        }
        self.sheet.data_validation(row, column, row, column, check)

    def _mark_wrong_part(self, row: int, column: int) -> None:
        """Show in red a part that is greater than its whole, in the row above."""
        here, above = cell_name(row, column), cell_name(row - 1, column)
        wrong = f'=AND({here}<>"",{above}<>"",{here}>{above})'
        look = {"type": "formula", "criteria": wrong, "format": self.looks["wrong"]}
        self.sheet.conditional_format(row, column, row, column, look)


def count_names(words: SuiviLabels) -> tuple[str, ...]:
    """The names of the counts, in the order of their rows."""
    part = words.of_which
    return (words.trainings, part, words.supports, part, words.targets, part)
