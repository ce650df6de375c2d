"""The pages of the trainer: the path through the framework, the quiz, the presentation mode.
Nothing is kept: a quiz is its address.
"""

import secrets
from datetime import date
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api import web
from api.deps.serving import OpenAssistant
from api.web.learn.diagram import diagram
from api.web.learn.slides import counts, decks, slide_of
from api.web.learn.views import Wording
from assistant.errors import BadInput
from assistant.pipeline import Assistant
from assistant.training.outcome import Fate
from assistant.training.quiz import Form, draw_quiz, score_quiz

router = APIRouter(
    prefix="/decouvrir", include_in_schema=False, default_response_class=HTMLResponse
)
Choice = Literal["reprise", "partielle", "non-reprise", "hors-champ"]
LONGEST_SEED = 40
MOST = 50  # answers read from an address


def _wording(assistant: Assistant) -> Wording:
    return Wording(assistant.index.documents, date.today())


@router.get("")
def path(assistant: OpenAssistant) -> HTMLResponse:
    """The page that leads to each lesson."""
    discovery = assistant.discovery
    return HTMLResponse(
        web.render("learn/parcours.html", discovery=discovery, counts=counts(discovery.outcomes))
    )


@router.get("/acteurs")
def actors(assistant: OpenAssistant) -> HTMLResponse:
    """The actors and their ties, drawn and told."""
    chart, wording = assistant.discovery.chart, _wording(assistant)
    return HTMLResponse(
        web.render(
            "learn/acteurs.html",
            chart=chart,
            drawing=diagram(chart),
            actors=wording.actors(chart),
            ties=wording.ties(chart),
        )
    )


@router.get("/chronologie")
def timeline(assistant: OpenAssistant) -> HTMLResponse:
    """The page of the dates that made the CPOM what they are."""
    return HTMLResponse(
        web.render(
            "learn/chronologie.html",
            lesson=_wording(assistant).lesson(assistant.discovery.timeline),
        )
    )


@router.get("/volets")
def volets(assistant: OpenAssistant) -> HTMLResponse:
    """The page of the three volets of a contract."""
    return HTMLResponse(
        web.render(
            "learn/volets.html", lesson=_wording(assistant).lesson(assistant.discovery.volets)
        )
    )


@router.get("/vie")
def life(assistant: OpenAssistant) -> HTMLResponse:
    """The page of the steps of a contract, from the diagnosis to its renewal."""
    return HTMLResponse(
        web.render("learn/vie.html", lesson=_wording(assistant).lesson(assistant.discovery.life))
    )


@router.get("/recommandations")
def recommendations(assistant: OpenAssistant, sort: Choice | None = None) -> HTMLResponse:
    """What became of the 21 recommendations, all or those of one fate."""
    table, wording = assistant.discovery.outcomes, _wording(assistant)
    rows = [wording.outcome(table, row) for row in (table.of(Fate(sort)) if sort else table.rows)]
    shown = web.render(
        "learn/recommandations.html",
        table=table,
        rows=rows,
        counts=counts(table),
        chosen=sort or "",
        total=len(table.rows),
        quotes=wording.quotes(table.citations),
    )
    return HTMLResponse(shown)


@router.get("/sigles")
def acronyms(assistant: OpenAssistant) -> HTMLResponse:
    """The page of the acronyms, in alphabetical order."""
    glossary = assistant.discovery.glossary
    return HTMLResponse(
        web.render(
            "learn/sigles.html",
            glossary=glossary,
            acronyms=_wording(assistant).acronyms(glossary),
        )
    )


@router.get("/quiz")
def quiz(
    request: Request,
    assistant: OpenAssistant,
    graine: Annotated[str, Query(max_length=LONGEST_SEED)] = "",
    nombre: Annotated[int, Query(ge=1, le=MOST)] = 5,
    forme: Form = "mixte",
) -> HTMLResponse:
    """The quiz of a seed, marked when its address holds answers (`r1` for the first question,
    counted from 1); without a seed, its settings.

    Raises BadInput for an answer that is no choice.
    """
    bank = assistant.discovery.bank
    if not graine.strip():
        return HTMLResponse(
            web.render(
                "learn/quiz-choisir.html",
                bank=bank,
                seed=secrets.token_hex(3),
                length=nombre,
                form=forme,
                forms=get_args(Form),
            )
        )
    drawn = draw_quiz(bank, assistant.index, graine.strip(), nombre, forme)
    answers = {
        n: _chosen(request, n + 1, len(item.choices))
        for n, item in enumerate(drawn.items)
        if f"r{n + 1}" in request.query_params
    }
    shown = web.render(
        "learn/quiz.html",
        bank=bank,
        quiz=drawn,
        items=_wording(assistant).items(drawn, answers),
        asked=nombre,
        marked=bool(answers) or "corrige" in request.query_params,
        score=score_quiz(drawn, answers),
    )
    return HTMLResponse(shown)


@router.get("/presentation/{partie}/{numero}")
def presentation(partie: str, numero: int, assistant: OpenAssistant) -> HTMLResponse:
    """A slide of a part of the presentation, by its number from 1. Raises UnknownItem."""
    discovery = assistant.discovery
    deck, slide = slide_of(decks(discovery, _wording(assistant)), partie, numero)
    return HTMLResponse(
        web.render(
            "learn/presentation.html",
            deck=deck,
            slide=slide,
            number=numero,
            chart=discovery.chart,
            drawing=diagram(discovery.chart),
        )
    )


def _chosen(request: Request, number: int, choices: int) -> int:
    """The place chosen for a question, from 0."""
    choice = request.query_params[f"r{number}"]
    if not (choice.isascii() and choice.isdigit()) or not 1 <= int(choice[:3]) <= choices:
        raise BadInput(
            f"Question {number} : la réponse « {choice[:20]} » n’est pas un des "
            "choix ; revenez au quiz et choisissez-en un."
        )
    return int(choice) - 1
