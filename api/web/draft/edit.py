"""A draft as a page: its lines edited in place, filled in all at once, taken away or joined by an
example; nothing is lost when two people edit.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api import web
from api.deps.access import ReadDraft, WriteDraft
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.web.draft.views import OfferView, SheetView, offer_views, sheet_view
from assistant.domain import Value
from assistant.drafting.examples import add_example
from assistant.errors import BadInput, BadLine, Conflict, CpomError, UnknownItem
from assistant.forms.edit import fill_lines
from assistant.forms.sheet import sheet_of
from assistant.store import drafts
from assistant.store.nouns import Cause, OpenDraft

router = APIRouter(
    prefix="/redaction/{id}", include_in_schema=False, default_response_class=HTMLResponse
)
Seen = Annotated[int, Form(alias="version", ge=1, le=1_000_000_000)]
Key = Annotated[str, Form(alias="cle", max_length=200)]
Text = Annotated[str, Form(alias="texte", max_length=20_000)]
NOT_LINES = {"version"}


async def typed_lines(request: Request) -> Mapping[str, str]:
    """The texts that a form gives, by the key of their line."""
    return {
        key: text
        for key, text in (await request.form()).items()
        if isinstance(text, str) and key not in NOT_LINES
    }


TypedLines = Annotated[Mapping[str, str], Depends(typed_lines)]


class DraftView(BaseModel):
    """What the page of a draft has open: a line, a rubric where one is added, or the examples that
    a rubric may be given, looked for by `words`.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    line: str = Field("", alias="ligne")
    rubric: str = Field("", alias="ajout")
    examples: str = Field("", alias="exemples")
    words: str = Field("", alias="mots")


class Change(Value):
    """A change that was asked for: of the line `key`, or a new one in the rubric `key` when
    `adding`; `text` is what was typed, `anchor` where the page is to be read again.
    """

    key: str
    text: str = ""
    adding: bool = False
    anchor: str = ""

    @property
    def place(self) -> str:
        """The fragment of the page where the change is seen: a line, or a rubric."""
        kind = "r" if self.adding or self.anchor else "l"
        return f"{kind}-{quote(self.anchor or self.key)}"


class DraftEditor:
    """As a dependency, what changes the drafts of a session and shows them."""

    def __init__(self, assistant: OpenAssistant, database: OpenDatabase) -> None:
        self.assistant = assistant
        self.database = database

    def read_draft(self, draft_id: str) -> OpenDraft:
        """The draft at its present version. Raises UnknownItem."""
        return drafts.read_draft(self.database, draft_id)

    def apply(self, draft_id: str, change: Change, write: Callable[[], OpenDraft]) -> Response:
        """What a change leads to: the draft where it was changed; the page of a conflict; or the
        line again with what is wrong with it. Raises UnknownItem.
        """
        try:
            write()
        except UnknownItem:
            raise
        except Conflict as conflict:
            return self._conflict(self.read_draft(draft_id), change, str(conflict))
        except BadInput as error:
            return self._refusal(self.read_draft(draft_id), change, error)
        return RedirectResponse(f"/redaction/{draft_id}#{change.place}", 303)

    def page(
        self, opened: OpenDraft, view: DraftView, *, typed: str | None = None, problem: str = ""
    ) -> str:
        """The page of a draft; with a problem, what was typed in the open line is still there."""
        return web.render(
            "draft/brouillon.html",
            opened=opened,
            sheet=self.sheet(opened),
            line=view.line,
            rubric=view.rubric,
            examples=view.examples,
            words=view.words,
            offers=self._offers(opened, view) if view.examples else (),
            typed=typed,
            problem=problem,
        )

    def sheet(self, opened: OpenDraft) -> SheetView:
        """The draft line by line, with what verification says of it."""
        findings = self.assistant.drafting.findings(opened.form)
        return sheet_view(opened.form, self.assistant.index.documents, date.today(), findings)

    def blanks(
        self, opened: OpenDraft, texts: Mapping[str, str], error: CpomError | None = None
    ) -> HTMLResponse:
        """The form of what is missing; with an error, what was typed is still there and the line at
        fault is named.
        """
        shown = web.render(
            "draft/completer.html",
            opened=opened,
            sheet=self.sheet(opened),
            texts=texts,
            problem=_problem_of(error) if error else "",
            wrong=error.path if isinstance(error, BadLine) else "",
        )
        return HTMLResponse(shown, error.http_status if error else 200)

    def _offers(self, opened: OpenDraft, view: DraftView) -> tuple[OfferView, ...]:
        offers = self.assistant.drafting.offers(opened.form, view.examples, view.words)
        return offer_views(offers, self.assistant.index.documents, date.today())

    def _refusal(self, opened: OpenDraft, change: Change, error: BadInput) -> HTMLResponse:
        """The line as it was typed, with what is wrong with it."""
        view = DraftView(rubric=change.key) if change.adding else DraftView(line=change.key)
        shown = self.page(opened, view, typed=change.text, problem=_problem_of(error))
        return HTMLResponse(shown, error.http_status)

    def _conflict(self, opened: OpenDraft, change: Change, sentence: str) -> HTMLResponse:
        """Both texts side by side: what was typed, and what another editor made of the line."""
        shown = web.render(
            "draft/conflit.html",
            opened=opened,
            key=change.key,
            text=change.text,
            present=self.sheet(opened).line(change.key),
            sentence=sentence,
            adding=change.adding,
        )
        return HTMLResponse(shown, 409)


