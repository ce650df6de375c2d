"""The desk of the evaluator: a queue of sentences with their sources, judged one by one, blind."""

import secrets
import time
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api import web
from api.deps.access import Actor, CurrentActor, ReadPair, WritePair, owner_filter
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.web.rate.records import fresh, from_conversations, from_drafts, turns
from api.web.rate.texts import rate_texts
from api.web.rate.views import following, pair_view
from assistant.domain import Question
from assistant.errors import BadInput
from assistant.pipeline import Assistant
from assistant.ratings.pairing import draw_pairs, pairs_of_record
from assistant.store import drafts, ratings
from assistant.store.database import Database
from assistant.store.nouns import Pair, PairRating, Rating, SavedPair

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Name = Annotated[str, Query(max_length=ratings.MAX_RATER)]
MOST_QUESTIONS = 50
MOST_PAIRS = 200
LONGEST = 3600.0  # seconds; a page left open is no work
LONG = 2000


@router.get("/evaluer")
def desk(
    actor: CurrentActor,
    database: OpenDatabase,
    nom: Name = "",
    ajoutees: Annotated[int | None, Query(ge=0)] = None,
) -> HTMLResponse:
    """The queue, and the ways to fill it."""
    return _desk(actor, database, nom, ajoutees)


@router.post("/evaluer/file")
def fill(
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: OpenDatabase,
    source: Annotated[Literal["questions", "conversations", "brouillons"], Form()],
    nombre: Annotated[int, Form(ge=1, le=MOST_PAIRS)] = 20,
    essais: Annotated[str, Form(max_length=20_000)] = "",
    partager: Annotated[str, Form()] = "",
    nom: Annotated[str, Form(max_length=ratings.MAX_RATER)] = "",
) -> RedirectResponse:
    """Queue pairs drawn by lot from one source. Raises BadInput when it has too many questions or
    gives no pair.
    """
    candidates = {
        "questions": lambda: _answered(assistant, essais),
        "conversations": lambda: from_conversations(database, owner_filter(actor)),
        "brouillons": lambda: from_drafts(database, owner_filter(actor)),
    }[source]()
    known = {pair.id for pair in ratings.list_pairs(database, owner_filter(actor))}
    chosen = draw_pairs(candidates, nombre, secrets.token_hex(4))
    if not chosen:
        raise BadInput(
            "Rien à juger de ce côté : aucune phrase n’y cite de source. Posez "
            "une question, rédigez un brouillon ou prenez les questions "
            "d’essai."
        )
    queued = {
        ratings.save_pair(database, actor.owner, each, shared=bool(partager)).id for each in chosen
    }
    return RedirectResponse(
        f"/evaluer?{urlencode({'nom': nom, 'ajoutees': len(queued - known)})}", 303
    )


@router.get("/evaluer/juger")
def next_pair(
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: OpenDatabase,
    nom: Name = "",
    apres: str = "",
    fait: str = "",
) -> HTMLResponse:
    """The next pair that this rater has not judged; after `apres` when one was passed over. `fait`
    is the one just judged.
    """
    if not nom.strip():
        return _desk(actor, database, nom, None, rate_texts().faults.nameless)
    waiting = ratings.list_pairs(database, owner_filter(actor), nom.strip())
    pair = following(waiting, apres)
    if pair is None:
        return _desk(actor, database, nom, None, done=True)
    return _judging(assistant, actor, database, pair, nom.strip(), fait)


@router.get("/evaluer/phrases/{id}")
def again(
    pair_id: ReadPair,
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: OpenDatabase,
    nom: Name,
) -> HTMLResponse:
    """A pair, to be judged again under the same name."""
    return _judging(assistant, actor, database, ratings.read_pair(database, pair_id), nom.strip())


