"""Pairs of a sentence and its citation that wait to be rated, and the ratings they received."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, select

from assistant.domain import Citation
from assistant.errors import BadInput, UnknownItem
from assistant.store import tables
from assistant.store.database import Database
from assistant.store.nouns import Pair, PairRating, SavedPair, SavedRating

MAX_RATER = 80


def save_pair(database: Database, owner: str, pair: Pair, *, shared: bool = False) -> SavedPair:
    """Queue a pair to be rated by its owner or, when it is shared, by anyone.

    A pair that is queued again is returned as it stands, with its ratings kept.
    """
    saved = SavedPair(
        **pair.model_dump(exclude={"citation"}),
        citation=pair.citation,
        id=_pair_id(owner, pair),
        owner=owner,
        shared=shared,
        queued=datetime.now(UTC),
    )
    with database.writing() as connection:
        row = _row_of_pair(connection, saved.id)
        if row is not None:
            return _pair_of_row(row)
        values = saved.model_dump(exclude={"citation"})
        citation = saved.citation.model_dump_json()
        connection.execute(insert(tables.pairs).values(**values, citation=citation))
    return saved


def list_pairs(
    database: Database, owner: str | None, rater: str | None = None
) -> tuple[SavedPair, ...]:
    """The pairs that an owner may see (None: all), the oldest first.

    With `rater`, only those that the owner has not yet rated under that name.
    """
    table = tables.pairs
    query = select(table).order_by(table.c.queued, table.c.id)
    if owner is not None:
        query = query.where((table.c.owner == owner) | table.c.shared)
    if rater is not None:
        query = query.where(~exists().where(_rated_by(owner, rater)))
    with database.reading() as connection:
        return tuple(_pair_of_row(row) for row in connection.execute(query).all())


def read_pair(database: Database, pair_id: str) -> SavedPair:
    """One pair. Raises UnknownItem when there is none."""
    with database.reading() as connection:
        row = _row_of_pair(connection, pair_id)
    if row is None:
        raise _unknown_pair(pair_id)
    return _pair_of_row(row)


def save_rating(
    database: Database, pair_id: str, owner: str, pair_rating: PairRating
) -> SavedRating:
    """Save a rating of a pair; it replaces the same rater's former one.

    Raises UnknownItem when the pair does not exist, BadInput for an empty or too long name.
    """
    rater = pair_rating.rater.strip()
    if not 0 < len(rater) <= MAX_RATER:
        raise BadInput(f"Le nom de l’évaluateur a de 1 à {MAX_RATER} caractères.")
    saved = SavedRating(
        **pair_rating.model_dump(exclude={"rater"}),
        rater=rater,
        pair_id=pair_id,
        owner=owner,
        given=datetime.now(UTC),
    )
    with database.writing() as connection:
        if _row_of_pair(connection, pair_id) is None:
            raise _unknown_pair(pair_id)
        _replace_rating(connection, saved)
    return saved


def list_ratings(
    database: Database, owner: str | None
) -> tuple[tuple[SavedPair, SavedRating], ...]:
    """Every rating of the pairs that an owner may see (None: of all), the oldest first."""
    visible = {pair.id: pair for pair in list_pairs(database, owner)}
    table = tables.reviews
    with database.reading() as connection:
        rows = connection.execute(select(table).order_by(table.c.given)).all()
    visible_rows = (row for row in rows if row.pair_id in visible)
    return tuple((visible[row.pair_id], _rating_of_row(row)) for row in visible_rows)


def remove_pair(database: Database, pair_id: str) -> None:
    """Take a pair out of the queue with its ratings, and leave no byte of them.

    Raises UnknownItem, or Busy while another process still reads them.
    """
    with database.writing() as connection:
        result = connection.execute(delete(tables.pairs).where(tables.pairs.c.id == pair_id))
        if not result.rowcount:
            raise _unknown_pair(pair_id)
    database.scrub(tables.pairs, tables.reviews)


def _pair_id(owner: str, pair: Pair) -> str:
    """The identifier of a pair: a digest of its owner, sentence, passage and quoted words."""
    citation = pair.citation
    key = "\n".join((owner, pair.sentence, citation.passage_id, citation.quote))
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def _rated_by(owner: str | None, rater: str) -> Any:
    """The condition that a pair was rated under that name, by that owner's session."""
    table = tables.reviews
    condition = (table.c.pair_id == tables.pairs.c.id) & (table.c.rater == rater)
    return condition if owner is None else condition & (table.c.owner == owner)


def _replace_rating(connection: Connection, saved: SavedRating) -> None:
    table = tables.reviews
    same = (
        (table.c.pair_id == saved.pair_id)
        & (table.c.owner == saved.owner)
        & (table.c.rater == saved.rater)
    )
    connection.execute(delete(table).where(same))
    # The column keeps the name it had in the first version of the database.
    values = saved.model_dump(exclude={"rating"})
    connection.execute(insert(table).values(**values, verdict=saved.rating))


def _rating_of_row(row: Row[Any]) -> SavedRating:
    values = dict(row._mapping)
    rating = values.pop("verdict")
    return SavedRating.model_validate({**values, "rating": rating})


def _row_of_pair(connection: Connection, pair_id: str) -> Row[Any] | None:
    query = select(tables.pairs).where(tables.pairs.c.id == pair_id)
    return connection.execute(query).one_or_none()


def _pair_of_row(row: Row[Any]) -> SavedPair:
    citation = Citation.model_validate_json(row.citation)
    return SavedPair.model_validate({**row._mapping, "citation": citation})


def _unknown_pair(pair_id: str) -> UnknownItem:
    return UnknownItem(f"Phrase à juger inconnue : « {pair_id[:40]} » ; reprenez-la dans la file.")
