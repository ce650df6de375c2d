"""An answer → its text in each format of file that a person reads."""

import io
from collections.abc import Callable, Mapping

from assistant.domain import Answer
from assistant.pipeline import Assistant

Face = Callable[[Assistant, Answer], str]


def _markdown(assistant: Assistant, answer: Answer) -> str:
    """The file without the bars that keep a sign from being a mark."""
    return _file(assistant, answer, "md").decode("utf-8").replace("\\", "")


def _word(assistant: Assistant, answer: Answer) -> str:
    from docx import Document

    document = Document(io.BytesIO(_file(assistant, answer, "docx")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join((*(paragraph.text for paragraph in document.paragraphs), *cells))


def _pdf(assistant: Assistant, answer: Answer) -> str:
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(_file(assistant, answer, "pdf"))).pages
    return "\n".join(page.extract_text() for page in pages)


def _file(assistant: Assistant, answer: Answer, fmt: str) -> bytes:
    from assistant.exports.export import export_bytes

    return export_bytes(answer, fmt, assistant.index.documents)


FILES: Mapping[str, Face] = {
    "Markdown": _markdown,
    "Word": _word,
    "PDF": _pdf,
}
