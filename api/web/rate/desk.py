"""The desk of the evaluator: a queue of sentences with their sources, and the ways to fill it."""

import secrets
from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from api import web
from api.deps.access import CurrentActor, owner_filter
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.web.rate.records import (
    list_turns,
    pairs_of_conversations,
    pairs_of_drafts,
    record_of_answer,
)
from api.web.rate.texts import rate_texts
from assistant.domain import Question
from assistant.errors import BadInput
from assistant.pipeline import Assistant
from assistant.ratings.pairing import draw_pairs, pairs_of_record
from assistant.store import drafts, ratings
from assistant.store.nouns import Pair, SavedPair, SavedRating

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Rater = Annotated[str, Query(alias="nom", max_length=ratings.MAX_RATER)]
MOST_QUESTIONS = 50
MOST_PAIRS = 200


class RatingDesk:
    """As a dependency, the pairs that the session may rate, and their ratings."""

    def __init__(self, actor: CurrentActor, database: OpenDatabase) -> None:
        self.actor = actor
        self.database = database
        self.owner = owner_filter(actor)

    def pairs(self) -> tuple[SavedPair, ...]:
        """Every pair of a sentence and its citation in the queue, rated or not."""
        return tuple(ratings.list_pairs(self.database, self.owner))

    def waiting(self, rater: str) -> tuple[SavedPair, ...]:
        """The pairs that a rater has still to rate."""
        return tuple(ratings.list_pairs(self.database, self.owner, rater))

    def own_ratings(self, rater: str) -> list[SavedRating]:
        """The ratings given from this session under that name."""
        return [
            rating
            for _, rating in ratings.list_ratings(self.database, self.owner)
            if rating.owner == self.actor.owner and rating.rater == rater
        ]

    def render(
        self, rater: str, *, added: int | None = None, fault: str = "", done: bool = False
    ) -> HTMLResponse:
        """The page of the queue: how many pairs were just added, what is wrong with the name, or
        that this rater has rated them all.
        """
        shown = web.render(
            "rate/bureau.html",
            name=rater,
            added=added,
            fault=fault,
            done=done,
            queued=len(self.pairs()),
            left=len(self.waiting(rater)) if rater else None,
            rated=len(ratings.list_ratings(self.database, self.owner)),
            exchanges=len(list_turns(self.database, self.owner)),
            drafted=len(drafts.list_drafts(self.database, self.owner)),
            samples=rate_texts().samples,
            most=MOST_PAIRS,
        )
        return HTMLResponse(shown, 422 if fault else 200)


Desk = Annotated[RatingDesk, Depends(RatingDesk)]


class FillForm(BaseModel):
    """From where the queue is to be filled, with how many pairs; `samples` are questions, one a
    line.
    """

    model_config = ConfigDict(frozen=True)

    source: Literal["questions", "conversations", "brouillons"]
    count: int = Field(20, alias="nombre", ge=1, le=MOST_PAIRS)
    samples: str = Field("", alias="essais", max_length=20_000)
    share: str = Field("", alias="partager")
    rater: str = Field("", alias="nom", max_length=ratings.MAX_RATER)


@router.get("/evaluer")
def show_desk(
    desk: Desk,
    rater: Rater = "",
    added: Annotated[int | None, Query(alias="ajoutees", ge=0)] = None,
) -> HTMLResponse:
    """The queue, and the ways to fill it."""
    return desk.render(rater.strip(), added=added)


@router.post("/evaluer/file")
def fill(
    assistant: OpenAssistant, desk: Desk, form: Annotated[FillForm, Form()]
) -> RedirectResponse:
    """Queue pairs drawn by lot from one source. Raises BadInput when it has too many questions or
    gives no pair.
    """
    known = {pair.id for pair in desk.pairs()}
    chosen = draw_pairs(_candidates(assistant, desk, form), form.count, secrets.token_hex(4))
    if not chosen:
        raise BadInput(
            "Rien à juger de ce côté : aucune phrase n’y cite de source. Posez "
            "une question, rédigez un brouillon ou prenez les questions "
            "d’essai."
        )
    owner, shared = desk.actor.owner, bool(form.share)
    queued = {ratings.save_pair(desk.database, owner, pair, shared=shared).id for pair in chosen}
    query = urlencode({"nom": form.rater, "ajoutees": len(queued - known)})
    return RedirectResponse(f"/evaluer?{query}", 303)


def _candidates(assistant: Assistant, desk: RatingDesk, form: FillForm) -> Iterator[Pair]:
    """The pairs of the source chosen. Raises what `_pairs_of_samples` raises."""
    if form.source == "questions":
        return _pairs_of_samples(assistant, form.samples)
    if form.source == "conversations":
        return pairs_of_conversations(desk.database, desk.owner)
    return pairs_of_drafts(desk.database, desk.owner)


def _pairs_of_samples(assistant: Assistant, samples: str) -> Iterator[Pair]:
    """The pairs of the answers to some questions, one a line. Raises BadInput when there are too
    many, and what a question raises.
    """
    questions = [line.strip() for line in samples.splitlines() if line.strip()]
    if len(questions) > MOST_QUESTIONS:
        raise BadInput(
            f"Il y a {len(questions)} questions : "
            f"gardez-en {MOST_QUESTIONS} au plus, une par ligne."
        )
    for question in questions:
        yield from pairs_of_record(record_of_answer(assistant.ask(Question(text=question))))
