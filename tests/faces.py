"""An answer → its text on every face: those of files, and what is read on a terminal, on the page
and in a reply of the API.
"""

import io
from collections.abc import Mapping
from contextlib import redirect_stdout
from functools import cache
from typing import Any

from assistant.domain import Answer
from assistant.pipeline import Assistant
from evaluation.faces import FILES, Face


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


FACES: Mapping[str, Face] = {"terminal": _terminal, "page": _page, "API": _api, **FILES}
