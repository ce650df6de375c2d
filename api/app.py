"""The web application: routes, pages and what stands around them. Importing it opens nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware

from api import errors, middleware, web
from api.deps import session
from api.deps.checks import RecentItems
from api.deps.database import DatabaseHolder
from api.deps.serving import AssistantHolder
from api.http import ask, checks, corpus, drafts, exports, health
from api.web.ask import history, stream
from api.web.ask import routes as question_pages
from api.web.check import routes as check_pages
from api.web.draft import edit, start, versions
from api.web.learn import routes as lesson_pages
from api.web.rate import desk, rating, remedies, replay, results
from api.web.sources import routes as source_pages
from assistant.errors import CpomError
from assistant.settings import Settings

DESCRIPTION = """\
Réponses en français sur les contrats pluriannuels d’objectifs et de moyens (CPOM) \
des services de prévention et de santé au travail interentreprises.

Chaque phrase d’une réponse porte les mots exacts de sa source et leur place dans le document, \
comptée en caractères. Une question à laquelle les textes ne répondent pas reçoit un refus (« \
not_found » ou « out_of_scope »), avec le statut HTTP 200. Toute erreur est un objet `{"detail": \
"une phrase"}`.
"""
TAGS = [
    {"name": "questions", "description": "Poser une question"},
    {"name": "corpus", "description": "Lire les documents et y chercher"},
    {
        "name": "brouillons",
        "description": (
            "Enregistrer, modifier et comparer des brouillons ; ils appartiennent "
            "à la session du navigateur (un cookie)"
        ),
    },
    {
        "name": "fichiers",
        "description": (
            "Mettre une réponse ou un formulaire dans un fichier, reprendre un fichier modifié"
        ),
    },
    {
        "name": "contrats",
        "description": "Contrôler un contrat contre l’instruction, comparer deux contrats",
    },
    {"name": "état", "description": "Savoir si le service est prêt"},
]

# The first room whose address fits a request answers it.
ROOMS = (
    ask,
    checks,
    corpus,
    lesson_pages,
    drafts,
    exports,
    health,
    history,
    stream,
    question_pages,
    source_pages,
    start,
    edit,
    versions,
    check_pages,
    desk,
    rating,
    remedies,
    results,
    replay,
)


def create_app(settings: Settings) -> FastAPI:
    """The application on those settings. The index is opened when it starts; without one it starts
    all the same and says so.
    """
    assistant = AssistantHolder(settings)
    database = DatabaseHolder(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with suppress(
            CpomError
        ):  # kept by the holder, which answers with it until an index can be opened
            await to_thread.run_sync(assistant.current)
        yield
        database.close()

    app = FastAPI(
        title="Assistant CPOM",
        summary="L’assistant réglementaire des CPOM",
        description=DESCRIPTION,
        version=version("cpom-assistant"),
        openapi_tags=TAGS,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(middleware.SecurityHeaders),
            Middleware(session.SessionCookie),
            Middleware(middleware.Failures),
            Middleware(middleware.BodyLimit, limit=settings.max_upload),
        ],
    )
    app.state.assistant = assistant
    app.state.database = database
    app.state.checks = RecentItems()
    errors.install(app)
    for room in ROOMS:
        app.include_router(room.router)
    app.mount("/static", web.static_files(), name="static")
    return app
