"""Verdicts as files: CSV for a spreadsheet set in French, JSON for anything else. Who owns what is
left out.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

from assistant.ratings.tally import Rated
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


def rows(judged: Rated) -> list[dict[str, Any]]:
    """One row a verdict."""
    return [dict(zip(COLUMNS, _row(pair, review), strict=True)) for pair, review in judged]


def as_csv(judged: Rated) -> bytes:
    """Semicolons and a byte order mark, which a French spreadsheet opens as a table; a cell never
    begins as a formula.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([[_harmless(cell) for cell in _row(pair, review)] for pair, review in judged])
    return written.getvalue().encode("utf-8-sig")


def _row(pair: SavedPair, review: SavedRating) -> Sequence[Any]:
    cited = pair.citation
    return (
        pair.id,
        pair.origin,
        pair.question,
        pair.sentence,
        cited.document_id,
        cited.passage_id,
        cited.label,
        cited.quote,
        review.rater,
        review.rating.value,
        review.reason,
        round(review.seconds, 1),
        review.given.isoformat(timespec="seconds"),
    )


def _harmless(cell: Any) -> Any:
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
