"""A document as a workbook: its lines, what is still to be filled in, its sources. No text is ever
read as a formula or a link.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from assistant.exports.labels import Labels
from assistant.exports.printable import Printable

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST = 32_767  # characters that a cell can hold; beyond, the library would leave it empty
TALLEST = 409  # points, the tallest row that a workbook can have


Look = dict[str, str | int | bool]
BASE: Look = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
ONE_LINE: Look = BASE | {"text_wrap": False}
BOX: Look = BASE | {"border": 1, "border_color": "#C4C9D4"}
MIDDLE: Look = BOX | {"valign": "vcenter"}
CENTRED: Look = MIDDLE | {"align": "center"}
NUMBER: Look = CENTRED | {"num_format": "#,##0"}
# The looks of cells, by the name that the sheets call them by.
LOOKS: dict[str, Look] = {
    "title": ONE_LINE | {"bold": True, "font_size": 15, "font_color": "#1F3A68"},
    "plain": ONE_LINE,
    "wrapped": BASE,
    "bold": ONE_LINE | {"bold": True},
    "grey": ONE_LINE | {"font_color": "#5A5A5A", "italic": True},
    "head": CENTRED | {"bold": True, "bg_color": "#E9EDF5"},
    "label": MIDDLE | {"bold": True},
    "cell": BOX,
    "count": NUMBER,
    "part": MIDDLE | {"indent": 1},
    "outside": BOX | {"bg_color": "#E3E3E3"},
    "total": NUMBER | {"bold": True, "bg_color": "#F4F6FA"},
    "blank": {"bg_color": "#FFF4C2"},
    "wrong": {"bg_color": "#F6C9C4", "font_color": "#7A150D"},
}


class Workbook:
    """A workbook being written, with the looks that its sheets share."""

    def __init__(self) -> None:
        import xlsxwriter  # type: ignore[import-untyped]

        self.bytes = BytesIO()
        self.book: Any = xlsxwriter.Workbook(self.bytes, OPTIONS)
        self.looks: dict[str, Any] = {
            name: self.book.add_format(look) for name, look in LOOKS.items()
        }

    def to_bytes(self, title: str, subject: str, author: str) -> bytes:
        """The file, with its properties."""
        self.book.set_properties(
            {"title": title[:255], "subject": subject[:255], "author": author[:255]}
        )
        self.book.close()
        return self.bytes.getvalue()


def write_text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """Write a text as a text, cut with « … » where a cell can hold no more."""
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    sheet.write_string(row, column, text, look)


def row_height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """The height of a row, in points, that shows those texts whole in columns of those widths (in
    characters).
    """
    lines = max(map(_line_count, texts, widths))
    return float(min(TALLEST, 4 + 13 * lines))


def _line_count(text: str, width: int) -> int:
    """How many lines a text takes in a column of that width, in characters."""
    return sum(1 + len(line) // width for line in text.split("\n"))


def set_paper(sheet: Any) -> None:
    """A4, one landscape page wide, numbered."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.set_footer("&L&9&A&R&9Page &P sur &N")


def add_lines(workbook: Workbook, printable: Printable, labels: Labels) -> None:
    """The sheets « lignes », « à compléter » and « sources » of a document; the last two only when
    they have something to say.
    """
    words = labels.book
    _add_list(
        workbook,
        words.lines,
        (words.part, words.field, words.text, words.origin, words.notes),
        (34, 26, 80, 16, 12),
        _lines(printable),
    )
    if printable.blanks:
        rows = ((blank.chapter, blank.label, blank.text, blank.by) for blank in printable.blanks)
        _add_list(
            workbook,
            words.blanks,
            (words.part, words.field, words.expectation, words.by),
            (38, 44, 60, 24),
            rows,
        )
    if printable.sources:
        _add_list(
            workbook,
            words.sources,
            (words.number, words.label, words.quote, words.standing),
            (7, 42, 90, 40),
            _sources(printable),
        )


def _sources(printable: Printable) -> Iterable[Sequence[str]]:
    for source in printable.sources:
        yield str(source.n), source.label, source.quote, source.standing


def _lines(printable: Printable) -> Iterable[Sequence[str]]:
    for part in printable.parts:
        where = " › ".join(title for _, title in part.path) or part.title
        for name, item in part.lines():
            notes = ", ".join(map(str, item.notes))
            yield where, name, item.text, item.origin, notes


def _add_list(
    workbook: Workbook,
    name: str,
    headers: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[str]],
) -> None:
    """A sheet that is one list, its headers always in sight."""
    sheet = workbook.book.add_worksheet(name)
    set_paper(sheet)
    for column, (header, width) in enumerate(zip(headers, widths, strict=True)):
        sheet.set_column(column, column, width)
        write_text(sheet, 0, column, header, workbook.looks["head"])
    last = 0
    for last, row in enumerate(rows, 1):
        sheet.set_row(last, row_height(row, widths))
        for column, text in enumerate(row):
            write_text(sheet, last, column, text, workbook.looks["cell"])
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(last, 1), len(headers) - 1)
