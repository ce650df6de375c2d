"""A contract held against the instruction, and two contracts side by side. The file is read, then
forgotten; what was found is held for an hour.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api import web
from api.deps.access import Act, Actor, CurrentActor, check_access, owner_filter
from api.deps.checks import RecentChecks
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.downloads import download
from api.uploads import contract_of
from api.web.check.texts import check_texts
from api.web.check.views import comparison_view, conformity_view
from assistant.conformity.contract import ContractText
from assistant.conformity.result import Comparison
from assistant.errors import CpomError
from assistant.exports.export import export_bytes
from assistant.pipeline import Assistant
from assistant.store import drafts
from assistant.store.database import Database

router = APIRouter(prefix="/controle", include_in_schema=False, default_response_class=HTMLResponse)
CheckName = Annotated[str, Query(alias="controle", max_length=60)]
Dropped = Annotated[UploadFile | None, File()]
DRAFT = "brouillon:"


@router.get("")
def home(actor: CurrentActor, database: OpenDatabase, assistant: OpenAssistant) -> HTMLResponse:
    """Where a contract is dropped, or chosen."""
    return _home(actor, database, assistant)


@router.post("")
def check(
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: OpenDatabase,
    checks: RecentChecks,
    file: Annotated[UploadFile | None, File(alias="fichier")] = None,
    known: Annotated[str, Form(alias="connu")] = "",
) -> Response:
    """Check a contract and lead to what was found; a file that cannot be read is told beside the
    form.
    """
    try:
        contract = _contract(assistant, actor, database, file, known, "contrat")
    except CpomError as error:
        return _home(actor, database, assistant, str(error), error.http_status)
    check_id = checks.add(actor.owner, assistant.conformity.check(contract))
    return RedirectResponse(f"/controle/resultat?controle={check_id}", 303)


@router.get("/resultat")
def result(
    actor: CurrentActor, checks: RecentChecks, assistant: OpenAssistant, check_name: CheckName = ""
) -> HTMLResponse:
    """What a check found. Raises UnknownItem when it is no longer held."""
    found = checks.get(actor.owner, check_name)
    if isinstance(found, Comparison):
        return HTMLResponse(
            web.render(
                "check/comparaison.html",
                both=comparison_view(found, assistant.index.documents, date.today()),
                check_name=check_name,
                texts=check_texts(),
            )
        )
    return HTMLResponse(
        web.render(
            "check/resultat.html",
            check=conformity_view(found, assistant.index.documents, date.today()),
            check_name=check_name,
            texts=check_texts(),
        )
    )


@router.get("/resultat/export")
def export(
    actor: CurrentActor,
    checks: RecentChecks,
    assistant: OpenAssistant,
    format: str,
    check_name: CheckName = "",
) -> Response:
    """What was found, as a file. Raises UnknownItem when it is no longer held, BadInput for an
    unknown format.
    """
    found = checks.get(actor.owner, check_name)
    content = export_bytes(found, format, assistant.index.documents)
    name = "comparaison" if isinstance(found, Comparison) else "controle"
    return download(content, format, f"{name}-cpom")


@router.post("/comparer")
def compare(
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: OpenDatabase,
    checks: RecentChecks,
    a: Dropped = None,
    known_a: Annotated[str, Form(alias="connu_a")] = "",
    b: Dropped = None,
    known_b: Annotated[str, Form(alias="connu_b")] = "",
) -> Response:
    """Compare two contracts and lead to what was found; a file that cannot be read is told beside
    the form.
    """
    try:
        found = assistant.conformity.compare(
            _contract(assistant, actor, database, a, known_a, "premier contrat"),
            _contract(assistant, actor, database, b, known_b, "second contrat"),
        )
    except CpomError as error:
        return _home(actor, database, assistant, str(error), error.http_status, both=True)
    return RedirectResponse(f"/controle/resultat?controle={checks.add(actor.owner, found)}", 303)


def _contract(
    assistant: Assistant,
    actor: Actor,
    database: Database,
    file: UploadFile | None,
    known: str,
    field: str,
) -> ContractText:
    """The contract that was dropped or, without one, chosen among the catalogue and the session's
    drafts. Raises BadContract or UnknownItem.
    """
    if file is not None and file.filename:
        return contract_of(assistant, file, None, field)
    if known.startswith(DRAFT):
        return assistant.conformity.contract_of_form(
            drafts.opened(
                database,
                check_access(database, actor, "draft", known.removeprefix(DRAFT), Act.READ),
            ).form
        )
    return contract_of(assistant, None, known or None, field)


def _home(
    actor: Actor,
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
        for draft in drafts.drafts(database, owner_filter(actor))
        if draft.kind == "contrat"
    ]
    return HTMLResponse(
        web.render("check/accueil.html", known=known, own=own, problem=problem, both=both),
        status,
    )
