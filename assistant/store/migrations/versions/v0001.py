"""Drafts and versions, conversations and turns, feedback, pairs and reviews, saved questions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "drafts",
        *_own(),
        sa.Column("kind", sa.String(16), nullable=False),
        _text("title"),
        _text("subtitle"),
        sa.Column("head", sa.Integer, nullable=False),
        _moment("created"),
        _moment("changed"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_table(
        "versions",
        sa.Column("draft_id", sa.String(32), nullable=False),
        _number("number"),
        sa.Column("cause", sa.String(32), nullable=False),
        _text("note"),
        _text("form"),
        _moment("begun"),
        _moment("saved"),
        sa.PrimaryKeyConstraint("draft_id", "number", name="pk_versions"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name="fk_versions_drafts", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "conversations",
        *_own(),
        _text("title"),
        sa.Column("turns", sa.Integer, nullable=False),
        _moment("created"),
        _moment("changed"),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_table(
        "turns",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        _number("number"),
        _text("question"),
        _text("answer"),
        _text("reply"),
        _moment("asked"),
        sa.PrimaryKeyConstraint("conversation_id", "number", name="pk_turns"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_turns_conversations",
            ondelete="CASCADE",
        ),
    )
    _judgements()
    op.create_table(
        "questions",
        *_own(),
        _text("text"),
        _text("question"),
        _text("reply"),
        sa.Column("generation", sa.String(64), nullable=False),
        _moment("saved"),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    for table in ("drafts", "conversations", "pairs", "questions"):
        op.create_index(f"ix_{table}_owner", table, ["owner"])


def _judgements() -> None:
    op.create_table(
        "feedback",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        _number("turn"),
        _number("citation"),
        sa.Column("thumb", sa.String(16), nullable=False),
        _text("reasons"),
        _text("comment"),
        _moment("given"),
        sa.PrimaryKeyConstraint("conversation_id", "turn", "citation", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["conversation_id", "turn"],
            ["turns.conversation_id", "turns.number"],
            name="fk_feedback_turns",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "pairs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        _text("sentence"),
        _text("citation"),
        _moment("queued"),
        sa.PrimaryKeyConstraint("id", name="pk_pairs"),
    )
    op.create_table(
        "reviews",
        sa.Column("pair_id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("rater", sa.String(80), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        _text("reason"),
        sa.Column("seconds", sa.Float, nullable=False),
        _moment("given"),
        sa.PrimaryKeyConstraint("pair_id", "owner", "rater", name="pk_reviews"),
        sa.ForeignKeyConstraint(
            ["pair_id"], ["pairs.id"], name="fk_reviews_pairs", ondelete="CASCADE"
        ),
    )


def _own() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("id", sa.String(32), nullable=False), sa.Column(
        "owner", sa.String(64), nullable=False
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, autoincrement=False)


def _moment(name: str) -> "sa.Column[object]":
    return sa.Column(name, MOMENT, nullable=False)
