"""Whose each object is, and the erasure of everything that is somebody's."""

from collections.abc import Mapping

from sqlalchemy import Table, delete, select

from assistant.store import tables
from assistant.store.database import Database
from assistant.store.nouns import Owned

# The objects that have an owner of their own; a version, a turn, an opinion belongs with its draft
# or conversation.
TABLES: Mapping[str, Table] = {
    "draft": tables.drafts,
    "conversation": tables.conversations,
    "pair": tables.pairs,
    "question": tables.questions,
}


def owner_of(database: Database, kind: str, object_id: str) -> Owned | None:
    """Whose the object is; None when there is none. `kind` is a key of TABLES."""
    table = TABLES[kind]
    columns = [table.c.owner]
    if "shared" in table.c:
        columns.append(table.c.shared)
    with database.reading() as connection:
        query = select(*columns).where(table.c.id == object_id)
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Owned.model_validate(dict(row._mapping))


def erase(database: Database, owner: str) -> int:
    """Delete everything that is an owner's, ratings given on others' pairs included, and leave no
    byte of it. Returns how many objects were deleted.

    Raises Busy when it is deleted but another process still reads the former state.
    """
    count = 0
    with database.writing() as connection:
        for table in (*TABLES.values(), tables.reviews):
            own = delete(table).where(table.c.owner == owner)
            count += connection.execute(own).rowcount
    database.scrub(*tables.metadata.sorted_tables)
    return count
