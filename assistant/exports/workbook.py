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


class Workbook:
    """A workbook being written, with the looks that its sheets share."""

    def __init__(self) -> None:
        import xlsxwriter  # type: ignore[import-untyped]

        self.bytes = BytesIO()
        self.book: Any = xlsxwriter.Workbook(self.bytes, OPTIONS)
        base = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
        box = base | {"border": 1, "border_color": "#C4C9D4"}
        self.looks: dict[str, Any] = {
            name: self.book.add_format(look)
            for name, look in {
                "title": base
                | {"bold": True, "font_size": 15, "font_color": "#1F3A68", "text_wrap": False},
                "plain": base | {"text_wrap": False},
                "wrapped": base,
                "bold": base | {"bold": True, "text_wrap": False},
                "grey": base | {"font_color": "#5A5A5A", "italic": True, "text_wrap": False},
                "head": box
                | {"bold": True, "bg_color": "#E9EDF5", "align": "center", "valign": "vcenter"},
                "label": box | {"bold": True, "valign": "vcenter"},
                "cell": box,
                "count": box | {"num_format": "#,##0", "align": "center", "valign": "vcenter"},
                "part": box | {"valign": "vcenter", "indent": 1},
                "outside": box | {"bg_color": "#E3E3E3"},
                "total": box
                | {
                    "num_format": "#,##0",
                    "bold": True,
                    "align": "center",
                    "valign": "vcenter",
                    "bg_color": "#F4F6FA",
                },
                "blank": {"bg_color": "#FFF4C2"},
                "wrong": {"bg_color": "#F6C9C4", "font_color": "#7A150D"},
            }.items()
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
    sheet.write_string(
        row, column, text if len(text) <= LONGEST else text[: LONGEST - 1] + "…", look
    )


def row_height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """The height of a row, in points, that shows those texts whole in columns of those widths (in
    characters).
    """
    lines = max(
        sum(1 + len(line) // width for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return float(min(TALLEST, 4 + 13 * lines))


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
            (words.part, words.field, words.expected, words.by),
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
    return (
        (str(source.n), source.label, source.quote, source.standing) for source in printable.sources
    )


def _lines(printable: Printable) -> Iterable[Sequence[str]]:
    for part in printable.parts:
        where = " › ".join(title for _, title in part.path) or part.title
        yield from (
            (where, name, item.text, item.origin, ", ".join(map(str, item.notes)))
            for name, item in part.lines()
        )


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
