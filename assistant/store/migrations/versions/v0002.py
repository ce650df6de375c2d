"""A pair to be judged keeps the question that its sentence answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; pairs queued before have no question."""
    op.add_column("pairs", sa.Column("question", sa.Text, nullable=False, server_default=""))
