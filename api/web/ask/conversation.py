"""A question in its conversation: what came before it, and the keeping of its reply."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Request

from api.deps.access import Actor, owner_filter
from api.deps.database import database_of
from api.web.ask.views import reply_to_save
from api.web.ask.where import Where
from assistant.domain import Answer, Question, Refusal, Turn
from assistant.errors import CpomError
from assistant.store import conversations
from assistant.store.database import Database
from assistant.store.nouns import SavedConversation, SavedTurn
from assistant.texts.spaces import flatten

BEFORE = 20
RECENT = 12
TITLE = 90


def database_or_none(request: Request) -> Database | None:
    """The database, or None while it cannot be opened: questions are answered all the same, and
    kept nowhere.
    """
    try:
        return database_of(request)
    except CpomError:
        return None


MaybeDatabase = Annotated[Database | None, Depends(database_or_none)]


def before_of(database: Database | None, conversation_id: str | None) -> tuple[SavedTurn, ...]:
    """What a conversation already holds. Raises UnknownItem when there is no such conversation."""
    return (
        conversations.read_conversation(database, conversation_id)[1]
        if database and conversation_id
        else ()
    )


def question_of(text: str, where: Where, before: Sequence[SavedTurn] = ()) -> Question:
    """A question after those turns. Raises BadFilter."""
    history = tuple(Turn(question=turn.question, answer=turn.answer) for turn in before[-BEFORE:])
    return Question(text=text, history=history, filters=where.filters())


def save_exchange(
    database: Database, owner: str, conversation_id: str | None, text: str, reply: Answer | Refusal
) -> SavedTurn:
    """Keep a question and its reply at the end of a conversation, or of a new one named after the
    question. Raises StoreError or Busy.
    """
    out = reply_to_save(reply)
    if conversation_id is None:
        conversation_id = conversations.start_conversation(database, owner, _title(text)).id
    return conversations.add_turn(
        database, conversation_id, text, out.answer, out.model_dump_json()
    )


def recent_of(database: Database | None, actor: Actor) -> tuple[SavedConversation, ...]:
    """The last conversations of a session; none while the database cannot be read."""
    return (
        conversations.list_conversations(database, owner_filter(actor))[:RECENT] if database else ()
    )


def _title(question: str) -> str:
    """The question, cut at a word when it is long."""
    plain = flatten(question)
    return plain if len(plain) <= TITLE else f"{plain[:TITLE].rsplit(' ', 1)[0]}…"
