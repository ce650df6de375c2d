"""What the ratings say: figures, agreement of two raters, files; and the evaluations that were run
at the command line.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.responses import Response

from api import web
from api.deps.serving import OpenAssistant
from api.web.rate import chart, files
from api.web.rate.desk import Desk, Rater
from api.web.rate.texts import rate_texts
from assistant.domain import Document, Value
from assistant.errors import UnknownItem
from assistant.ratings.agreement import (
    Agreement,
    list_raters,
    measure_agreement,
    with_distinct_raters,
)
from assistant.ratings.scorecard import read_scorecard, scorecard_names
from assistant.ratings.tally import RATINGS, RatedPairs, Tally, count_ratings
from assistant.store import ratings
from assistant.store.nouns import Rating, SavedPair, SavedRating

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Compared = Annotated[str, Query(max_length=ratings.MAX_RATER + 10)]


class Failed(Value):
    """A pair, and the ratings that say that its source does not bear it out."""

    pair: SavedPair
    ratings: tuple[SavedRating, ...]


class Shown(Value):
    """The ratings that a page may show, and how many are hidden: those on pairs that the reader has
    still to rate.
    """

    rated: tuple[tuple[SavedPair, SavedRating], ...]
    hidden: int


def shown_ratings(desk: Desk, rater: Rater = "") -> Shown:
    """As a dependency, the ratings to show, each rater by its own name; with `nom`, those on pairs
    that this rater has still to rate are left out.
    """
    rated = with_distinct_raters(ratings.list_ratings(desk.database, desk.owner))
    name = rater.strip()
    waiting = {pair.id for pair in desk.waiting(name)} if name else set()
    visible = tuple((pair, rating) for pair, rating in rated if pair.id not in waiting)
    return Shown(rated=visible, hidden=len(rated) - len(visible))


Visible = Annotated[Shown, Depends(shown_ratings)]


@router.get("/evaluer/resultats")
def show_results(
    assistant: OpenAssistant,
    visible: Visible,
    rater: Rater = "",
    first: Annotated[Compared, Query(alias="a")] = "",
    second: Annotated[Compared, Query(alias="b")] = "",
) -> HTMLResponse:
    """The figures of the ratings; `a` and `b` are the raters compared."""
    rated, texts = visible.rated, rate_texts()
    raters = list_raters(rated)
    shown = web.render(
        "rate/resultats.html",
        name=rater.strip(),
        hidden=visible.hidden,
        total=len(rated),
        ratings=RATINGS,
        days=_days(rated),
        day_word=chart.day_word,
        overall=next(iter(count_ratings(rated, lambda pair, rating: "")), None),
        raters=raters,
        agreed=_agreement(rated, raters, first, second),
        texts=texts,
        failed=_failed_pairs(rated),
        tables=_tables(rated, assistant.index.documents),
    )
    return HTMLResponse(shown)


@router.get("/evaluer/figures.json")
def show_chart(
    visible: Visible, width: Annotated[int, Query(alias="largeur", ge=160, le=1200)] = 560
) -> JSONResponse:
    """The Vega-Lite specification of the ratings over time."""
    return JSONResponse(chart.chart_over_time(_days(visible.rated), width))


@router.get("/evaluer/verdicts.csv")
def export_csv(visible: Visible) -> Response:
    """The ratings as a table for a spreadsheet."""
    return Response(
        files.csv_of(visible.rated),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": "attachment; filename=verdicts.csv"},
    )


@router.get("/evaluer/verdicts.json")
def export_json(visible: Visible) -> JSONResponse:
    """The ratings as JSON."""
    return JSONResponse(
        files.rows_of(visible.rated),
        headers={"content-disposition": "attachment; filename=verdicts.json"},
    )


@router.get("/evaluer/rapport")
def show_report(name: Annotated[str, Query(alias="fichier", max_length=200)] = "") -> HTMLResponse:
    """The last evaluation, or the one named. Raises UnknownItem or StoreError."""
    names = scorecard_names()
    card = read_scorecard(name or names[0]) if names or name else None
    return HTMLResponse(
        web.render("rate/rapport.html", card=card, names=names, measures=rate_texts().measures)
    )


def _tables(
    rated: RatedPairs, documents: Mapping[str, Document]
) -> tuple[tuple[str, tuple[Tally, ...]], ...]:
    """The ratings counted by rater, by document cited and by origin, each under its title."""
    titles = rate_texts().groups

    def document_name(pair: SavedPair, rating: SavedRating) -> str:
        cited = pair.citation.document_id
        return documents[cited].short if cited in documents else cited

    return (
        (titles.rater, count_ratings(rated, lambda pair, rating: rating.rater)),
        (titles.document, count_ratings(rated, document_name)),
        (titles.origin, count_ratings(rated, lambda pair, rating: pair.origin)),
    )


def _days(rated: RatedPairs) -> tuple[Tally, ...]:
    return count_ratings(rated, _day)


def _failed_pairs(rated: RatedPairs) -> tuple[Failed, ...]:
    """The pairs that a rater at least found wanting."""
    found: dict[str, Failed] = {}
    for pair, rating in rated:
        if rating.rating is not Rating.SUPPORTS:
            before = found[pair.id].ratings if pair.id in found else ()
            found[pair.id] = Failed(pair=pair, ratings=(*before, rating))
    return tuple(found.values())


def _day(pair: SavedPair, rating: SavedRating) -> str:
    """The day of a rating, by the clock of this machine."""
    return rating.given.astimezone().date().isoformat()


def _agreement(
    rated: RatedPairs, raters: tuple[str, ...], first: str, second: str
) -> Agreement | None:
    """The agreement of the raters named, else of the first two; None with fewer. Raises UnknownItem
    for a rater who rated nothing.
    """
    for name in (first, second):
        if name and name not in raters:
            raise UnknownItem(
                f"Aucun verdict n’est signé « {name} » : choisissez un nom de la liste."
            )
    one = first or next((name for name in raters if name != second), "")
    other = second or next((name for name in raters if name != one), "")
    return measure_agreement(rated, one, other) if one and other and one != other else None
