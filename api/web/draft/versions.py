"""What surrounds a draft: its versions compared, its conformity, its exports, a file that comes
back, its end.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api import web
from api.deps.access import ReadDraft, WriteDraft
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.downloads import download
from api.uploads import name_of, read_form
from api.web.check.texts import check_texts
from api.web.check.views import conformity_view
from api.web.draft.views import file_name, sheet_view
from assistant.exports.export import export_bytes
from assistant.forms.contrat import Contrat
from assistant.forms.diff import differences
from assistant.store import drafts

router = APIRouter(
    prefix="/redaction/{id}", include_in_schema=False, default_response_class=HTMLResponse
)
Number = Annotated[int | None, Query(ge=1, le=1_000_000_000)]
On = Annotated[int, Form(alias="version", ge=1, le=1_000_000_000)]
Chosen = Annotated[int, Form(alias="numero", ge=1, le=1_000_000_000)]


@router.get("/versions")
def versions(
    draft_id: ReadDraft,
    database: OpenDatabase,
    before: Annotated[Number, Query(alias="avant")] = None,
    after: Annotated[Number, Query(alias="apres")] = None,
) -> HTMLResponse:
    """The versions saved, and what changed between two of them. Raises UnknownItem for a version
    that is no longer there.
    """
    opened, saved = drafts.read_draft(database, draft_id), drafts.list_versions(database, draft_id)
    changed = (
        differences(
            drafts.read_draft(database, draft_id, before).form,
            drafts.read_draft(database, draft_id, after).form,
        )
        if before and after
        else None
    )
    return HTMLResponse(
        web.render(
            "draft/versions.html",
            opened=opened,
            versions=saved,
            before=before,
            after=after,
            changed=changed,
        )
    )


@router.post("/versions/nom")
def name(
    draft_id: WriteDraft,
    database: OpenDatabase,
    number: Chosen,
    note: Annotated[str, Form(alias="nom")] = "",
) -> RedirectResponse:
    """Give a version a name. Raises BadInput for one that is too long."""
    drafts.name_version(database, draft_id, number, note)
    return RedirectResponse(f"/redaction/{draft_id}/versions", 303)


@router.post("/versions/reprendre")
def restore(
    draft_id: WriteDraft, database: OpenDatabase, on: On, number: Chosen
) -> RedirectResponse:
    """Make a former version the present one. Raises Conflict when the draft was changed since."""
    drafts.restore_version(database, draft_id, on, number)
    return RedirectResponse(f"/redaction/{draft_id}", 303)


@router.get("/conformite")
def conformity(
    draft_id: ReadDraft, database: OpenDatabase, assistant: OpenAssistant
) -> HTMLResponse:
    """The rules that a contract meets, breaks or leaves in doubt; for another form, what
    verification has to say.
    """
    opened = drafts.read_draft(database, draft_id)
    sheet = sheet_view(
        opened.form,
        assistant.index.documents,
        date.today(),
        assistant.drafting.findings(opened.form),
    )
    checked = None
    if isinstance(opened.form, Contrat):
        checked = conformity_view(
            assistant.conformity.check(assistant.conformity.contract_of_form(opened.form)),
            assistant.index.documents,
            date.today(),
            f"/redaction/{draft_id}#l-",
        )
    return HTMLResponse(
        web.render(
            "draft/conformite.html",
            opened=opened,
            sheet=sheet,
            check=checked,
            texts=check_texts(),
        )
    )


@router.get("/export/{format}")
def export(
    draft_id: ReadDraft,
    fmt: Annotated[str, Path(alias="format")],
    database: OpenDatabase,
    assistant: OpenAssistant,
    number: Annotated[Number, Query(alias="version")] = None,
) -> Response:
    """The draft as a file. Raises BadInput for an unknown format."""
    opened = drafts.read_draft(database, draft_id, number)
    content = export_bytes(opened.form, fmt, assistant.index.documents)
    return download(content, fmt, file_name(opened))


@router.post("/reprise")
def reimport(
    draft_id: WriteDraft,
    database: OpenDatabase,
    assistant: OpenAssistant,
    on: On,
    file: Annotated[UploadFile, File(alias="fichier")],
) -> HTMLResponse:
    """An exported file that was edited elsewhere, as the next version; what changed is shown.
    Raises BadInput, or Conflict when the draft was changed since.
    """
    opened = drafts.read_draft(database, draft_id)
    read = read_form(assistant, file, opened.form)
    after = (
        drafts.replace_draft(database, draft_id, on, read.form, name_of(file))
        if read.changes
        else opened
    )
    return HTMLResponse(
        web.render(
            "draft/reprise.html",
            opened=after,
            changed=read.changes,
            remarks=read.remarks,
            name=name_of(file),
        )
    )


@router.post("/supprimer")
def remove(draft_id: WriteDraft, database: OpenDatabase) -> RedirectResponse:
    """Delete the draft for good, with its versions."""
    drafts.remove_draft(database, draft_id)
    return RedirectResponse("/redaction", 303)
