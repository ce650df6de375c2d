"""A contract held against the instruction, and two contracts side by side. The file is read, then
forgotten; what was found is held for an hour.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ConfigDict
from starlette.responses import Response

from api import web
from api.deps.access import Act, CurrentActor, check_access, owner_filter
from api.deps.checks import RecentChecks
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.downloads import download
from api.uploads import read_contract
from api.web.check.texts import check_texts
from api.web.check.views import comparison_view, conformity_view
from assistant.conformity.contract import ContractText
from assistant.conformity.result import Comparison, Conformity
from assistant.domain import Value
from assistant.errors import CpomError
from assistant.exports.export import export_bytes
from assistant.store import drafts

router = APIRouter(prefix="/controle", include_in_schema=False, default_response_class=HTMLResponse)
CheckName = Annotated[str, Query(alias="controle", max_length=60)]
Dropped = Annotated[UploadFile | None, File()]
DRAFT = "brouillon:"


class Choice(Value):
    """A contract of a form: the file that was dropped or, without one, what was chosen in the
    list; `field` names it in a sentence.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    file: UploadFile | None
    known: str
    field: str


class CheckDesk:
    """As a dependency, what reads the contracts that are sent or chosen, and recalls what was found
    in them for an hour.
    """

    def __init__(
        self,
        assistant: OpenAssistant,
        actor: CurrentActor,
        database: OpenDatabase,
        checks: RecentChecks,
    ) -> None:
        self.assistant = assistant
        self.actor = actor
        self.database = database
        self.checks = checks
        self.documents = assistant.index.documents

    def contract(self, choice: Choice) -> ContractText:
        """The contract dropped or, without one, chosen among the catalogue and the session's
        drafts. Raises BadContract or UnknownItem.
        """
        if choice.file is not None and choice.file.filename:
            return read_contract(self.assistant, choice.file, None, choice.field)
        if choice.known.startswith(DRAFT):
            return self._contract_of_draft(choice.known.removeprefix(DRAFT))
        return read_contract(self.assistant, None, choice.known or None, choice.field)

    def _contract_of_draft(self, draft_id: str) -> ContractText:
        allowed = check_access(self.database, self.actor, "draft", draft_id, Act.READ)
        form = drafts.read_draft(self.database, allowed).form
        return self.assistant.conformity.contract_of_form(form)

    def redirect_to(self, found: Conformity | Comparison) -> Response:
        """Recall what was found, and lead to it."""
        name = self.checks.add(self.actor.owner, found)
        return RedirectResponse(f"/controle/resultat?controle={name}", 303)

    def render_home(self, problem: CpomError | None = None, *, both: bool = False) -> HTMLResponse:
        """The form of a check and that of a comparison; `both` says which of them has a problem."""
        known = [
            (document.id, document.short)
            for document in self.documents.values()
            if not document.national
        ]
        own = [
            (f"{DRAFT}{draft.id}", f"{draft.title} – {draft.subtitle}")
            for draft in drafts.list_drafts(self.database, owner_filter(self.actor))
            if draft.kind == "contrat"
        ]
        shown = web.render(
            "check/accueil.html",
            known=known,
            own=own,
            problem=str(problem) if problem else "",
            both=both,
        )
        return HTMLResponse(shown, problem.http_status if problem else 200)


Desk = Annotated[CheckDesk, Depends(CheckDesk)]


@router.get("")
def show_home(desk: Desk) -> HTMLResponse:
    """Where a contract is dropped, or chosen."""
    return desk.render_home()


@router.post("")
def check(
    desk: Desk,
    file: Annotated[UploadFile | None, File(alias="fichier")] = None,
    known: Annotated[str, Form(alias="connu")] = "",
) -> Response:
    """Check a contract and lead to what was found; the page of the form tells what is wrong with a
    file that cannot be read.
    """
    try:
        contract = desk.contract(Choice(file=file, known=known, field="contrat"))
        return desk.redirect_to(desk.assistant.conformity.check(contract))
    except CpomError as error:
        return desk.render_home(error)


@router.get("/resultat")
def show_result(desk: Desk, check_name: CheckName = "") -> HTMLResponse:
    """What a check found. Raises UnknownItem when it is no longer recalled."""
    found = desk.checks.get(desk.actor.owner, check_name)
    today, texts = date.today(), check_texts()
    if isinstance(found, Comparison):
        both = comparison_view(found, desk.documents, today)
        shown = web.render("check/comparaison.html", both=both, check_name=check_name, texts=texts)
    else:
        view = conformity_view(found, desk.documents, today)
        shown = web.render("check/resultat.html", check=view, check_name=check_name, texts=texts)
    return HTMLResponse(shown)


@router.get("/resultat/export")
def export(
    desk: Desk, fmt: Annotated[str, Query(alias="format")], check_name: CheckName = ""
) -> Response:
    """What was found, as a file. Raises UnknownItem when it is no longer recalled, BadInput for an
    unknown format.
    """
    found = desk.checks.get(desk.actor.owner, check_name)
    content = export_bytes(found, fmt, desk.documents)
    name = "comparaison" if isinstance(found, Comparison) else "controle"
    return download(content, fmt, f"{name}-cpom")


@router.post("/comparer")
def compare(
    desk: Desk,
    a: Dropped = None,
    known_a: Annotated[str, Form(alias="connu_a")] = "",
    b: Dropped = None,
    known_b: Annotated[str, Form(alias="connu_b")] = "",
) -> Response:
    """Compare two contracts and lead to what was found; the page of the form tells what is wrong
    with a file that cannot be read.
    """
    try:
        first = desk.contract(Choice(file=a, known=known_a, field="premier contrat"))
        second = desk.contract(Choice(file=b, known=known_b, field="second contrat"))
        return desk.redirect_to(desk.assistant.conformity.compare(first, second))
    except CpomError as error:
        return desk.render_home(error, both=True)
