"""Contracts sent to be checked or compared: read in a child process, kept nowhere."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile

from api.deps.serving import OpenAssistant
from api.errors import describe_errors
from api.schemas.checks import ComparisonOut, ConformityOut, comparison_out, conformity_out
from api.uploads import read_contract
from assistant.conformity.contract import ContractText

router = APIRouter(prefix="/api", tags=["contrats"])

Contract = Annotated[
    UploadFile | None, File(description="contrat en txt, pdf, docx ou html, ou projet en JSON")
]
Known = Annotated[
    str | None, Form(max_length=200, description="ou identifiant d’un document du catalogue")
]
On = Annotated[
    date | None, Query(description="date à laquelle se placer (AAAA-MM-JJ) ; aujourd’hui sans elle")
]
ERRORS = describe_errors(400, 404, 413, 422, 503)


@router.post(
    "/check",
    summary="Contrôler un contrat",
    response_description="Chaque règle, son verdict et les deux citations",
    responses=ERRORS,
)
def check(
    assistant: OpenAssistant, file: Contract = None, document: Known = None, on: On = None
) -> ConformityOut:
    """Tient le contrat devant chaque règle de l’instruction du 12 juillet 2024. Le fichier n’est
    pas gardé.
    """
    return conformity_out(
        assistant.conformity.check(read_contract(assistant, file, document, "file"), on)
    )


def read_first(
    assistant: OpenAssistant, a: Contract = None, document_a: Known = None
) -> ContractText:
    """The first contract to compare. Raises BadContract or UnknownItem."""
    return read_contract(assistant, a, document_a, "a")


def read_second(
    assistant: OpenAssistant, b: Contract = None, document_b: Known = None
) -> ContractText:
    """The second contract to compare. Raises BadContract or UnknownItem."""
    return read_contract(assistant, b, document_b, "b")


@router.post(
    "/compare",
    summary="Comparer deux contrats",
    response_description="Thème par thème, puis règle par règle",
    responses=ERRORS,
)
def compare(
    assistant: OpenAssistant,
    first: Annotated[ContractText, Depends(read_first)],
    second: Annotated[ContractText, Depends(read_second)],
    on: On = None,
) -> ComparisonOut:
    """Met deux contrats côte à côte, une citation par case. Les fichiers ne sont pas gardés."""
    return comparison_out(assistant.conformity.compare(first, second, on))
