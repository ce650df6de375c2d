"""What the verdicts say: figures, agreement of two raters, files; and the evaluations that were run
at the command line.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.responses import Response

from api import web
from api.deps.access import Actor, CurrentActor, owner_filter
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.web.rate import figures, rating_file
from api.web.rate.desk import Name
from api.web.rate.texts import rate_texts
from assistant.domain import Value
from assistant.errors import UnknownItem
from assistant.ratings.agreement import (
    Agreement,
    list_raters,
    measure_agreement,
    with_distinct_raters,
)
from assistant.ratings.scorecard import read_scorecard, scorecard_names
from assistant.ratings.tally import RATINGS, Rated, Tally, count_ratings
from assistant.store import ratings
from assistant.store.database import Database
from assistant.store.nouns import Rating, SavedPair, SavedRating

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Rater = Annotated[str, Query(max_length=ratings.MAX_RATER + 10)]


class Failed(Value):
    """A pair, and the verdicts that say it is not borne out."""

    pair: SavedPair
    reviews: tuple[SavedRating, ...]


@router.get("/evaluer/resultats")
def results(
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: OpenDatabase,
    nom: Name = "",
    a: Rater = "",
    b: Rater = "",
) -> HTMLResponse:
    """The figures of the verdicts; with `nom`, pairs that this rater has still to judge are left
    out. `a` and `b` are the raters compared.
    """
    judged, hidden = _seen(actor, database, nom)
    documents, texts = assistant.index.documents, rate_texts()
    known = list_raters(judged)
    shown = web.render(
        "rate/resultats.html",
        name=nom.strip(),
        hidden=hidden,
        total=len(judged),
        verdicts=RATINGS,
        days=_days(judged),
        day_word=figures.day_word,
        overall=next(iter(count_ratings(judged, lambda pair, review: "")), None),
        raters=known,
        agreed=_agreed(judged, known, a, b),
        texts=texts,
        failed=_failed(judged),
        tables=(
            (texts.groups.rater, count_ratings(judged, lambda pair, review: review.rater)),
            (
                texts.groups.document,
                count_ratings(
                    judged,
                    lambda pair, review: (
                        documents[_id(pair)].short if _id(pair) in documents else _id(pair)
                    ),
                ),
            ),
            (texts.groups.origin, count_ratings(judged, lambda pair, review: pair.origin)),
        ),
    )
    return HTMLResponse(shown)


@router.get("/evaluer/figures.json")
def plot(
    actor: CurrentActor,
    database: OpenDatabase,
    nom: Name = "",
    largeur: Annotated[int, Query(ge=160, le=1200)] = 560,
) -> JSONResponse:
    """The Vega-Lite specification of the verdicts over time."""
    judged, _ = _seen(actor, database, nom)
    return JSONResponse(figures.over_time(_days(judged), largeur))


@router.get("/evaluer/verdicts.csv")
def as_csv(actor: CurrentActor, database: OpenDatabase, nom: Name = "") -> Response:
    """The verdicts as a table for a spreadsheet."""
    judged, _ = _seen(actor, database, nom)
    return Response(
        rating_file.as_csv(judged),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": "attachment; filename=verdicts.csv"},
    )


@router.get("/evaluer/verdicts.json")
def as_json(actor: CurrentActor, database: OpenDatabase, nom: Name = "") -> JSONResponse:
    """The verdicts as JSON."""
    judged, _ = _seen(actor, database, nom)
    return JSONResponse(
        rating_file.rows(judged),
        headers={"content-disposition": "attachment; filename=verdicts.json"},
    )


@router.get("/evaluer/rapport")
def report(fichier: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
    """The last evaluation, or the one named. Raises UnknownItem or StoreError."""
    kept = scorecard_names()
    card = read_scorecard(fichier or kept[0]) if kept or fichier else None
    return HTMLResponse(
        web.render("rate/rapport.html", card=card, names=kept, measures=rate_texts().measures)
    )


def _seen(actor: Actor, database: Database, name: str) -> tuple[Rated, int]:
    """The verdicts to show, each rater by its own name, and how many are hidden: those on pairs
    that `name` has still to judge.
    """
    judged = with_distinct_raters(ratings.list_ratings(database, owner_filter(actor)))
    waiting = (
        {pair.id for pair in ratings.list_pairs(database, owner_filter(actor), name.strip())}
        if name.strip()
        else set()
    )
    return [(pair, review) for pair, review in judged if pair.id not in waiting], sum(
        pair.id in waiting for pair, _ in judged
    )


def _days(judged: Rated) -> tuple[Tally, ...]:
    return count_ratings(judged, _day)


def _failed(judged: Rated) -> tuple[Failed, ...]:
    """The pairs that a rater at least found wanting."""
    found: dict[str, Failed] = {}
    for pair, review in judged:
        if review.rating is not Rating.SUPPORTS:
            before = found[pair.id].reviews if pair.id in found else ()
            found[pair.id] = Failed(pair=pair, reviews=(*before, review))
    return tuple(found.values())


def _day(pair: SavedPair, review: SavedRating) -> str:
    """The day of a verdict, by the clock of this machine."""
    return review.given.astimezone().date().isoformat()


def _id(pair: SavedPair) -> str:
    return pair.citation.document_id


def _agreed(judged: Rated, known: tuple[str, ...], a: str, b: str) -> Agreement | None:
    """The agreement of the raters named, else of the first two; None with fewer. Raises UnknownItem
    for a rater who judged nothing.
    """
    for name in (a, b):
        if name and name not in known:
            raise UnknownItem(
                f"Aucun verdict n’est signé « {name} » : choisissez un nom de la liste."
            )
    first = a or next((name for name in known if name != b), "")
    second = b or next((name for name in known if name != first), "")
    return (
        measure_agreement(judged, first, second) if first and second and first != second else None
    )
