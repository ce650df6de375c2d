"""What becomes of a pair that failed: a line of an evaluation file, or an annotation proposed to
the editors.
"""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field
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
from assistant.ratings.remedy import DueStatus
from assistant.store import ratings
from assistant.store.nouns import SavedPair
from ingest import proposals

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
LONGEST = 4000


class RemedyForm(BaseModel):
    """What the assistant should have found for a pair, as the page has it typed: a question, the
    document and the words that answer, what was due; `gist` is the passage in a plain sentence.
    """

    model_config = ConfigDict(frozen=True)

    question: str = Field("", max_length=LONGEST)
    status: DueStatus = Field("answered", alias="issue")
    document: str = Field("", max_length=200)
    words: str = Field("", alias="mots", max_length=LONGEST)
    note: str = Field("", max_length=LONGEST)
    gist: str = Field("", alias="resume", max_length=LONGEST)
    append: str = Field("", alias="ajouter")


Typed = Annotated[RemedyForm, Form()]


@router.get("/evaluer/phrases/{id}/suite")
def show_remedies(
    pair_id: ReadPair, assistant: OpenAssistant, database: OpenDatabase
) -> HTMLResponse:
    """The two forms, filled in with what is known of the pair."""
    return _page(assistant, ratings.read_pair(database, pair_id), RemedyForm())


@router.post("/evaluer/phrases/{id}/question")
def write_question(
    pair_id: ReadPair, assistant: OpenAssistant, database: OpenDatabase, form: Typed
) -> Response:
    """The line of an evaluation file, downloaded, or added to the evaluator's own. The page tells a
    fault.
    """
    pair = ratings.read_pair(database, pair_id)
    try:
        line = _evaluation_line(assistant, pair_id, form)
    except BadInput as error:
        return _page(assistant, pair, form, fault=str(error))
    if form.append:
        path = remedy.append_line(assistant.settings.data, line)
        return _page(assistant, pair, form, written=str(path))
    return _file(line + "\n", "application/jsonl", f"question-{pair_id[:12]}.jsonl")


@router.post("/evaluer/phrases/{id}/annotation")
def write_annotation(
    pair_id: ReadPair, assistant: OpenAssistant, database: OpenDatabase, form: Typed
) -> Response:
    """A proposed annotation of the shortest passage that holds the words, as the editors write
    them. The page tells a fault.
    """
    pair = ratings.read_pair(database, pair_id)
    try:
        annotation = _annotation(assistant, form)
    except BadInput as error:
        return _page(assistant, pair, form, fault=str(error))
    file = f"corpus/annotations/{form.document}.yaml"
    head = f"# À ajouter à {file} après relecture (docs/annoter.md).\n"
    name = f"annotation-{quote(form.document, safe='')}.yaml"
    return _file(head + proposals.yaml_of(annotation), "application/yaml", name)


def _evaluation_line(assistant: Assistant, pair_id: str, form: RemedyForm) -> str:
    """Raises BadInput when the words are not in the document, or when a field is lacking."""
    proof = None
    if form.words.strip():
        proof = remedy.Proof(document_id=form.document, quote=form.words)
    case = remedy.QuestionToAdd(
        case_id=f"evaluateur-{pair_id[:12]}",
        question=form.question,
        status=form.status,
        proof=proof,
        note=form.note,
    )
    return remedy.evaluation_line(assistant.index, case)


def _annotation(assistant: Assistant, form: RemedyForm) -> Annotation:
    """Raises BadInput when no passage of the document holds the words, and what
    `remedy.proposed_annotation` raises.
    """
    index, passage = assistant.index, None
    if form.words.strip():
        document = index.document(form.document)
        passage = remedy.passage_with_words(index, document.id, form.words)
    if passage is None:
        raise BadInput(
            "Ces mots ne sont dans aucun passage de ce document : recopiez-les "
            "d’un seul tenant, à la virgule près."
        )
    return remedy.proposed_annotation(index, passage.id, form.gist, form.question, form.words)


def _page(
    assistant: Assistant,
    pair: SavedPair,
    form: RemedyForm,
    *,
    fault: str = "",
    written: str = "",
) -> HTMLResponse:
    """The two forms with what was typed; `written` is the file that a question was just added
    to.
    """
    index = assistant.index
    shown = web.render(
        "rate/suite.html",
        pair=pair_view(pair, index, date.today()),
        form=form,
        fault=fault,
        written=written,
        question=form.question or pair.question,
        document=form.document or pair.citation.document_id,
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
