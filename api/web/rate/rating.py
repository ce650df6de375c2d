"""A sentence and its source rated, one pair after another, blind."""

import time
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api import web
from api.deps.access import ReadPair, WritePair
from api.deps.serving import OpenAssistant
from api.web.rate.desk import Desk, Rater, RatingDesk
from api.web.rate.texts import rate_texts
from api.web.rate.views import next_waiting, pair_view
from assistant.pipeline import Assistant
from assistant.store import ratings
from assistant.store.nouns import PairRating, Rating, SavedPair

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
LONGEST = 3600.0  # seconds; a page left open is no work
LONGEST_REASON = 2000


class RatingForm(BaseModel):
    """What was chosen and typed about a pair: `begun` is when the page was opened, in seconds since
    1970, `counted` the seconds during which it was in sight, as the page counts them.
    """

    model_config = ConfigDict(frozen=True)

    rater: str = Field(alias="nom", max_length=ratings.MAX_RATER)
    chosen: str = Field("", alias="verdict")
    reason: str = Field("", alias="raison", max_length=LONGEST_REASON)
    begun: float = Field(0.0, alias="debut", ge=0)
    counted: str = Field("", alias="secondes", max_length=20)

    @property
    def rating(self) -> Rating | None:
        """The rating chosen, if it is one."""
        return next((each for each in Rating if each.value == self.chosen), None)

    @property
    def fault(self) -> str:
        """What is still lacking; empty when the rating can be saved."""
        faults = rate_texts().faults
        if self.rating is None:
            return faults.unrated
        needs_reason = self.rating is not Rating.SUPPORTS
        return faults.unexplained if needs_reason and not self.reason.strip() else ""

    @property
    def seconds(self) -> float:
        """Seconds given to the pair: those that the page counted while it was in sight, else those
        since it was opened.
        """
        since = max(0.0, time.time() - self.begun) if self.begun else 0.0
        numeric = self.counted.replace(".", "", 1).isdigit() and self.counted.isascii()
        seen = float(self.counted) if numeric else since
        return round(min(seen, since, LONGEST), 1)


@router.get("/evaluer/juger")
def show_next(
    assistant: OpenAssistant,
    desk: Desk,
    rater: Rater = "",
    passed: Annotated[str, Query(alias="apres")] = "",
    rated: Annotated[str, Query(alias="fait")] = "",
) -> HTMLResponse:
    """The next pair that this rater has not rated; after `passed` when one was passed over. `rated`
    is the one just rated.
    """
    name = rater.strip()
    if not name:
        return desk.render(name, fault=rate_texts().faults.nameless)
    pair = next_waiting(desk.waiting(name), passed)
    if pair is None:
        return desk.render(name, done=True)
    return _page(assistant, desk, pair, RatingForm(nom=name), rated=rated)


@router.get("/evaluer/phrases/{id}")
def show_again(
    pair_id: ReadPair, assistant: OpenAssistant, desk: Desk, rater: Rater
) -> HTMLResponse:
    """A pair, to be rated again under the same name."""
    pair = ratings.read_pair(desk.database, pair_id)
    return _page(assistant, desk, pair, RatingForm(nom=rater.strip()))


@router.post("/evaluer/phrases/{id}")
def rate(
    pair_id: ReadPair,
    assistant: OpenAssistant,
    desk: Desk,
    form: Annotated[RatingForm, Form()],
) -> Response:
    """Save a rating and go to the next pair. Without a rating, or without the reason that it needs,
    the page says so. Raises BadInput for an empty name.
    """
    rating, name = form.rating, form.rater.strip()
    if rating is None or form.fault:
        pair = ratings.read_pair(desk.database, pair_id)
        return _page(assistant, desk, pair, form, fault=form.fault)
    given = PairRating(
        rater=form.rater, rating=rating, reason=form.reason.strip(), seconds=form.seconds
    )
    ratings.save_rating(desk.database, pair_id, desk.actor.owner, given)
    return RedirectResponse(f"/evaluer/juger?{urlencode({'nom': name, 'fait': pair_id})}", 303)


@router.post("/evaluer/phrases/{id}/retirer")
def remove(
    pair_id: WritePair,
    desk: Desk,
    rater: Annotated[str, Form(alias="nom", max_length=ratings.MAX_RATER)] = "",
) -> RedirectResponse:
    """Take a pair out of the queue with its ratings."""
    ratings.remove_pair(desk.database, pair_id)
    return RedirectResponse(f"/evaluer/juger?{urlencode({'nom': rater})}", 303)


def _page(
    assistant: Assistant,
    desk: RatingDesk,
    pair: SavedPair,
    form: RatingForm,
    *,
    rated: str = "",
    fault: str = "",
) -> HTMLResponse:
    """The page of a pair; `rated` is the pair that was rated just before, of which only one's own
    rating is shown.
    """
    name = form.rater.strip()
    left, queued = len(desk.waiting(name)), len(desk.pairs())
    mine = {rating.pair_id: rating for rating in desk.own_ratings(name)}
    own = mine.get(pair.id)
    shown = web.render(
        "rate/juger.html",
        pair=pair_view(pair, assistant.index, date.today()),
        name=name,
        ratings=rate_texts().ratings,
        own=pair.owner == desk.actor.owner,
        chosen=form.chosen or (own.rating.value if own else ""),
        reason=form.reason or (own.reason if own else ""),
        fault=fault,
        unexplained=fault == rate_texts().faults.unexplained,
        place=queued - left,
        queued=queued,
        begun=form.begun or time.time(),
        last=mine.get(rated),
    )
    return HTMLResponse(shown, 422 if fault else 200)
