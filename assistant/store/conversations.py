"""Conversations, their turns, and what readers think of the replies."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from assistant.errors import BadInput, UnknownItem
from assistant.store import tables
from assistant.store.database import Database
from assistant.store.nouns import Feedback, SavedConversation, SavedFeedback, SavedTurn
from assistant.texts.french import fold
from assistant.texts.spaces import flatten

MAX_TITLE = 200


def start_conversation(database: Database, owner: str, title: str) -> SavedConversation:
    """A new conversation, without turns. Raises BadInput for an empty or too long title."""
    now = datetime.now(UTC)
    saved = SavedConversation(
        id=secrets.token_hex(6),
        owner=owner,
        title=_check_title(title),
        turns=0,
        created=now,
        changed=now,
    )
    with database.writing() as connection:
        connection.execute(insert(tables.conversations).values(**saved.model_dump()))
    return saved


def add_turn(
    database: Database, conversation_id: str, question: str, answer: str, reply: str
) -> SavedTurn:
    """Add a question and its reply (in words, then in JSON) at the end of a conversation. Raises
    UnknownItem when there is none.
    """
    now = datetime.now(UTC)
    with database.writing() as connection:
        number = _find_conversation(connection, conversation_id).turns + 1
        turn = SavedTurn(
            conversation_id=conversation_id,
            number=number,
            question=question,
            answer=answer,
            reply=reply,
            asked=now,
        )
        connection.execute(
            update(tables.conversations)
            .where(tables.conversations.c.id == conversation_id)
            .values(turns=number, changed=now)
        )
        connection.execute(insert(tables.turns).values(**turn.model_dump()))
    return turn


def list_conversations(
    database: Database, owner: str | None, words: str = ""
) -> tuple[SavedConversation, ...]:
    """The conversations of an owner (None: everybody's), the last used first; with `words`, those
    whose title, questions or answers hold them all, accents or not.
    """
    table = tables.conversations
    query = select(table).order_by(table.c.changed.desc(), table.c.id)
    if owner is not None:
        query = query.where(table.c.owner == owner)
    folded_words = fold(words).split()
    with database.reading() as connection:
        rows = connection.execute(query).all()
        conversations = map(_conversation_of_row, rows)
        if not folded_words:
            return tuple(conversations)
        return tuple(each for each in conversations if _holds(connection, each, folded_words))


def read_conversation(
    database: Database, conversation_id: str
) -> tuple[SavedConversation, tuple[SavedTurn, ...]]:
    """A conversation and its turns, in order. Raises UnknownItem when there is none."""
    with database.reading() as connection:
        conversation = _find_conversation(connection, conversation_id)
        return conversation, _turns_of(connection, conversation_id)


def rename_conversation(database: Database, conversation_id: str, title: str) -> SavedConversation:
    """Give a conversation another title. Raises UnknownItem or BadInput."""
    with database.writing() as connection:
        conversation = _find_conversation(connection, conversation_id)
        connection.execute(
            update(tables.conversations)
            .where(tables.conversations.c.id == conversation_id)
            .values(title=_check_title(title))
        )
    return conversation.model_copy(update={"title": _check_title(title)})


def remove_conversation(database: Database, conversation_id: str) -> None:
    """Delete a conversation with its turns and opinions, and leave no byte of them. Raises
    UnknownItem, or Busy while another process still reads them.
    """
    with database.writing() as connection:
        _find_conversation(connection, conversation_id)
        connection.execute(
            delete(tables.conversations).where(tables.conversations.c.id == conversation_id)
        )
    database.scrub(tables.conversations, tables.turns, tables.feedback)


def save_feedback(database: Database, conversation_id: str, feedback: Feedback) -> SavedFeedback:
    """Save an opinion; it replaces the former one on the same turn and citation.

    Raises UnknownItem when the conversation or its turn does not exist.
    """
    saved = SavedFeedback(
        **feedback.model_dump(), conversation_id=conversation_id, given=datetime.now(UTC)
    )
    with database.writing() as connection:
        if feedback.turn > _find_conversation(connection, conversation_id).turns:
            raise UnknownItem(f"Cette conversation n’a pas d’échange numéro {feedback.turn}.")
        _replace_feedback(connection, saved)
    return saved


def _replace_feedback(connection: Connection, saved: SavedFeedback) -> None:
    table = tables.feedback
    same = (
        (table.c.conversation_id == saved.conversation_id)
        & (table.c.turn == saved.turn)
        & (table.c.citation == saved.citation)
    )
    connection.execute(delete(table).where(same))
    values = saved.model_dump(exclude={"reasons"})
    reasons = json.dumps(saved.reasons, ensure_ascii=False)
    connection.execute(insert(table).values(**values, reasons=reasons))


def list_feedback(
    database: Database, owner: str | None, conversation_id: str | None = None
) -> tuple[SavedFeedback, ...]:
    """The opinions given by an owner (None: everybody's), the oldest first; with
    `conversation_id`, those of that conversation only.
    """
    table, conversations = tables.feedback, tables.conversations
    is_its_conversation = conversations.c.id == table.c.conversation_id
    query = select(table).join(conversations, is_its_conversation).order_by(table.c.given)
    if owner is not None:
        query = query.where(conversations.c.owner == owner)
    if conversation_id is not None:
        query = query.where(conversations.c.id == conversation_id)
    with database.reading() as connection:
        return tuple(map(_feedback_of_row, connection.execute(query).all()))


def _find_conversation(connection: Connection, conversation_id: str) -> SavedConversation:
    """The conversation; within a transaction of PostgreSQL its row is held until the end."""
    query = select(tables.conversations).where(tables.conversations.c.id == conversation_id)
    writes = connection.get_execution_options().get("writes")
    row = connection.execute(query.with_for_update() if writes else query).one_or_none()
    if row is None:
        raise UnknownItem(
            f"Conversation inconnue : « {conversation_id[:40]} » ; reprenez-la dans la liste."
        )
    return _conversation_of_row(row)


def _turns_of(connection: Connection, conversation_id: str) -> tuple[SavedTurn, ...]:
    rows = connection.execute(
        select(tables.turns)
        .where(tables.turns.c.conversation_id == conversation_id)
        .order_by(tables.turns.c.number)
    ).all()
    return tuple(SavedTurn.model_validate(dict(row._mapping)) for row in rows)


def _holds(
    connection: Connection, conversation: SavedConversation, folded_words: list[str]
) -> bool:
    """Does a conversation hold all those words, in its title, its questions or its answers?"""
    table = tables.turns
    columns = select(table.c.question, table.c.answer)
    rows = connection.execute(columns.where(table.c.conversation_id == conversation.id)).all()
    turns = (f"{row.question} {row.answer}" for row in rows)
    text = fold(" ".join((conversation.title, *turns)))
    return all(word in text for word in folded_words)


def _conversation_of_row(row: Row[Any]) -> SavedConversation:
    return SavedConversation.model_validate(dict(row._mapping))


def _feedback_of_row(row: Row[Any]) -> SavedFeedback:
    reasons = tuple(json.loads(row.reasons))
    return SavedFeedback.model_validate({**row._mapping, "reasons": reasons})


def _check_title(title: str) -> str:
    plain = flatten(title)
    if not plain or len(plain) > MAX_TITLE:
        raise BadInput(f"Le titre d’une conversation a de 1 à {MAX_TITLE} caractères.")
    return plain