Editor = Annotated[DraftEditor, Depends(DraftEditor)]


@router.get("")
def read(draft_id: ReadDraft, editor: Editor, view: Annotated[DraftView, Query()]) -> HTMLResponse:
    """The draft, with one line open, or a new one, or the examples that a rubric may be given.
    Raises UnknownItem, BadQuestion.
    """
    return HTMLResponse(editor.page(editor.read_draft(draft_id), view))


@router.post("/ligne")
def edit(
    draft_id: WriteDraft,
    editor: Editor,
    seen: Seen,
    key: Key,
    text: Text = "",
    *,
    auto: Annotated[str, Form()] = "",
) -> Response:
    """Type a line anew. A text that does not fit is given back with its reason; so is one that
    somebody else was faster than.
    """

    def write() -> OpenDraft:
        return drafts.edit_draft(editor.database, draft_id, seen, key, text, autosave=bool(auto))

    return editor.apply(draft_id, Change(key=key, text=text), write)


@router.post("/accord")
def accept(draft_id: WriteDraft, editor: Editor, seen: Seen, key: Key) -> Response:
    """Make the words of a proposition or of an example one's own: they become a `saisie`."""
    text = _text_of_line(editor.read_draft(draft_id), key)

    def write() -> OpenDraft:
        return drafts.edit_draft(editor.database, draft_id, seen, key, text)

    return editor.apply(draft_id, Change(key=key, text=text), write)


@router.post("/ajout")
def add(draft_id: WriteDraft, editor: Editor, seen: Seen, key: Key, text: Text = "") -> Response:
    """A line more at the end of a rubric."""

    def write() -> OpenDraft:
        return drafts.add_line(editor.database, draft_id, seen, key, text)

    return editor.apply(draft_id, Change(key=key, text=text, adding=True), write)


@router.post("/retrait")
def remove(draft_id: WriteDraft, editor: Editor, seen: Seen, key: Key) -> Response:
    """Take a line out of its rubric."""
    rubric = key.rpartition(".")[0]

    def write() -> OpenDraft:
        return drafts.remove_line(editor.database, draft_id, seen, key)

    return editor.apply(draft_id, Change(key=rubric, anchor=rubric), write)


@router.post("/exemple")
def add_example_of(
    draft_id: WriteDraft,
    editor: Editor,
    seen: Seen,
    key: Key,
    example: Annotated[str, Form(alias="exemple", max_length=20)],
    *,
    words: Annotated[str, Form(alias="mots")] = "",
) -> Response:
    """An example of another contract in a rubric, named as such. Raises UnknownItem when it is no
    longer offered.
    """
    offers = editor.assistant.drafting.offers(editor.read_draft(draft_id).form, key, words)
    offer = next((each for each in offers if each.id == example), None)
    if offer is None:
        raise UnknownItem(
            "Cet exemple n’est plus proposé pour cette rubrique : rouvrez le brouillon."
        )

    def write() -> OpenDraft:
        return drafts.rewrite_draft(
            editor.database, draft_id, seen, lambda form: add_example(form, offer), Cause.EDITED
        )

    return editor.apply(draft_id, Change(key=key, anchor=key), write)


@router.get("/completer")
def show_blanks(draft_id: ReadDraft, editor: Editor) -> HTMLResponse:
    """All that is still to be filled in, as one form."""
    return editor.blanks(editor.read_draft(draft_id), {})


@router.post("/completer")
def fill(draft_id: WriteDraft, editor: Editor, seen: Seen, typed: TypedLines) -> Response:
    """Fill in at once every line that was given a text, or none when one of them does not fit."""
    opened = editor.read_draft(draft_id)
    texts = _new_texts(opened, typed)
    try:
        if texts:
            drafts.rewrite_draft(
                editor.database, draft_id, seen, lambda form: fill_lines(form, texts), Cause.EDITED
            )
    except (BadInput, Conflict) as error:
        return editor.blanks(opened, texts, error)
    return RedirectResponse(f"/redaction/{draft_id}", 303)


def _new_texts(opened: OpenDraft, typed: Mapping[str, str]) -> dict[str, str]:
    """The texts typed that are not already those of their lines."""
    lines = {entry.key: entry.line.text for entry in sheet_of(opened.form).entries()}
    return {
        key: text
        for key, text in typed.items()
        if key in lines and text.strip() not in ("", lines[key])
    }


def _problem_of(error: CpomError) -> str:
    """What is wrong, in a sentence that stands beside the line it is about."""
    sentence = error.sentence if isinstance(error, BadLine) else str(error)
    return sentence[:1].upper() + sentence[1:]


def _text_of_line(opened: OpenDraft, key: str) -> str:
    """The text of a line. Raises UnknownItem when there is no such line."""
    texts = {entry.key: entry.line.text for entry in sheet_of(opened.form).entries()}
    if key not in texts:
        raise UnknownItem(
            f"Ligne « {key[:100]} » : elle n’est plus dans ce brouillon ; rouvrez-le."
        )
    return texts[key]
