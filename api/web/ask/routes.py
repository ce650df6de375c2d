"""The page of questions: ask, follow up, read a conversation again."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from api import web
from api.deps.access import CurrentActor, ReadConversation, WriteConversation, owner_filter
from api.deps.database import OpenDatabase
from api.deps.serving import Holder
from api.web.ask import views
from api.web.ask.conversation import (
    MaybeDatabase,
    before_of,
    question_of,
    recent_of,
    save_exchange,
)
from api.web.ask.texts import ask_texts
from api.web.ask.where import Where, where_view
from assistant.domain import Answer, Document, Mode, Refusal
from assistant.errors import CpomError
from assistant.store import conversations
from assistant.store.nouns import SavedConversation, SavedTurn

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def where_of_address(
    document: Annotated[list[str] | None, Query()] = None,
    poids: Annotated[list[str] | None, Query()] = None,
    territoire: Annotated[str, Query()] = "",
    day: Annotated[str, Query(alias="date")] = "",
    sans_modele: Annotated[str, Query()] = "",
) -> Where:
    """Where to look, by the address of a page."""
    return Where(
        documents=tuple(document or ()),
        weights=tuple(poids or ()),
        territory=territoire,
        day=day,
        plain=bool(sans_modele),
    )


def where_of_form(
    document: Annotated[list[str] | None, Form()] = None,
    poids: Annotated[list[str] | None, Form()] = None,
    territoire: Annotated[str, Form()] = "",
    day: Annotated[str, Form(alias="date")] = "",
    sans_modele: Annotated[str, Form()] = "",
) -> Where:
    """Where to look, by a form that was sent."""
    return where_of_address(document, poids, territoire, day, sans_modele)


Chosen = Annotated[Where, Depends(where_of_address)]
Typed = Annotated[Where, Depends(where_of_form)]
QuestionText = Annotated[str, Form()]


class AskPage:
    """As a dependency, what every page of questions needs: the assistant, if it can be opened, and
    the conversations of the session.
    """

    def __init__(self, holder: Holder, actor: CurrentActor, database: MaybeDatabase) -> None:
        self.holder = holder
        self.actor = actor
        self.database = database

    def ask(self, text: str, where: Where, before: Sequence[SavedTurn] = ()) -> Answer | Refusal:
        """The reply to a question after those turns. Raises what a question raises."""
        mode: Mode | None = "extractive" if where.plain else None
        return self.holder.current().ask(question_of(text, where, before), mode=mode)

    def render(
        self,
        where: Where,
        thread: Sequence[views.TurnView],
        *,
        conversation: SavedConversation | None = None,
        problem: str = "",
        question: str = "",
    ) -> str:
        """The page with those exchanges; with a problem, the question that was typed is still
        there.
        """
        settings = self.holder.settings
        return web.render(
            "ask/conversation.html",
            conversation=conversation,
            thread=thread,
            problem=problem,
            question=question,
            texts=ask_texts(),
            action=f"/conversations/{conversation.id}" if conversation else "/conversations",
            longest=settings.max_question,
            recent=recent_of(self.database, self.actor),
            where=where_view(where, self._documents()),
            model=settings.llm_model if settings.llm_url else "",
        )

    def _documents(self) -> list[Document]:
        """The documents that may be chosen; none while there is no index."""
        try:
            return list(self.holder.current().index.documents.values())
        except CpomError:
            return []


Page = Annotated[AskPage, Depends(AskPage)]


@router.get("/")
def home(page: Page, where: Chosen, q: str | None = None) -> HTMLResponse:
    """The question box; with `q`, the answer to it, which is saved nowhere."""
    try:
        assistant = page.holder.current()
        thread = []
        if q is not None:
            reply = views.reply_to_save(page.ask(q, where))
            view = views.reply_view(reply, views.setting_of(assistant))
            thread = [views.unsaved_turn(q, view)]
    except CpomError as error:
        shown = page.render(where, [], problem=str(error), question=q or "")
        return HTMLResponse(shown, error.http_status)
    return HTMLResponse(page.render(where, thread))


@router.post("/conversations")
def begin(page: Page, database: OpenDatabase, where: Typed, q: QuestionText) -> RedirectResponse:
    """A new conversation with its first question. Raises what a question raises."""
    reply = page.ask(q, where)
    turn = save_exchange(database, page.actor.owner, None, q, reply)
    return _redirect_to(turn, where)


@router.get("/conversations/{id}")
def read(
    conversation_id: ReadConversation, page: Page, database: OpenDatabase, where: Chosen
) -> HTMLResponse:
    """The page of a saved conversation, its replies as they were given. Raises UnknownItem."""
    setting = views.setting_of(page.holder.current())
    conversation, turns = conversations.read_conversation(database, conversation_id)
    opinions = conversations.list_feedback(database, owner_filter(page.actor), conversation_id)
    thread = [views.turn_view(turn, setting, opinions) for turn in turns]
    return HTMLResponse(page.render(where, thread, conversation=conversation))


@router.post("/conversations/{id}")
def follow(
    conversation_id: WriteConversation,
    page: Page,
    database: OpenDatabase,
    where: Typed,
    q: QuestionText,
) -> RedirectResponse:
    """A further question of a conversation. Raises what a question raises."""
    reply = page.ask(q, where, before_of(database, conversation_id))
    turn = save_exchange(database, page.actor.owner, conversation_id, q, reply)
    return _redirect_to(turn, where)


def _redirect_to(turn: SavedTurn, where: Where) -> RedirectResponse:
    """The conversation at one of its exchanges, looking where the question looked."""
    address = f"/conversations/{turn.conversation_id}{where.query()}#echange-{turn.number}"
    return RedirectResponse(address, 303)
