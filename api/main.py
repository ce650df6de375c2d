"""The web application: routes, pages and what stands around them. Importing it opens nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version

from anyio import to_thread
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware

from api import middleware, pages, problems, session
from api.held import Holder
from api.routes import (
    ask,
    chat,
    checking,
    control,
    corpus,
    discover,
    drafting,
    drafts,
    editing,
    exports,
    flow,
    health,
    history,
    reading,
    remedies,
    replaying,
    results,
    reviewing,
    versions,
    writing,
)
from api.saving import Saving
from api.serving import Serving
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


def create_app(settings: Settings) -> FastAPI:
    """The application on those settings. The index is opened when it starts; without one it starts
    all the same and says so.
    """
    serving = Serving(settings)
    saving = Saving(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with suppress(
            CpomError
        ):  # kept by `serving`, which answers with it until an index can be opened
            await to_thread.run_sync(serving.current)
        yield
        saving.close()

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
            Middleware(session.Session),
            Middleware(middleware.Failures),
            Middleware(middleware.BodyLimit, limit=settings.max_upload),
        ],
    )
    app.state.serving = serving
    app.state.saving = saving
    app.state.checks = Holder()
    problems.install(app)
    for room in (
        ask,
        checking,
        corpus,
        discover,
        drafting,
        drafts,
        exports,
        health,
        history,
        flow,
        chat,
        reading,
        writing,
        editing,
        versions,
        control,
        reviewing,
        remedies,
        results,
        replaying,
    ):
        app.include_router(room.router)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    return app
