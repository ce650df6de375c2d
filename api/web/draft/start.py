"""The drafts of a session as pages: what there is, a situation and its first version, fiches made
into a contract, tables added up.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api import web
from api.deps.access import Act, Actor, CurrentActor, check_access, owner_filter
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.downloads import download
from api.uploads import name_of, read_form
from api.web.draft.situation_form import Typed, faults_of, read_typed, situation_of
from api.web.draft.situation_page import FilledForm, situation_page
from api.web.draft.texts import draft_texts
from api.web.draft.views import SheetView, sheet_view
from assistant.domain import Mode
from assistant.errors import BadInput, BadSituation
from assistant.exports.export import region_workbook
from assistant.exports.region import add_up
from assistant.forms.fiche import Fiche
from assistant.forms.kinds import KindName, known_kind
from assistant.forms.line import Form as Draft
from assistant.forms.line import Theme
from assistant.forms.suivi import TableauSuivi
from assistant.pipeline import Assistant
from assistant.store import drafts
from assistant.store.database import Database

router = APIRouter(
    prefix="/redaction", include_in_schema=False, default_response_class=HTMLResponse
)


async def read_situation_form(request: Request) -> Typed:
    """What the form of a situation holds."""
    return read_typed((await request.form()).multi_items())


def read_known(
    region: Annotated[str, Query(max_length=100)] = "",
    service: Annotated[str, Query(max_length=200)] = "",
    secteurs: Annotated[str, Query(max_length=500)] = "",
    salaries: Annotated[int | None, Query(ge=0, le=100_000_000)] = None,
    nombre: Annotated[int | None, Query(ge=0, le=100_000_000)] = None,
) -> dict[str, str]:
    """The fields of a situation that its address fills in."""
    texts = {"region": region, "service": service, "secteurs": secteurs}
    numbers = {"salaries": salaries, "nombre": nombre}
    known = texts | {name: str(value) for name, value in numbers.items() if value is not None}
    return {name: value for name, value in known.items() if value}


Known = Annotated[dict[str, str], Depends(read_known)]
Filled = Annotated[Typed, Depends(read_situation_form)]
Kind = Annotated[KindName, Query(alias="formulaire")]
Chosen = Annotated[list[str] | None, Query(alias="brouillon", max_length=60)]


@router.get("")
def home(actor: CurrentActor, database: OpenDatabase, assistant: OpenAssistant) -> HTMLResponse:
    """What may be drafted, and the drafts of the session."""
    kinds = {
        name: (each.name, each.help)
        for name, each in assistant.drafting.models.intake.forms.items()
    }
    return HTMLResponse(
        web.render(
            "draft/accueil.html",
            kinds=kinds,
            drafts=drafts.list_drafts(database, owner_filter(actor)),
        )
    )


@router.get("/nouveau")
def begin(
    assistant: OpenAssistant,
    known: Known,
    kind: Kind = "fiche",
    theme: Annotated[list[Theme] | None, Query(max_length=7)] = None,
) -> HTMLResponse:
    """A situation to fill in, with what the address already says of it. Raises FormError."""
    typed = Typed(fields=known, themes=tuple(theme or ()))
    return _page(assistant, FilledForm(kind=kind, typed=typed))


@router.post("/apercu")
def preview(assistant: OpenAssistant, form: Filled) -> HTMLResponse:
    """The page with the draft as the situation now makes it, saved nowhere."""
    kind, drafted, faults = known_kind(form.get("formulaire")), None, {}
    try:
        drafted = _draft_form(
            assistant, kind, form, mode="extractive"
        )  # no language model is asked at each key
    except BadSituation as error:
        faults = faults_of(error, form)
    shown = sheet_view(drafted, assistant.index.documents, date.today()) if drafted else None
    return _page(assistant, FilledForm(kind=kind, typed=form, faults=faults), shown)


@router.post("")
def create(
    assistant: OpenAssistant, actor: CurrentActor, database: OpenDatabase, form: Filled
) -> Response:
    """Save the draft and open it, or a fiche a theme and list them; with faults, the page again,
    each under its field.
    """
    kind = known_kind(form.get("formulaire"))
    try:
        drafted = [
            _draft_form(assistant, kind, form, n)
            for n in range(len(form.themes) if kind == "fiche" and form.themes else 1)
        ]
    except BadSituation as error:
        filled = FilledForm(kind=kind, typed=form, faults=faults_of(error, form))
        return _page(assistant, filled, status=422)
    ids = [drafts.create_draft(database, actor.owner, each).draft.id for each in drafted]
    return _to(ids[0]) if len(ids) == 1 else RedirectResponse("/redaction#brouillons", 303)


@router.post("/contrat")
def contract(
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: OpenDatabase,
    chosen: Annotated[list[str] | None, Form(alias="brouillon", max_length=60)] = None,
) -> RedirectResponse:
    """A contract made of the fiches chosen. Raises BadInput when they do not go together,
    UnknownItem for one that is not the session's.
    """
    fiches = tuple(form for form in _read_forms(database, actor, chosen) if isinstance(form, Fiche))
    return _to(
        drafts.create_draft(
            database, actor.owner, assistant.drafting.assemble(fiches), draft_texts().assembled
        ).draft.id
    )


@router.get("/region")
def region(
    actor: CurrentActor, database: OpenDatabase, assistant: OpenAssistant, chosen: Chosen = None
) -> HTMLResponse:
    """The tables chosen, added up. Raises BadInput when none was chosen or when they cannot be
    added.
    """
    tables = _tables(database, actor, chosen)
    region_workbook(tables)  # one year, no service twice: it says what is wrong
    names, year = assistant.drafting.models.intake.themes, tables[0].identification.year.text
    return HTMLResponse(
        web.render(
            "draft/region.html",
            sum=add_up(tables),
            year=year,
            names=names,
            texts=draft_texts(),
            chosen=chosen or [],
        )
    )


@router.get("/region.xlsx")
def region_book(actor: CurrentActor, database: OpenDatabase, chosen: Chosen = None) -> Response:
    """The same as a workbook, a sheet a service. Raises as `region`."""
    return download(region_workbook(_tables(database, actor, chosen)), "xlsx", "suivi-region")


@router.post("/reprise")
def reimport(
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: OpenDatabase,
    files: Annotated[list[UploadFile], File(alias="fichier", max_length=60)],
) -> Response:
    """A draft for each Word or JSON file that the assistant once exported. Raises BadInput, naming
    the file that cannot be read.
    """
    ids = [
        drafts.create_draft(
            database, actor.owner, read_form(assistant, file).form, name_of(file)
        ).draft.id
        for file in files
        if file.filename
    ]
    if not ids:
        raise BadInput("Il manque le fichier : choisissez un export Word ou JSON de l’assistant.")
    return _to(ids[0]) if len(ids) == 1 else RedirectResponse("/redaction#brouillons", 303)


def _read_forms(database: Database, actor: Actor, ids: list[str] | None) -> tuple[Draft, ...]:
    """The drafts of those identifiers, each asked for as its owner."""
    return tuple(
        drafts.read_draft(database, check_access(database, actor, "draft", draft_id, Act.READ)).form
        for draft_id in dict.fromkeys(ids or ())
    )


def _tables(database: Database, actor: Actor, ids: list[str] | None) -> tuple[TableauSuivi, ...]:
    return tuple(
        form for form in _read_forms(database, actor, ids) if isinstance(form, TableauSuivi)
    )


def _draft_form(
    assistant: Assistant, kind: str, form: Typed, n: int = 0, mode: Mode | None = None
) -> Draft:
    """The first version; of a fiche, that of the n-th theme. Raises BadSituation with every fault
    at once.
    """
    situation = assistant.drafting.situation(situation_of(form))
    theme = situation.themes[n] if kind == "fiche" and situation.themes else None
    return assistant.drafting.draft(situation, kind, theme, mode=mode).form


def _page(
    assistant: Assistant, filled: FilledForm, sheet: SheetView | None = None, *, status: int = 200
) -> HTMLResponse:
    view = situation_page(assistant.index, assistant.drafting.models, filled, date.today())
    return HTMLResponse(web.render("draft/nouveau.html", page=view, sheet=sheet), status)


def _to(draft_id: str) -> RedirectResponse:
    return RedirectResponse(f"/redaction/{draft_id}", 303)
