"""The pages: ask, see the catalogue, read a document where it is quoted."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api import pages
from api.pages import reader, views
from api.routes.corpus import passages_of
from api.serving import Current, Held
from assistant.domain import Question
from assistant.errors import BadInput, CpomError

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
EXAMPLES = (
    "Qui doit être consulté avant la conclusion d’un CPOM ?",
    "Quelle est la durée d’un CPOM ?",
    "Que recommande l’IGAS pour le suivi des CPOM ?",
)


@router.get("/")
def home(held: Held, q: str | None = None) -> HTMLResponse:
    """The question box, and the answer when a question was asked."""
    status, problem, reply = 200, "", None
    try:
        assistant = held.current()
        if q is not None:
            answer = assistant.ask(Question(text=q))
            reply = views.reply_view(answer, assistant.index.documents, assistant.wording, date.today())
    except CpomError as error:
        status, problem = error.http_status, str(error)
    return HTMLResponse(pages.render("accueil.html", question=q or "", reply=reply, problem=problem, examples=EXAMPLES, longest=held.settings.max_question), status)


@router.get("/sources")
def catalogue(assistant: Current) -> HTMLResponse:
    """The documents of the corpus."""
    index = assistant.index
    shown = [views.document_view(document, passages_of(index, document.id), date.today()) for document in index.documents.values()]
    return HTMLResponse(pages.render("sources.html", documents=shown))


@router.get("/sources/{id}")
def source(id: str, assistant: Current, debut: Annotated[int | None, Query()] = None, fin: Annotated[int | None, Query()] = None) -> HTMLResponse:
    """A document in full, with the characters `debut` to `fin` highlighted.

    Raises UnknownItem, and BadInput when those characters are not in it.
    """
    document, text = assistant.index.document(id), assistant.index.text(id)
    passages = passages_of(assistant.index, id)
    quoted = None if debut is None and fin is None else _span(debut, fin, len(text))
    about, shown = views.document_view(document, passages, date.today()), reader.blocks(text, passages, quoted)
    leads = views.elsewhere(passages, assistant.index)
    return HTMLResponse(pages.render("source.html", document=about, blocks=shown, quoted=quoted is not None, leads=leads))


def _span(start: int | None, end: int | None, length: int) -> tuple[int, int]:
    if start is None or end is None or not 0 <= start < end <= length:
        raise BadInput(f"Cet extrait n’existe pas : « debut » et « fin » se comptent en caractères, de 0 à {length}, « debut » avant « fin ».")
    return start, end
