"""A draft as a page: its lines edited in place, filled in all at once, taken away or joined by an
example; nothing is lost when two people edit.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api import web
from api.deps.access import ReadDraft, WriteDraft
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.web.draft.views import SheetView, offer_views, sheet_view
from assistant.drafting.examples import add_example
from assistant.errors import BadInput, BadLine, Conflict, CpomError, UnknownItem
from assistant.forms.edit import fill_lines
from assistant.forms.sheet import sheet_of
from assistant.pipeline import Assistant
from assistant.store import drafts
from assistant.store.database import Database
from assistant.store.nouns import Cause, Opened

router = APIRouter(
    prefix="/redaction/{id}", include_in_schema=False, default_response_class=HTMLResponse
)
On = Annotated[int, Form(alias="version", ge=1, le=1_000_000_000)]
Key = Annotated[str, Form(alias="cle", max_length=200)]
Text = Annotated[str, Form(alias="texte", max_length=20_000)]
NOT_LINES = {"version"}


async def given(request: Request) -> Mapping[str, str]:
    """The texts that a form gives, by the key of their line."""
    return {
        key: text
        for key, text in (await request.form()).items()
        if isinstance(text, str) and key not in NOT_LINES
    }


Given = Annotated[Mapping[str, str], Depends(given)]


@router.get("")
def read(
    draft_id: ReadDraft,
    database: OpenDatabase,
    assistant: OpenAssistant,
    line: Annotated[str, Query(alias="ligne")] = "",
    rubric: Annotated[str, Query(alias="ajout")] = "",
    examples: Annotated[str, Query(alias="exemples")] = "",
    words: Annotated[str, Query(alias="mots")] = "",
) -> HTMLResponse:
    """The draft, with one line open, or a new one, or the examples that a rubric may be given.
    Raises UnknownItem, BadQuestion.
    """
    return _page(
        assistant,
        drafts.opened(database, draft_id),
        line=line,
        rubric=rubric,
        examples=examples,
        words=words,
    )


@router.post("/ligne")
def edit(
    draft_id: WriteDraft,
    database: OpenDatabase,
    assistant: OpenAssistant,
    on: On,
    key: Key,
    text: Text = "",
    auto: Annotated[str, Form()] = "",
) -> Response:
    """Type a line anew. A text that does not fit is given back with its reason; so is one that
    somebody else was faster than.
    """
    return _changed(
        assistant,
        database,
        draft_id,
        key,
        text,
        lambda: drafts.edit(database, draft_id, on, key, text, autosave=bool(auto)),
    )


@router.post("/accord")
def accept(
    draft_id: WriteDraft, database: OpenDatabase, assistant: OpenAssistant, on: On, key: Key
) -> Response:
    """Make the words of a proposition or of an example one's own: they become a `saisie`."""
    text = _text(drafts.opened(database, draft_id), key)
    return _changed(
        assistant,
        database,
        draft_id,
        key,
        text,
        lambda: drafts.edit(database, draft_id, on, key, text),
    )


@router.post("/ajout")
def add(
    draft_id: WriteDraft,
    database: OpenDatabase,
    assistant: OpenAssistant,
    on: On,
    key: Key,
    text: Text = "",
) -> Response:
    """A line more at the end of a rubric."""
    return _changed(
        assistant,
        database,
        draft_id,
        key,
        text,
        lambda: drafts.add_line(database, draft_id, on, key, text),
        adding=True,
    )


@router.post("/retrait")
def remove(
    draft_id: WriteDraft, database: OpenDatabase, assistant: OpenAssistant, on: On, key: Key
) -> Response:
    """Take a line out of its rubric."""
    return _changed(
        assistant,
        database,
        draft_id,
        key.rpartition(".")[0],
        "",
        lambda: drafts.remove_line(database, draft_id, on, key),
        anchor="r",
    )


@router.post("/exemple")
def lend(
    draft_id: WriteDraft,
    database: OpenDatabase,
    assistant: OpenAssistant,
    on: On,
    key: Key,
    example: Annotated[str, Form(alias="exemple", max_length=20)],
    words: Annotated[str, Form(alias="mots")] = "",
) -> Response:
    """An example of another contract in a rubric, named as such. Raises UnknownItem when it is no
    longer offered.
    """
    offers = assistant.drafting.offers(drafts.opened(database, draft_id).form, key, words)
    offer = next((each for each in offers if each.id == example), None)
    if offer is None:
        raise UnknownItem(
            "Cet exemple n’est plus proposé pour cette rubrique : rouvrez le brouillon."
        )
    return _changed(
        assistant,
        database,
        draft_id,
        key,
        "",
        lambda: drafts.rewrite(
            database, draft_id, on, lambda form: add_example(form, offer), Cause.EDITED
        ),
        anchor="r",
    )


