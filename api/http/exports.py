"""Files: a reply or a form as a document, a region's workbook, and an edited file read back."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, File, Query, Response, UploadFile
from pydantic import WithJsonSchema

from api.deps.serving import OpenAssistant
from api.downloads import download
from api.errors import describe_errors
from api.schemas.answers import QuestionIn, Shape, reply_out
from api.schemas.drafts import DifferenceOut, SavedForm, difference_out
from assistant.exports.export import export_bytes, region_workbook
from assistant.exports.formats import EXPORTERS, FormatName, exporter_of
from assistant.exports.reimport import read_back
from assistant.forms.check import verify_form
from assistant.forms.suivi import TableauSuivi

router = APIRouter(prefix="/api", tags=["fichiers"])


class RereadOut(Shape):
    """Le formulaire repris, ce qui a changé ligne par ligne, et ce qui n’a pas pu l’être."""

    form: SavedForm
    changes: list[DifferenceOut]
    remarks: list[str]


# As with forms, the schema is long and `cpom schema suivi` gives it.
Table = Annotated[
    TableauSuivi,
    WithJsonSchema(
        {"type": "object", "description": "tableau de suivi : voir « cpom schema suivi »"}
    ),
]
Chosen = Annotated[FormatName, Query(alias="format", description="format du fichier")]
MOST = 200
FILE = {"schema": {"type": "string", "format": "binary"}}
OBJECT = {"schema": {"type": "object"}}


def _files(*formats: str) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries of a route that answers with a file."""
    types = {
        exporter_of(name).media.split(";")[0]: OBJECT if name == "json" else FILE
        for name in formats
    }
    return {200: {"content": types, "description": "Le fichier"}} | describe_errors(
        400, 413, 422, 503
    )


@router.post(
    "/ask/export",
    summary="Une réponse en fichier",
    response_class=Response,
    responses=_files(*EXPORTERS),
)
def answer(question: QuestionIn, assistant: OpenAssistant, fmt: Chosen = "md") -> Response:
    """Répond à la question et met la réponse, ou le refus, avec ses sources, dans un fichier."""
    reply = assistant.ask(question.value())
    content = (
        reply_out(reply).model_dump_json(indent=2).encode()
        if fmt == "json"
        else export_bytes(reply, fmt, assistant.index.documents)
    )
    return download(content, fmt, "reponse")


@router.post(
    "/forms/export",
    summary="Un formulaire en fichier",
    response_class=Response,
    responses=_files(*EXPORTERS),
)
def form(
    form: Annotated[SavedForm, Body()], assistant: OpenAssistant, fmt: Chosen = "docx"
) -> Response:
    """Met un formulaire dans un fichier. Chaque citation est d’abord vérifiée dans sa source."""
    return download(
        export_bytes(verify_form(form, assistant.index), fmt, assistant.index.documents),
        fmt,
        form.kind,
    )


@router.post(
    "/forms/region",
    summary="Le classeur d’une région",
    response_class=Response,
    responses=_files("xlsx"),
)
def region(tables: Annotated[list[Table], Body(max_length=MOST)]) -> Response:
    """Réunit les tableaux de suivi de plusieurs services en un classeur, avec les totaux de la
    région.
    """
    return download(region_workbook(tuple(tables)), "xlsx", "suivi-regional")


@router.post(
    "/forms/reread",
    summary="Reprendre un fichier modifié",
    response_description="Le formulaire et ce qui a changé",
    responses=describe_errors(400, 413, 422, 503),
)
def back(
    assistant: OpenAssistant,
    file: Annotated[UploadFile, File(description="export Word ou JSON, modifié")],
) -> RereadOut:
    """Relit un export modifié : une ligne changée devient une saisie, une citation que sa source ne
    confirme pas est retirée. Rien n’est gardé.
    """
    read = read_back(file.file.read(), assistant.index)
    return RereadOut(
        form=read.form,
        changes=[difference_out(change) for change in read.changes],
        remarks=list(read.remarks),
    )
