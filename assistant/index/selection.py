"""Which rows of the index a question may find: the same filters as rows, for the exact scan and the
words, and as conditions on the fields that Chroma stores, for its `where`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.domain import Document, Filters, Passage

Fields = dict[str, str | int | bool]
Where = Mapping[str, Any]

ALWAYS, FOREVER = 0, 99_991_231


@dataclass(frozen=True)
class Rows:
    """Some rows of an index: `mask` says yes or no for each, `where` says the same to Chroma."""

    mask: npt.NDArray[np.bool_]
    where: Where


@dataclass(frozen=True)
class Selection:
    """The passages that filters allow, and the annotated questions of these passages."""

    passages: Rows
    questions: Rows


def select(
    filters: Filters,
    documents: Iterable[Document],
    passages: Iterable[Passage],
    owner: npt.NDArray[np.int64],
) -> Selection | None:
    """What the filters allow; None when they allow everything. `owner` gives the passage row of
    each annotated question.
    """
    if filters == Filters():
        return None
    documents = tuple(documents)
    allowed = {document.id for document in documents if passes(document, filters)}
    mask = np.asarray([passage.document_id in allowed for passage in passages], dtype=np.bool_)
    where = where_of(filters, documents)
    return Selection(passages=Rows(mask, where), questions=Rows(mask[owner], where))


def passes(document: Document, filters: Filters) -> bool:
    """Do all the filters allow a document?"""
    return (
        (not filters.documents or document.id in filters.documents)
        and (not filters.weights or document.weight in filters.weights)
        and (not filters.territory or _covers(document, filters.territory))
        and (not filters.in_force_on or _in_force(document, filters.in_force_on))
    )


def _covers(document: Document, territory: str) -> bool:
    return document.national or territory.lower() in document.territory.lower()


def _in_force(document: Document, day: date) -> bool:
    begins, ends = _life(document)
    return begins <= _number(day) <= ends


def _life(document: Document) -> tuple[int, int]:
    """The first and the last day on which a document counts, as numbers that compare as days do."""
    dates = document.dates
    begins = dates.in_force or dates.published or dates.signed
    return (
        _number(begins) if begins else ALWAYS,
        _number(dates.expired) if dates.expired else FOREVER,
    )


def _number(day: date) -> int:
    """20240831 for 31 August 2024."""
    return day.year * 10_000 + day.month * 100 + day.day


def fields_of(passage: Passage, document: Document) -> Fields:
    """What Chroma stores beside the vector of a passage, or of one of its questions."""
    begins, ends = _life(document)
    return {
        "passage": passage.id,
        "kind": passage.kind.value,
        "document": document.id,
        "weight": document.weight.value,
        "territory": document.territory,
        "national": document.national,
        "begins": begins,
        "ends": ends,
    }


def where_of(filters: Filters, documents: Iterable[Document]) -> Where:
    """The conditions of Chroma that allow what `passes` allows; empty for filters that allow
    everything.
    """
    conditions: list[Where] = []
    if filters.documents:
        conditions.append({"document": {"$in": list(filters.documents)}})
    if filters.weights:
        conditions.append({"weight": {"$in": [weight.value for weight in filters.weights]}})
    if filters.territory:
        conditions.append(_territory_condition(filters.territory, documents))
    if filters.in_force_on:
        day = _number(filters.in_force_on)
        conditions += [{"begins": {"$lte": day}}, {"ends": {"$gte": day}}]
    return {"$and": conditions} if len(conditions) > 1 else (conditions or [{}])[0]


def _territory_condition(territory: str, documents: Iterable[Document]) -> Where:
    """National, or of a territory whose name holds the words asked for: Chroma compares whole
    values, so the names are listed.
    """
    names = {d.territory for d in documents if _covers(d, territory) and not d.national}
    national: Where = {"national": True}
    return {"$or": [national, {"territory": {"$in": sorted(names)}}]} if names else national
