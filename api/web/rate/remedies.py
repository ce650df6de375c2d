"""What becomes of a pair that failed: a line of an evaluation file, or an annotation proposed to
the editors.
"""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from api import web
from api.deps.access import ReadPair
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.web.rate.texts import rate_texts
from api.web.rate.views import pair_view
from assistant.domain import Annotation
from assistant.errors import BadInput
from assistant.pipeline import Assistant
from assistant.ratings import remedy
from assistant.ratings.record import Status
from assistant.store import ratings
from assistant.store.nouns import SavedPair
from ingest import proposals

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Words = Annotated[str, Form(max_length=4000)]


@router.get("/evaluer/phrases/{id}/suite")
def choose(pair_id: ReadPair, assistant: OpenAssistant, database: OpenDatabase) -> HTMLResponse:
    """The two forms, filled in with what is known of the pair."""
    return _page(assistant, ratings.read_pair(database, pair_id))


@router.post("/evaluer/phrases/{id}/question")
def question(
    pair_id: ReadPair,
    assistant: OpenAssistant,
    database: OpenDatabase,
    question: Words = "",
    issue: Annotated[Status, Form()] = "answered",
    document: Annotated[str, Form(max_length=200)] = "",
    mots: Words = "",
    note: Words = "",
    ajouter: Annotated[str, Form()] = "",
) -> Response:
    """The line, downloaded, or added to the evaluator's file. A fault is told in the page."""
    pair = ratings.read_pair(database, pair_id)
    proof = remedy.Proof(document_id=document, quote=mots) if mots.strip() else None
    try:
        written = remedy.evaluation_line(
            assistant.index, f"evaluateur-{pair_id[:12]}", question, issue, proof, note
        )
    except BadInput as error:
        return _page(
            assistant,
            pair,
            fault=str(error),
            asked=question,
            status=issue,
            document=document,
            words=mots,
            note=note,
        )
    if ajouter:
        path = remedy.append_line(assistant.settings.data, written)
        return _page(
            assistant,
            pair,
            told=str(path),
            asked=question,
            status=issue,
            document=document,
            words=mots,
            note=note,
        )
    return _file(written + "\n", "application/jsonl", f"question-{pair_id[:12]}.jsonl")


@router.post("/evaluer/phrases/{id}/annotation")
def annotation(
    pair_id: ReadPair,
    assistant: OpenAssistant,
    database: OpenDatabase,
    question: Words = "",
    document: Annotated[str, Form(max_length=200)] = "",
    mots: Words = "",
    resume: Words = "",
) -> Response:
    """A proposed annotation of the shortest passage that holds the words, as the editors write
    them. A fault is told in the page.
    """
    pair = ratings.read_pair(database, pair_id)
    try:
        note = _note(assistant, document, question, mots, resume)
    except BadInput as error:
        return _page(
            assistant,
            pair,
            fault=str(error),
            asked=question,
            document=document,
            words=mots,
            gist=resume,
        )
    head = f"# À ajouter à corpus/annotations/{document}.yaml après relecture (docs/annoter.md).\n"
    return _file(
        head + proposals.yaml_of(note),
        "application/yaml",
        f"annotation-{quote(document, safe='')}.yaml",
    )


def _note(assistant: Assistant, document: str, question: str, words: str, gist: str) -> Annotation:
    """Raises BadInput when no passage of the document holds the words, and what `remedy.note`
    raises.
    """
    index = assistant.index
    passage = (
        remedy.passage_holding(index, index.document(document).id, words) if words.strip() else None
    )
    if passage is None:
        raise BadInput(
            "Ces mots ne sont dans aucun passage de ce document : recopiez-les "
            "d’un seul tenant, à la virgule près."
        )
    return remedy.proposed_annotation(index, passage.id, gist, question, words)


def _page(
    assistant: Assistant,
    pair: SavedPair,
    fault: str = "",
    told: str = "",
    asked: str = "",
    status: str = "answered",
    document: str = "",
    words: str = "",
    note: str = "",
    gist: str = "",
) -> HTMLResponse:
    index = assistant.index
    shown = web.render(
        "rate/suite.html",
        pair=pair_view(pair, index, date.today()),
        fault=fault,
        told=told,
        asked=asked or pair.question,
        status=status,
        document=document or pair.citation.document_id,
        words=words,
        note=note,
        gist=gist,
        documents=list(index.documents.values()),
        statuses=rate_texts().statuses,
    )
    return HTMLResponse(shown, 422 if fault else 200)


def _file(text: str, media: str, name: str) -> Response:
    return Response(
        text.encode(),
        media_type=media,
        headers={"content-disposition": f"attachment; filename={name}"},
    )
