"""Questions kept to be asked again after a change of corpus or model, each with the reply it
had.
"""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from assistant.domain import Question
from assistant.errors import UnknownItem
from assistant.store import tables
from assistant.store.database import Database
from assistant.store.nouns import SavedQuestion


def keep(
    database: Database, owner: str, question: Question, reply: str, generation: str
) -> SavedQuestion:
    """Keep a question with its reply, in JSON, and the generation of the index that gave it."""
    kept = SavedQuestion(
        id=secrets.token_hex(6),
        owner=owner,
        text=question.text,
        question=question.model_dump_json(),
        reply=reply,
        generation=generation,
        saved=datetime.now(UTC),
    )
    with database.writing() as connection:
        connection.execute(insert(tables.questions).values(**kept.model_dump()))
    return kept


def questions(database: Database, owner: str | None) -> tuple[SavedQuestion, ...]:
    """The questions kept by an owner (None: everybody's), the oldest first."""
    table = tables.questions
    query = select(table).order_by(table.c.saved, table.c.id)
    with database.reading() as connection:
        rows = connection.execute(
            query if owner is None else query.where(table.c.owner == owner)
        ).all()
    return tuple(_question(row) for row in rows)


def question(database: Database, id: str) -> SavedQuestion:
    """A question that was kept; `Question.model_validate_json(kept.question)` asks it again. Raises
    UnknownItem when there is none.
    """
    with database.reading() as connection:
        row = connection.execute(
            select(tables.questions).where(tables.questions.c.id == id)
        ).one_or_none()
    if row is None:
        raise _unknown(id)
    return _question(row)


def renew(database: Database, id: str, reply: str, generation: str) -> SavedQuestion:
    """Put a new reply in the place of the former one, once its differences were seen. Raises
    UnknownItem when there is no such question.
    """
    table = tables.questions
    with database.writing() as connection:
        done = connection.execute(
            update(table)
            .where(table.c.id == id)
            .values(reply=reply, generation=generation, saved=datetime.now(UTC))
        )
        if not done.rowcount:
            raise _unknown(id)
    return question(database, id)


def remove(database: Database, id: str) -> None:
    """Forget a question, and leave no byte of it. Raises UnknownItem, or Busy while another process
    still reads it.
    """
    with database.writing() as connection:
        if not connection.execute(
            delete(tables.questions).where(tables.questions.c.id == id)
        ).rowcount:
            raise _unknown(id)
    database.scrub(tables.questions)


def _question(row: Row[Any]) -> SavedQuestion:
    return SavedQuestion.model_validate(dict(row._mapping))


def _unknown(id: str) -> UnknownItem:
    return UnknownItem(f"Question inconnue : « {id[:40]} » ; reprenez-la dans la liste.")
