"""Is the service alive, and can it answer?"""

from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from api.deps.serving import Holder
from api.errors import describe_errors
from api.schemas.answers import Shape

router = APIRouter(tags=["état"])


class Alive(Shape):
    """Le processus répond."""

    status: Literal["ok"] = "ok"


class Ready(Shape):
    """L’index est ouvert."""

    status: Literal["ok"] = "ok"
    generation: str = Field(description="identifiant de la génération qui sert")
    documents: int
    passages: int
    vectors: str = Field(description="ce qui sert les vecteurs : chroma, exact ou aucun")
    warnings: list[str] = Field(description="ce qui ne va pas sans empêcher de répondre")


@router.get(
    "/healthz",
    summary="Vivant ?",
    response_description="Le service est vivant",
    responses=describe_errors(),
)
def alive() -> Alive:
    """Répond dès que le processus tourne, même sans index."""
    return Alive()


@router.get(
    "/readyz",
    summary="Prêt ?",
    response_description="Le service peut répondre",
    responses=describe_errors(503),
)
def ready(holder: Holder) -> Ready:
    """Dit si l’index est ouvert, lequel, et ce qui sert les vecteurs."""
    index = holder.current().index
    warnings = [*dict.fromkeys(index.warnings), *([str(holder.problem)] if holder.problem else [])]
    return Ready(
        generation=index.manifest.id,
        documents=len(index.documents),
        passages=len(index.passages),
        vectors=index.engine,
        warnings=warnings,
    )
