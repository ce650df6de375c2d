"""An answer → its text on each face: what a person reads on a terminal, on the page, in a file."""

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from functools import cache
from typing import Any

from assistant.domain import Answer
from assistant.pipeline import Assistant

Face = Callable[[Assistant, Answer], str]


def _terminal(assistant: Assistant, answer: Answer) -> str:
    from api.cli.printing import print_reply

    with redirect_stdout(io.StringIO()) as out:
        print_reply(answer, assistant.index.documents)
    return out.getvalue()


def _page(assistant: Assistant, answer: Answer) -> str:
    """The exchange as the page shows it, without what surrounds it nor the whole paragraphs that
    it unfolds under each quotation.
    """
    from selectolax.lexbor import LexborHTMLParser

    page = _client(assistant).get("/", params={"q": answer.question.text}).text
    exchange = LexborHTMLParser(page).css_first(".echange")
    if exchange is None:
        return ""
    for paragraph in exchange.css("blockquote"):
        paragraph.decompose()
    return exchange.text()


@cache
def _client(assistant: Assistant) -> Any:
    from fastapi.testclient import TestClient

    from api.app import create_app

    return TestClient(create_app(assistant.settings)).__enter__()


def _api(assistant: Assistant, answer: Answer) -> str:
    from api.schemas.answers import reply_out

    reply = reply_out(answer)
    return "\n".join((reply.answer, *(each.quote for each in reply.citations)))


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


FACES: Mapping[str, Face] = {
    "terminal": _terminal,
    "page": _page,
    "API": _api,
    "Markdown": _markdown,
    "Word": _word,
    "PDF": _pdf,
}
