"""Questions saved to be asked again after a change of corpus or model, each with its reply."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from assistant.domain import Question
from assistant.errors import UnknownItem
from assistant.store import tables
from assistant.store.database import Database
from assistant.store.nouns import SavedQuestion


def save_question(
    database: Database, owner: str, question: Question, reply: str, generation: str
) -> SavedQuestion:
    """Save a question with its reply, in JSON, and the index generation that gave it."""
    saved = SavedQuestion(
        id=secrets.token_hex(6),
        owner=owner,
        text=question.text,
        question=question.model_dump_json(),
        reply=reply,
        generation=generation,
        saved=datetime.now(UTC),
    )
    with database.writing() as connection:
        connection.execute(insert(tables.questions).values(**saved.model_dump()))
    return saved


def list_questions(database: Database, owner: str | None) -> tuple[SavedQuestion, ...]:
    """The questions saved by an owner (None: everybody's), the oldest first."""
    table = tables.questions
    query = select(table).order_by(table.c.saved, table.c.id)
    if owner is not None:
        query = query.where(table.c.owner == owner)
    with database.reading() as connection:
        return tuple(_question_of_row(row) for row in connection.execute(query).all())


def read_question(database: Database, question_id: str) -> SavedQuestion:
    """One saved question; `Question.model_validate_json(saved.question)` is the one to ask again.

    Raises UnknownItem when there is none.
    """
    with database.reading() as connection:
        return _find_question(connection, question_id)


def update_reply(
    database: Database, question_id: str, reply: str, generation: str
) -> SavedQuestion:
    """Replace the reply of a saved question by a new one, under the generation that gave it.

    Raises UnknownItem when there is no such question.
    """
    table = tables.questions
    values = {"reply": reply, "generation": generation, "saved": datetime.now(UTC)}
    with database.writing() as connection:
        _find_question(connection, question_id)
        connection.execute(update(table).where(table.c.id == question_id).values(**values))
        return _find_question(connection, question_id)


def remove_question(database: Database, question_id: str) -> None:
    """Delete a saved question, and leave no byte of it.

    Raises UnknownItem, or Busy while another process still reads it.
    """
    table = tables.questions
    with database.writing() as connection:
        _find_question(connection, question_id)
        connection.execute(delete(table).where(table.c.id == question_id))
    database.scrub(table)


def _find_question(connection: Connection, question_id: str) -> SavedQuestion:
    query = select(tables.questions).where(tables.questions.c.id == question_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownItem(
            f"Question inconnue : « {question_id[:40]} » ; reprenez-la dans la liste."
        )
    return _question_of_row(row)


def _question_of_row(row: Row[Any]) -> SavedQuestion:
    return SavedQuestion.model_validate(dict(row._mapping))
