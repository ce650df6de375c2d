"""Ratings as files: CSV for a spreadsheet set in French, JSON for anything else. Who owns what is
left out.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

from assistant.ratings.tally import RatedPairs
from assistant.store.nouns import SavedPair, SavedRating

COLUMNS = (
    "phrase_id",
    "origine",
    "question",
    "phrase",
    "document",
    "passage",
    "source",
    "mots_cites",
    "evaluateur",
    "verdict",
    "raison",
    "secondes",
    "date",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(rated: RatedPairs) -> list[dict[str, Any]]:
    """A row for each rating: its cells by the name of their column."""
    return [dict(zip(COLUMNS, _row(pair, rating), strict=True)) for pair, rating in rated]


def csv_of(rated: RatedPairs) -> bytes:
    """Semicolons and a byte order mark, which a French spreadsheet opens as a table; a cell never
    begins as a formula.
    """
    content = io.StringIO()
    writer = csv.writer(content, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([[_safe_cell(cell) for cell in _row(pair, rating)] for pair, rating in rated])
    return content.getvalue().encode("utf-8-sig")


def _row(pair: SavedPair, rating: SavedRating) -> Sequence[Any]:
    citation = pair.citation
    return (
        pair.id,
        pair.origin,
        pair.question,
        pair.sentence,
        citation.document_id,
        citation.passage_id,
        citation.label,
        citation.quote,
        rating.rater,
        rating.rating.value,
        rating.reason,
        round(rating.seconds, 1),
        rating.given.isoformat(timespec="seconds"),
    )


def _safe_cell(cell: Any) -> Any:
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
