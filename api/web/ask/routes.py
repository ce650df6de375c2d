"""The page of questions: ask, follow up, read a conversation again."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from api import web
from api.deps.access import Actor, CurrentActor, ReadConversation, WriteConversation, owner_filter
from api.deps.database import OpenDatabase
from api.deps.serving import AssistantHolder, Holder
from api.web.ask import views
from api.web.ask.conversation import MaybeDatabase, before_of, question_of, recent_of, saved
from api.web.ask.where import Where, where_view
from api.web.texts import question_texts
from assistant.domain import Document
from assistant.errors import CpomError
from assistant.store import conversations
from assistant.store.database import Database
from assistant.store.nouns import SavedConversation

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def chosen(
    document: Annotated[list[str] | None, Query()] = None,
    poids: Annotated[list[str] | None, Query()] = None,
    territoire: Annotated[str, Query()] = "",
    date: Annotated[str, Query()] = "",
    sans_modele: Annotated[str, Query()] = "",
) -> Where:
    """Where to look, by the address of a page."""
    return Where(
        documents=tuple(document or ()),
        weights=tuple(poids or ()),
        territory=territoire,
        day=date,
        plain=bool(sans_modele),
    )


def typed(
    document: Annotated[list[str] | None, Form()] = None,
    poids: Annotated[list[str] | None, Form()] = None,
    territoire: Annotated[str, Form()] = "",
    date: Annotated[str, Form()] = "",
    sans_modele: Annotated[str, Form()] = "",
) -> Where:
    """Where to look, by a form that was sent."""
    return chosen(document, poids, territoire, date, sans_modele)


Chosen = Annotated[Where, Depends(chosen)]
Typed = Annotated[Where, Depends(typed)]
Asked = Annotated[str, Form()]


@router.get("/")
def home(
    holder: Holder,
    actor: CurrentActor,
    database: MaybeDatabase,
    where: Chosen,
    q: str | None = None,
) -> HTMLResponse:
    """The question box; with `q`, the answer to it, which is kept nowhere."""
    status, problem, thread = 200, "", []
    try:
        assistant = holder.current()
        if q is not None:
            reply = assistant.ask(question_of(q, where), mode="extractive" if where.plain else None)
            view = views.reply_view(
                views.shown(reply), assistant.index, assistant.wording, date.today()
            )
            thread = [views.loose_turn(q, view)]
    except CpomError as error:
        status, problem = error.http_status, str(error)
    return _page(
        holder, actor, database, where, None, thread, status, problem, q if problem and q else ""
    )


@router.post("/conversations")
def begin(
    holder: Holder, actor: CurrentActor, database: OpenDatabase, where: Typed, q: Asked
) -> RedirectResponse:
    """A new conversation with its first question. Raises what a question raises."""
    reply = holder.current().ask(question_of(q, where), mode="extractive" if where.plain else None)
    turn = saved(database, actor.owner, None, q, reply)
    return _to(turn.conversation_id, turn.number, where)


@router.get("/conversations/{id}")
def read(
    conversation_id: ReadConversation,
    holder: Holder,
    actor: CurrentActor,
    database: OpenDatabase,
    where: Chosen,
) -> HTMLResponse:
    """A conversation as it was."""
    assistant = holder.current()
    conversation, turns = conversations.read_conversation(database, conversation_id)
    opinions = conversations.list_feedback(database, owner_filter(actor), conversation_id)
    thread = [
        views.turn_view(turn, assistant.index, assistant.wording, date.today(), opinions)
        for turn in turns
    ]
    return _page(holder, actor, database, where, conversation, thread)


@router.post("/conversations/{id}")
def follow(
    conversation_id: WriteConversation,
    holder: Holder,
    actor: CurrentActor,
    database: OpenDatabase,
    where: Typed,
    q: Asked,
) -> RedirectResponse:
    """A further question of a conversation. Raises what a question raises."""
    reply = holder.current().ask(
        question_of(q, where, before_of(database, conversation_id)),
        mode="extractive" if where.plain else None,
    )
    turn = saved(database, actor.owner, conversation_id, q, reply)
    return _to(conversation_id, turn.number, where)


def _to(conversation_id: str, number: int, where: Where) -> RedirectResponse:
    return RedirectResponse(
        f"/conversations/{conversation_id}{where.query()}#echange-{number}", 303
    )


def _page(
    holder: AssistantHolder,
    actor: Actor,
    database: Database | None,
    where: Where,
    conversation: SavedConversation | None,
    thread: list[views.TurnView],
    status: int = 200,
    problem: str = "",
    question: str = "",
) -> HTMLResponse:
    return HTMLResponse(
        web.render(
            "ask/conversation.html",
            conversation=conversation,
            thread=thread,
            problem=problem,
            question=question,
            texts=question_texts(),
            action=f"/conversations/{conversation.id}" if conversation else "/conversations",
            longest=holder.settings.max_question,
            recent=recent_of(database, actor),
            where=where_view(where, _documents(holder)),
            model=holder.settings.llm_model if holder.settings.llm_url else "",
        ),
        status,
    )


def _documents(holder: AssistantHolder) -> list[Document]:
    """The documents that may be chosen; none while there is no index."""
    try:
        return list(holder.current().index.documents.values())
    except CpomError:
        return []
