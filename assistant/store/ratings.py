"""Pairs of a sentence and its citation, queued to be judged, and the verdicts of the raters."""

import hashlib
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Row, delete, exists, insert, select

from assistant.domain import Citation
from assistant.errors import BadInput, UnknownItem
from assistant.store import tables
from assistant.store.database import Database
from assistant.store.nouns import Pair, Review, Verdict

MAX_RATER = 80


def queue(
    database: Database,
    owner: str,
    origin: Literal["réponse", "brouillon"],
    sentence: str,
    citation: Citation,
    shared: bool = False,
    question: str = "",
) -> Pair:
    """Queue a pair to be judged, by its owner or, when it is shared, by anyone. A pair that is
    queued again keeps its verdicts.
    """
    key = "\n".join((owner, sentence, citation.passage_id, citation.quote))
    id = hashlib.sha256(key.encode()).hexdigest()[:24]
    pair = Pair(
        id=id,
        owner=owner,
        shared=shared,
        origin=origin,
        sentence=sentence,
        citation=citation,
        question=question,
        queued=datetime.now(UTC),
    )
    with database.writing() as connection:
        known = connection.execute(
            select(tables.pairs).where(tables.pairs.c.id == id)
        ).one_or_none()
        if known is not None:
            return _pair(known)
        connection.execute(
            insert(tables.pairs).values(
                **pair.model_dump(exclude={"citation"}), citation=citation.model_dump_json()
            )
        )
    return pair


def pairs(database: Database, owner: str | None, rater: str | None = None) -> tuple[Pair, ...]:
    """The pairs that an owner may see (None: all), the oldest first; with `rater`, those that the
    owner has not yet judged under that name.
    """
    table, done = tables.pairs, tables.reviews
    query = select(table).order_by(table.c.queued, table.c.id)
    if owner is not None:
        query = query.where((table.c.owner == owner) | table.c.shared)
    if rater is not None:
        mine = (done.c.pair_id == table.c.id) & (done.c.rater == rater)
        query = query.where(
            ~exists().where(mine if owner is None else mine & (done.c.owner == owner))
        )
    with database.reading() as connection:
        return tuple(_pair(row) for row in connection.execute(query).all())


def pair(database: Database, id: str) -> Pair:
    """A pair. Raises UnknownItem when there is none."""
    with database.reading() as connection:
        row = connection.execute(select(tables.pairs).where(tables.pairs.c.id == id)).one_or_none()
    if row is None:
        raise _no_pair(id)
    return _pair(row)


def judge(
    database: Database,
    id: str,
    owner: str,
    rater: str,
    verdict: Verdict,
    reason: str,
    seconds: float,
) -> Review:
    """Record a rater's verdict on a pair; it replaces the same rater's former one. Raises
    UnknownItem, or BadInput for an empty or too long name.
    """
    if not 0 < len(rater.strip()) <= MAX_RATER:
        raise BadInput(f"Le nom de l’évaluateur a de 1 à {MAX_RATER} caractères.")
    review = Review(
        pair_id=id,
        owner=owner,
        rater=rater.strip(),
        verdict=verdict,
        reason=reason,
        seconds=seconds,
        given=datetime.now(UTC),
    )
    table = tables.reviews
    with database.writing() as connection:
        if (
            connection.execute(
                select(tables.pairs.c.id).where(tables.pairs.c.id == id)
            ).one_or_none()
            is None
        ):
            raise _no_pair(id)
        connection.execute(
            delete(table).where(
                table.c.pair_id == id, table.c.owner == owner, table.c.rater == review.rater
            )
        )
        connection.execute(insert(table).values(**review.model_dump()))
    return review


def reviews(database: Database, owner: str | None) -> tuple[tuple[Pair, Review], ...]:
    """Every verdict on the pairs that an owner may see (None: on all), the oldest first: what
    agreement, exports and figures are made from.
    """
    seen = {each.id: each for each in pairs(database, owner)}
    table = tables.reviews
    with database.reading() as connection:
        rows = connection.execute(select(table).order_by(table.c.given)).all()
    return tuple(
        (seen[row.pair_id], Review.model_validate(dict(row._mapping)))
        for row in rows
        if row.pair_id in seen
    )


def remove(database: Database, id: str) -> None:
    """Take a pair out of the queue, with its verdicts, and leave no byte of them. Raises
    UnknownItem, or Busy while another process still reads them.
    """
    with database.writing() as connection:
        if not connection.execute(delete(tables.pairs).where(tables.pairs.c.id == id)).rowcount:
            raise _no_pair(id)
    database.scrub(tables.pairs, tables.reviews)


def _pair(row: Row[Any]) -> Pair:
    return Pair.model_validate(
        dict(row._mapping) | {"citation": Citation.model_validate_json(row.citation)}
    )


def _no_pair(id: str) -> UnknownItem:
    return UnknownItem(f"Phrase à juger inconnue : « {id[:40]} » ; reprenez-la dans la file.")
