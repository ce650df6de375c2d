"""A contract held against the instruction, and two contracts side by side. The file is read, then
forgotten; what was found is held for an hour.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api import web
from api.deps.access import Act, Actor, Who, granted, listed
from api.deps.checks import Checks
from api.deps.database import Kept
from api.deps.serving import Current
from api.uploads import deed_of
from api.web.check.views import comparison_view, conformity_view
from api.web.texts import writing_texts
from assistant.conformity.contract import ContractText
from assistant.conformity.result import Comparison
from assistant.errors import CpomError
from assistant.exports.export import MEDIA, export_bytes
from assistant.pipeline import Assistant
from assistant.store import drafts
from assistant.store.database import Database

router = APIRouter(prefix="/controle", include_in_schema=False, default_response_class=HTMLResponse)
Held = Annotated[str, Query(alias="controle", max_length=60)]
Dropped = Annotated[UploadFile | None, File()]
DRAFT = "brouillon:"


@router.get("")
def home(who: Who, database: Kept, assistant: Current) -> HTMLResponse:
    """Where a contract is dropped, or chosen."""
    return _home(who, database, assistant)


@router.post("")
def check(
    assistant: Current,
    who: Who,
    database: Kept,
    checks: Checks,
    file: Annotated[UploadFile | None, File(alias="fichier")] = None,
    known: Annotated[str, Form(alias="connu")] = "",
) -> Response:
    """Check a contract and lead to what was found; a file that cannot be read is told beside the
    form.
    """
    try:
        deed = _deed(assistant, who, database, file, known, "contrat")
    except CpomError as error:
        return _home(who, database, assistant, str(error), error.http_status)
    return RedirectResponse(
        f"/controle/resultat?controle={checks.hold(who.owner, assistant.check(deed))}", 303
    )


@router.get("/resultat")
def result(who: Who, checks: Checks, assistant: Current, held: Held = "") -> HTMLResponse:
    """What a check found. Raises UnknownItem when it is no longer held."""
    found = checks.found(who.owner, held)
    if isinstance(found, Comparison):
        return HTMLResponse(
            web.render(
                "check/comparaison.html",
                both=comparison_view(found, assistant.index.documents, date.today()),
                held=held,
                texts=writing_texts(),
            )
        )
    return HTMLResponse(
        web.render(
            "check/resultat.html",
            check=conformity_view(found, assistant.index.documents, date.today()),
            held=held,
            texts=writing_texts(),
        )
    )


@router.get("/resultat/export")
def export(who: Who, checks: Checks, assistant: Current, format: str, held: Held = "") -> Response:
    """What was found, as a file. Raises UnknownItem when it is no longer held, BadInput for an
    unknown format.
    """
    found = checks.found(who.owner, held)
    content = export_bytes(found, format, assistant.index.documents)
    name = "comparaison" if isinstance(found, Comparison) else "controle"
    return Response(
        content,
        media_type=MEDIA[format],
        headers={"content-disposition": f"attachment; filename={name}-cpom.{format}"},
    )


@router.post("/comparer")
def compare(
    assistant: Current,
    who: Who,
    database: Kept,
    checks: Checks,
    a: Dropped = None,
    known_a: Annotated[str, Form(alias="connu_a")] = "",
    b: Dropped = None,
    known_b: Annotated[str, Form(alias="connu_b")] = "",
) -> Response:
    """Compare two contracts and lead to what was found; a file that cannot be read is told beside
    the form.
    """
    try:
        found = assistant.compare(
            _deed(assistant, who, database, a, known_a, "premier contrat"),
            _deed(assistant, who, database, b, known_b, "second contrat"),
        )
    except CpomError as error:
        return _home(who, database, assistant, str(error), error.http_status, both=True)
    return RedirectResponse(f"/controle/resultat?controle={checks.hold(who.owner, found)}", 303)


def _deed(
    assistant: Assistant,
    who: Actor,
    database: Database,
    file: UploadFile | None,
    known: str,
    field: str,
) -> ContractText:
    """The contract that was dropped or, without one, chosen among the catalogue and the session's
    drafts. Raises BadContract or UnknownItem.
    """
    if file is not None and file.filename:
        return deed_of(assistant, file, None, field)
    if known.startswith(DRAFT):
        return assistant.deed_of_form(
            drafts.opened(
                database, granted(database, who, "draft", known.removeprefix(DRAFT), Act.READ)
            ).form
        )
    return deed_of(assistant, None, known or None, field)


def _home(
    who: Actor,
    database: Database,
    assistant: Assistant,
    problem: str = "",
    status: int = 200,
    both: bool = False,
) -> HTMLResponse:
    """The form of a check and that of a comparison; `both` says which of them has a problem."""
    known = [
        (document.id, document.short)
        for document in assistant.index.documents.values()
        if not document.national
    ]
    own = [
        (f"{DRAFT}{draft.id}", f"{draft.title} – {draft.subtitle}")
        for draft in drafts.drafts(database, listed(who))
        if draft.kind == "contrat"
    ]
    return HTMLResponse(
        web.render("check/accueil.html", known=known, own=own, problem=problem, both=both),
        status,
    )
