"""The sources: the catalogue and the search in it, a document where it is quoted, one passage
between its neighbours.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from api import web
from api.deps.serving import OpenAssistant
from api.http.corpus import passages_of
from api.web import common
from api.web.sources import extract, hits, views
from assistant.answering.text_search import search_in_texts
from assistant.conversation import message
from assistant.domain import Filters, Question
from assistant.errors import BadInput
from assistant.index.index import Index

DocumentId = Annotated[str, Path(alias="id")]
PassageId = Annotated[str, Path(alias="id")]
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Start = Annotated[int | None, Query(alias="debut")]
End = Annotated[int | None, Query(alias="fin")]
MOST = 200


@router.get("/sources")
def catalogue(assistant: OpenAssistant, mots: str = "", document: str = "") -> HTMLResponse:
    """The documents of the corpus, and what a search in them finds. Raises BadQuestion for words
    that cannot be searched.
    """
    index, found, searched = assistant.index, None, None
    if mots.strip():
        asked = Question(
            text=message.check_text(mots, assistant.settings.max_question),
            filters=Filters(documents=(document,) if document else ()),
        )
        searched = search_in_texts(index, asked, assistant.search(asked))
        found = hits.hit_views(searched, index, date.today())
    shown = [
        common.document_view(each, passages_of(index, each.id), date.today())
        for each in index.documents.values()
    ]
    return HTMLResponse(
        web.render(
            "sources/catalogue.html",
            documents=shown,
            found=found,
            title=hits.title_of(searched) if searched else "",
            mended=searched.found.query.mended if searched and not searched.phrases else {},
            words=mots,
            chosen=document,
        )
    )


@router.get("/sources/{id}")
def source(
    document_id: DocumentId,
    assistant: OpenAssistant,
    start: Start = None,
    end: End = None,
    mots: str = "",
) -> HTMLResponse:
    """A document in full, with the characters `debut` to `fin` highlighted, or every place where
    the words `mots` stand.

    Raises UnknownItem, and BadInput when those characters are not in it.
    """
    document, text = assistant.index.document(document_id), assistant.index.text(document_id)
    passages = passages_of(assistant.index, document_id)
    quoted = _span(start, end, text)
    marks = (quoted,) if quoted else hits.places(text, mots)[:MOST]
    about, shown = (
        common.document_view(document, passages, date.today()),
        views.blocks(text, passages, *marks),
    )
    leads = common.elsewhere(passages, assistant.index)
    return HTMLResponse(
        web.render(
            "sources/texte.html",
            document=about,
            blocks=shown,
            quoted=quoted is not None,
            words=mots,
            marks=len(marks),
            most=MOST,
            leads=leads,
        )
    )


@router.get("/passages/{id:path}")
def passage(
    passage_id: PassageId, assistant: OpenAssistant, start: Start = None, end: End = None
) -> HTMLResponse:
    """A passage between its neighbours, with those characters of its document highlighted; what
    opens beside an answer.

    Raises UnknownItem, and BadInput when those characters are not in its document.
    """
    index: Index = assistant.index
    quoted = _span(start, end, index.text(index.passage(passage_id).document_id))
    shown = extract.extract_view(index, passage_id, quoted, date.today())
    read = extract.read_views(index, passage_id, assistant.settings.corpus)
    return HTMLResponse(web.render("sources/passage.html", shown=shown, read=read))


def _span(start: int | None, end: int | None, text: str) -> tuple[int, int] | None:
    if start is None and end is None:
        return None
    if start is None or end is None or not 0 <= start < end <= len(text):
        raise BadInput(
            "Cet extrait n’existe pas : « debut » et « fin » se comptent en "
            f"caractères, de 0 à {len(text)}, « debut » avant « fin »."
        )
    return start, end