@router.get("/completer")
def blanks(draft_id: ReadDraft, database: OpenDatabase, assistant: OpenAssistant) -> HTMLResponse:
    """All that is still to be filled in, as one form."""
    return _blanks(assistant, drafts.opened(database, draft_id), {}, None)


@router.post("/completer")
def fill(
    draft_id: WriteDraft, database: OpenDatabase, assistant: OpenAssistant, on: On, given: Given
) -> Response:
    """Fill in at once every line that was given a text, or none when one of them does not fit."""
    opened = drafts.opened(database, draft_id)
    now = {entry.key: entry.line for entry in sheet_of(opened.form).entries()}
    texts = {
        key: text
        for key, text in given.items()
        if key in now and text.strip() and text.strip() != now[key].text
    }
    if not texts:
        return RedirectResponse(f"/redaction/{draft_id}", 303)
    try:
        drafts.rewrite(database, draft_id, on, lambda form: fill_lines(form, texts), Cause.EDITED)
    except (BadInput, Conflict) as error:
        return _blanks(assistant, opened, texts, error)
    return RedirectResponse(f"/redaction/{draft_id}", 303)


def _changed(
    assistant: Assistant,
    database: Database,
    draft_id: str,
    key: str,
    text: str,
    change: Callable[[], Opened],
    adding: bool = False,
    anchor: str = "l",
) -> Response:
    """What a change leads to: the draft where it was changed; the page of a conflict; or the line
    again with what is wrong with it.
    """
    try:
        change()
    except Conflict as conflict:
        return _conflict(
            assistant, drafts.opened(database, draft_id), key, text, str(conflict), adding
        )
    except BadInput as error:
        if isinstance(error, UnknownItem):
            raise
        where = {"rubric": key} if adding else {"line": key}
        return _page(
            assistant,
            drafts.opened(database, draft_id),
            typed=text,
            problem=_problem_of(error),
            status=error.http_status,
            **where,
        )
    return RedirectResponse(f"/redaction/{draft_id}#{'r' if adding else anchor}-{quote(key)}", 303)


def _page(
    assistant: Assistant,
    opened: Opened,
    *,
    line: str = "",
    rubric: str = "",
    examples: str = "",
    words: str = "",
    typed: str | None = None,
    problem: str = "",
    status: int = 200,
) -> HTMLResponse:
    offers = (
        offer_views(
            assistant.drafting.offers(opened.form, examples, words),
            assistant.index.documents,
            date.today(),
        )
        if examples
        else ()
    )
    return HTMLResponse(
        web.render(
            "draft/brouillon.html",
            opened=opened,
            sheet=_view(assistant, opened),
            line=line,
            rubric=rubric,
            examples=examples,
            words=words,
            offers=offers,
            typed=typed,
            problem=problem,
        ),
        status,
    )


def _blanks(
    assistant: Assistant, opened: Opened, texts: Mapping[str, str], error: CpomError | None
) -> HTMLResponse:
    """The form of what is missing; with an error, what was typed is still there and the line at
    fault is told.
    """
    return HTMLResponse(
        web.render(
            "draft/completer.html",
            opened=opened,
            sheet=_view(assistant, opened),
            texts=texts,
            problem=_problem_of(error) if error else "",
            wrong=error.path if isinstance(error, BadLine) else "",
        ),
        error.http_status if error else 200,
    )


def _problem_of(error: CpomError) -> str:
    """What is wrong, in a sentence that stands beside the line it is about."""
    sentence = error.sentence if isinstance(error, BadLine) else str(error)
    return sentence[:1].upper() + sentence[1:]


def _view(assistant: Assistant, opened: Opened) -> SheetView:
    return sheet_view(
        opened.form,
        assistant.index.documents,
        date.today(),
        assistant.drafting.findings(opened.form),
    )


def _conflict(
    assistant: Assistant, opened: Opened, key: str, text: str, sentence: str, adding: bool
) -> HTMLResponse:
    """Both texts side by side: what was typed, and what another editor has made of the line."""
    present = _view(assistant, opened).line(key)
    return HTMLResponse(
        web.render(
            "draft/conflit.html",
            opened=opened,
            key=key,
            text=text,
            present=present,
            sentence=sentence,
            adding=adding,
        ),
        409,
    )


def _text(opened: Opened, key: str) -> str:
    """The text of a line. Raises UnknownItem when there is no such line."""
    found = next(
        (entry.line.text for entry in sheet_of(opened.form).entries() if entry.key == key), None
    )
    if found is None:
        raise UnknownItem(
            f"Ligne « {key[:100]} » : elle n’est plus dans ce brouillon ; rouvrez-le."
        )
    return found