@router.post("/evaluer/phrases/{id}")
def judge(
    pair_id: ReadPair,
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: OpenDatabase,
    nom: Annotated[str, Form(max_length=ratings.MAX_RATER)],
    verdict: Annotated[str, Form()] = "",
    raison: Annotated[str, Form(max_length=LONG)] = "",
    debut: Annotated[float, Form(ge=0)] = 0.0,
    secondes: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Record a verdict and go to the next pair. Without a verdict, or without the reason that it
    needs, the page says so. Raises BadInput for an empty name.
    """
    said = next((each for each in Rating if each.value == verdict), None)
    if said is None or (said is not Rating.SUPPORTS and not raison.strip()):
        faults = rate_texts().faults
        fault = faults.unrated if said is None else faults.unexplained
        return _judging(
            assistant,
            actor,
            database,
            ratings.read_pair(database, pair_id),
            nom.strip(),
            "",
            verdict,
            raison,
            fault,
            debut,
        )
    pair_rating = PairRating(
        rater=nom, rating=said, reason=raison.strip(), seconds=_spent(debut, secondes)
    )
    ratings.save_rating(database, pair_id, actor.owner, pair_rating)
    return RedirectResponse(
        f"/evaluer/juger?{urlencode({'nom': nom.strip(), 'fait': pair_id})}", 303
    )


@router.post("/evaluer/phrases/{id}/retirer")
def remove(
    pair_id: WritePair,
    database: OpenDatabase,
    nom: Annotated[str, Form(max_length=ratings.MAX_RATER)] = "",
) -> RedirectResponse:
    """Take a pair out of the queue with its verdicts."""
    ratings.remove_pair(database, pair_id)
    return RedirectResponse(f"/evaluer/juger?{urlencode({'nom': nom})}", 303)


def _desk(
    actor: Actor,
    database: Database,
    name: str,
    added: int | None,
    fault: str = "",
    done: bool = False,
) -> HTMLResponse:
    owner = owner_filter(actor)
    shown = web.render(
        "rate/bureau.html",
        name=name.strip(),
        added=added,
        fault=fault,
        done=done,
        queued=len(ratings.list_pairs(database, owner)),
        left=len(ratings.list_pairs(database, owner, name.strip())) if name.strip() else None,
        verdicts=len(ratings.list_ratings(database, owner)),
        exchanges=len(turns(database, owner)),
        drafted=len(drafts.drafts(database, owner)),
        samples=rate_texts().samples,
        most=MOST_PAIRS,
    )
    return HTMLResponse(shown, 422 if fault else 200)


def _judging(
    assistant: Assistant,
    actor: Actor,
    database: Database,
    pair: SavedPair,
    name: str,
    before: str = "",
    verdict: str = "",
    reason: str = "",
    fault: str = "",
    begun: float | None = None,
) -> HTMLResponse:
    """The page of a pair; `before` is the pair that was judged just before, of which only one's own
    verdict is shown.
    """
    owner = owner_filter(actor)
    left, queued = (
        len(ratings.list_pairs(database, owner, name)),
        len(ratings.list_pairs(database, owner)),
    )
    mine = [
        review
        for _, review in ratings.list_ratings(database, owner)
        if review.owner == actor.owner and review.rater == name
    ]
    own = next((review for review in mine if review.pair_id == pair.id), None)
    shown = web.render(
        "rate/juger.html",
        pair=pair_view(pair, assistant.index, date.today()),
        name=name,
        verdicts=rate_texts().ratings,
        own=pair.owner == actor.owner,
        chosen=verdict or (own.rating.value if own else ""),
        reason=reason or (own.reason if own else ""),
        fault=fault,
        place=queued - left,
        queued=queued,
        begun=begun or time.time(),
        last=next((review for review in mine if review.pair_id == before), None),
        reasonless=rate_texts().faults.unexplained,
    )
    return HTMLResponse(shown, 422 if fault else 200)


def _answered(assistant: Assistant, text: str) -> Iterator[Pair]:
    """The pairs of the answers to some questions, one a line. Raises BadInput when there are too
    many, and what a question raises.
    """
    asked = [line.strip() for line in text.splitlines() if line.strip()]
    if len(asked) > MOST_QUESTIONS:
        raise BadInput(
            f"Il y a {len(asked)} questions : gardez-en {MOST_QUESTIONS} au plus, une par ligne."
        )
    for question in asked:
        yield from pairs_of_record(fresh(assistant.ask(Question(text=question))))


def _spent(begun: float, counted: str) -> float:
    """Seconds given to a pair: those that the page counted while it was in sight, else those since
    it was opened.
    """
    since = max(0.0, time.time() - begun) if begun else 0.0
    seen = float(counted) if counted.replace(".", "", 1).isdigit() and counted.isascii() else since
    return round(min(seen, since, LONGEST), 1)
