"""Conversations, their turns, and what readers think of the replies."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from assistant.errors import BadInput, UnknownItem
from assistant.store import tables
from assistant.store.database import Database
from assistant.store.nouns import Conversation, Feedback, SavedTurn, Thumb
from assistant.texts.french import fold
from assistant.texts.spaces import flatten

MAX_TITLE = 200


def start(database: Database, owner: str, title: str) -> Conversation:
    """A new conversation, without turns. Raises BadInput for an empty or too long title."""
    now = datetime.now(UTC)
    conversation = Conversation(
        id=secrets.token_hex(6),
        owner=owner,
        title=_titled(title),
        turns=0,
        created=now,
        changed=now,
    )
    with database.writing() as connection:
        connection.execute(insert(tables.conversations).values(**conversation.model_dump()))
    return conversation


def add_turn(database: Database, id: str, question: str, answer: str, reply: str) -> SavedTurn:
    """Add a question and its reply (in words, then in JSON) at the end of a conversation. Raises
    UnknownItem when there is none.
    """
    now = datetime.now(UTC)
    with database.writing() as connection:
        number = _found(connection, id).turns + 1
        turn = SavedTurn(
            conversation_id=id,
            number=number,
            question=question,
            answer=answer,
            reply=reply,
            asked=now,
        )
        connection.execute(
            update(tables.conversations)
            .where(tables.conversations.c.id == id)
            .values(turns=number, changed=now)
        )
        connection.execute(insert(tables.turns).values(**turn.model_dump()))
    return turn


def conversations(
    database: Database, owner: str | None, words: str = ""
) -> tuple[Conversation, ...]:
    """The conversations of an owner (None: everybody's), the last used first; with `words`, those
    whose title, questions or answers hold them all, accents or not.
    """
    table = tables.conversations
    query = select(table).order_by(table.c.changed.desc(), table.c.id)
    with database.reading() as connection:
        rows = connection.execute(
            query if owner is None else query.where(table.c.owner == owner)
        ).all()
        found = [_conversation(row) for row in rows]
        wanted = fold(words).split()
        return tuple(each for each in found if not wanted or _holds(connection, each, wanted))


def conversation(database: Database, id: str) -> tuple[Conversation, tuple[SavedTurn, ...]]:
    """A conversation and its turns, in order. Raises UnknownItem when there is none."""
    with database.reading() as connection:
        return _found(connection, id), _turns(connection, id)


def rename(database: Database, id: str, title: str) -> Conversation:
    """Give a conversation another title. Raises UnknownItem or BadInput."""
    with database.writing() as connection:
        found = _found(connection, id)
        connection.execute(
            update(tables.conversations)
            .where(tables.conversations.c.id == id)
            .values(title=_titled(title))
        )
    return found.model_copy(update={"title": _titled(title)})


def remove(database: Database, id: str) -> None:
    """Delete a conversation with its turns and opinions, and leave no byte of them. Raises
    UnknownItem, or Busy while another process still reads them.
    """
    with database.writing() as connection:
        _found(connection, id)
        connection.execute(delete(tables.conversations).where(tables.conversations.c.id == id))
    database.scrub(tables.conversations, tables.turns, tables.feedback)


def give_feedback(
    database: Database,
    id: str,
    turn: int,
    thumb: Thumb,
    citation: int = 0,
    reasons: tuple[str, ...] = (),
    comment: str = "",
) -> Feedback:
    """Record an opinion on a turn, or on one of its citations; it replaces the former one. Raises
    UnknownItem when there is no such turn.
    """
    given = Feedback(
        conversation_id=id,
        turn=turn,
        citation=citation,
        thumb=thumb,
        reasons=reasons,
        comment=comment,
        given=datetime.now(UTC),
    )
    table = tables.feedback
    with database.writing() as connection:
        if turn > _found(connection, id).turns:
            raise UnknownItem(f"Cette conversation n’a pas d’échange numéro {turn}.")
        connection.execute(
            delete(table).where(
                table.c.conversation_id == id, table.c.turn == turn, table.c.citation == citation
            )
        )
        connection.execute(
            insert(table).values(
                **given.model_dump(exclude={"reasons"}),
                reasons=json.dumps(reasons, ensure_ascii=False),
            )
        )
    return given


def feedback(database: Database, owner: str | None, id: str | None = None) -> tuple[Feedback, ...]:
    """The opinions given by an owner (None: everybody's), of one conversation or of all, the oldest
    first.
    """
    table, whose = tables.feedback, tables.conversations
    query = select(table).join(whose, whose.c.id == table.c.conversation_id).order_by(table.c.given)
    query = query if owner is None else query.where(whose.c.owner == owner)
    query = query if id is None else query.where(whose.c.id == id)
    with database.reading() as connection:
        return tuple(_feedback(row) for row in connection.execute(query).all())


def _found(connection: Connection, id: str) -> Conversation:
    """The conversation; within a transaction of PostgreSQL its row is held until the end."""
    query = select(tables.conversations).where(tables.conversations.c.id == id)
    writes = connection.get_execution_options().get("writes")
    row = connection.execute(query.with_for_update() if writes else query).one_or_none()
    if row is None:
        raise UnknownItem(f"Conversation inconnue : « {id[:40]} » ; reprenez-la dans la liste.")
    return _conversation(row)


def _turns(connection: Connection, id: str) -> tuple[SavedTurn, ...]:
    rows = connection.execute(
        select(tables.turns)
        .where(tables.turns.c.conversation_id == id)
        .order_by(tables.turns.c.number)
    ).all()
    return tuple(SavedTurn.model_validate(dict(row._mapping)) for row in rows)


def _holds(connection: Connection, each: Conversation, wanted: list[str]) -> bool:
    table = tables.turns
    rows = connection.execute(
        select(table.c.question, table.c.answer).where(table.c.conversation_id == each.id)
    ).all()
    text = fold(" ".join([each.title, *(f"{row.question} {row.answer}" for row in rows)]))
    return all(word in text for word in wanted)


def _conversation(row: Row[Any]) -> Conversation:
    return Conversation.model_validate(dict(row._mapping))


def _feedback(row: Row[Any]) -> Feedback:
    return Feedback.model_validate(dict(row._mapping) | {"reasons": tuple(json.loads(row.reasons))})


def _titled(title: str) -> str:
    plain = flatten(title)
    if not plain or len(plain) > MAX_TITLE:
        raise BadInput(f"Le titre d’une conversation a de 1 à {MAX_TITLE} caractères.")
    return plain
