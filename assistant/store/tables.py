"""The tables of the store. A change here goes with a migration; `REVISION` names the last one."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

REVISION = "0002"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones: ours is attached when it is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as it is written: in UTC. Called by SQLAlchemy."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as it is read: in UTC, whatever the database gives. Called by SQLAlchemy."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("subtitle", Text, nullable=False),
    Column("head", Integer, nullable=False),
    Column("created", Utc, nullable=False),
    Column("changed", Utc, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("draft_id", ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("cause", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("begun", Utc, nullable=False),  # of the run of autosaves that this one ends
    Column("saved", Utc, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("created", Utc, nullable=False),
    Column("changed", Utc, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("asked", Utc, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("conversation_id", String(32), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("citation", Integer, primary_key=True, autoincrement=False),
    Column("thumb", String(16), nullable=False),
    Column("reasons", Text, nullable=False),  # a JSON list
    Column("comment", Text, nullable=False),
    Column("given", Utc, nullable=False),
    ForeignKeyConstraint(
        ["conversation_id", "turn"], ["turns.conversation_id", "turns.number"], ondelete="CASCADE"
    ),
)

pairs = Table(
    "pairs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("shared", Boolean, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("citation", Text, nullable=False),  # JSON
    Column("question", Text, nullable=False, server_default=""),
    Column("queued", Utc, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("pair_id", ForeignKey("pairs.id", ondelete="CASCADE"), primary_key=True),
    Column("owner", String(64), primary_key=True),
    Column("rater", String(80), primary_key=True),
    Column("verdict", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("given", Utc, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("generation", String(64), nullable=False),
    Column("saved", Utc, nullable=False),
)
