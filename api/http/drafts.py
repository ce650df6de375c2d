"""A first version of a form; and the drafts of the session: saved with their versions, edited line
by line, compared, deleted.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.deps.access import CurrentActor, ReadDraft, WriteDraft, owner_filter
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.downloads import download
from api.errors import describe_errors
from api.schemas.drafts import (
    DifferenceOut,
    DraftIn,
    DraftOut,
    Erased,
    LineIn,
    LineRemoved,
    NoteIn,
    OpenedOut,
    PreviewIn,
    PreviewOut,
    RestoreIn,
    RewriteIn,
    VersionOut,
    difference_out,
    draft_out,
    opened_out,
    version_out,
)
from assistant.exports.export import export_bytes
from assistant.exports.formats import EXPORTERS, FormatName
from assistant.forms.check import verify_form
from assistant.forms.diff import differences
from assistant.forms.sheet import sheet_of
from assistant.store import drafts, owners

router = APIRouter(prefix="/api", tags=["brouillons"])

Number = Annotated[int, Path(ge=1, le=1_000_000_000, description="numéro de version")]
Present = Annotated[
    int | None,
    Query(ge=1, le=1_000_000_000, description="numéro de version ; la présente sans lui"),
]
Chosen = Annotated[int, Query(ge=1, le=1_000_000_000, description="numéro de version")]
Format = Annotated[FormatName, Query(alias="format", description="format du fichier")]
CHANGING = describe_errors(400, 404, 409, 413, 422, 503)
READING = describe_errors(404, 422, 503)


@router.post(
    "/drafts/preview",
    summary="Rédiger une première version",
    response_description="Le formulaire, sans l’enregistrer",
    responses=describe_errors(400, 413, 422, 503),
)
def preview(sent: PreviewIn, assistant: OpenAssistant) -> PreviewOut:
    """Rédige une fiche action, un contrat, un tableau de suivi ou un protocole. Chaque ligne dit
    son origine ; ce qui manque reste « à compléter ».

    Une situation incorrecte donne toutes ses erreurs à la fois, par champ : « champ : phrase ;
    champ : phrase ».
    """
    draft = assistant.drafting.draft(
        assistant.drafting.situation(sent.situation), sent.kind, sent.theme
    )
    return PreviewOut(form=draft.form, sheet=sheet_of(draft.form), findings=list(draft.findings))


@router.get(
    "/drafts",
    summary="Lister ses brouillons",
    response_description="Les brouillons, le dernier changé d’abord",
    responses=describe_errors(503),
)
def mine(actor: CurrentActor, database: OpenDatabase) -> list[DraftOut]:
    """Les brouillons de la session, sans leur texte."""
    return [draft_out(draft) for draft in drafts.list_drafts(database, owner_filter(actor))]


@router.post(
    "/drafts",
    summary="Enregistrer un brouillon",
    response_description="Le brouillon, à sa version 1",
    responses=describe_errors(400, 409, 413, 422, 503),
)
def create(
    sent: DraftIn, actor: CurrentActor, database: OpenDatabase, assistant: OpenAssistant
) -> OpenedOut:
    """Enregistre un formulaire, tel que « cpom draft » ou l’export JSON le donne. Chaque citation
    est vérifiée dans sa source.
    """
    return opened_out(
        drafts.create_draft(
            database, actor.owner, verify_form(sent.form, assistant.index), sent.note
        )
    )


@router.get(
    "/drafts/{id}",
    summary="Ouvrir un brouillon",
    response_description="Le brouillon et son formulaire",
    responses=READING,
)
def read(draft_id: ReadDraft, database: OpenDatabase, version: Present = None) -> OpenedOut:
    """Un brouillon à sa version présente, ou à une autre."""
    return opened_out(drafts.read_draft(database, draft_id, version))


@router.put(
    "/drafts/{id}",
    summary="Remplacer le formulaire",
    response_description="Le brouillon à sa nouvelle version",
    responses=CHANGING,
)
def replace(
    draft_id: WriteDraft, sent: RewriteIn, database: OpenDatabase, assistant: OpenAssistant
) -> OpenedOut:
    """Enregistre un formulaire modifié ailleurs comme version suivante. `version` est celle que
    l’on a lue : si elle n’est plus la présente, rien n’est écrit (409).
    """
    return opened_out(
        drafts.replace_draft(
            database, draft_id, sent.version, verify_form(sent.form, assistant.index), sent.note
        )
    )


@router.patch(
    "/drafts/{id}/lines",
    summary="Modifier une ligne",
    response_description="Le brouillon à sa nouvelle version",
    responses=CHANGING,
)
def edit(draft_id: WriteDraft, sent: LineIn, database: OpenDatabase) -> OpenedOut:
    """La ligne devient une saisie, et garde ce qu’elle était. Avec `autosave`, la version remplace
    la saisie automatique qui la précède.
    """
    return opened_out(
        drafts.edit_draft(
            database, draft_id, sent.version, sent.key, sent.text, autosave=sent.autosave
        )
    )


@router.post(
    "/drafts/{id}/lines",
    summary="Ajouter une ligne",
    response_description="Le brouillon à sa nouvelle version",
    responses=CHANGING,
)
def add(draft_id: WriteDraft, sent: LineIn, database: OpenDatabase) -> OpenedOut:
    """Ajoute une ligne à la fin d’une rubrique ; `key` est celle de la rubrique."""
    return opened_out(drafts.add_line(database, draft_id, sent.version, sent.key, sent.text))


@router.post(
    "/drafts/{id}/lines/remove",
    summary="Supprimer une ligne",
    response_description="Le brouillon à sa nouvelle version",
    responses=CHANGING,
)
def remove_line(draft_id: WriteDraft, sent: LineRemoved, database: OpenDatabase) -> OpenedOut:
    """Ôte une ligne d’une rubrique ; les lignes du modèle qui ne sont pas dans une rubrique
    restent.
    """
    return opened_out(drafts.remove_line(database, draft_id, sent.version, sent.key))


@router.get(
    "/drafts/{id}/versions",
    summary="Lister les versions",
    response_description="Les versions, la dernière d’abord",
    responses=READING,
)
def versions(draft_id: ReadDraft, database: OpenDatabase) -> list[VersionOut]:
    """Les versions gardées d’un brouillon."""
    return [version_out(version) for version in drafts.list_versions(database, draft_id)]


@router.put(
    "/drafts/{id}/versions/{number}/note",
    summary="Nommer une version",
    response_description="Les versions, la dernière d’abord",
    responses=CHANGING,
)
def name(
    draft_id: WriteDraft, number: Number, sent: NoteIn, database: OpenDatabase
) -> list[VersionOut]:
    """Donne un nom à une version, par exemple « avant la CMT » ; une version nommée est gardée."""
    drafts.name_version(database, draft_id, number, sent.note)
    return [version_out(version) for version in drafts.list_versions(database, draft_id)]


@router.post(
    "/drafts/{id}/restore",
    summary="Reprendre une version",
    response_description="Le brouillon à sa nouvelle version",
    responses=CHANGING,
)
def restore(draft_id: WriteDraft, sent: RestoreIn, database: OpenDatabase) -> OpenedOut:
    """Fait d’une ancienne version la présente, sous un nouveau numéro."""
    return opened_out(drafts.restore_version(database, draft_id, sent.version, sent.number))


@router.get(
    "/drafts/{id}/compare",
    summary="Comparer deux versions",
    response_description="Les lignes qui diffèrent",
    responses=READING,
)
def compare(
    draft_id: ReadDraft, before: Chosen, after: Chosen, database: OpenDatabase
) -> list[DifferenceOut]:
    """Ligne à ligne : ajoutée, supprimée ou modifiée, avec les deux textes et leurs origines."""
    return [
        difference_out(each)
        for each in differences(
            drafts.read_draft(database, draft_id, before).form,
            drafts.read_draft(database, draft_id, after).form,
        )
    ]


@router.get(
    "/drafts/{id}/export",
    summary="Exporter un brouillon",
    response_description="Le fichier",
    response_class=Response,
    responses={
        **READING,
        200: {
            "content": {each.media: {} for each in EXPORTERS.values()},
            "description": "Le fichier",
        },
    },
)
def export(
    draft_id: ReadDraft,
    database: OpenDatabase,
    assistant: OpenAssistant,
    fmt: Format = "docx",
    version: Present = None,
) -> Response:
    """Le brouillon en fichier : Word, PDF, Markdown, classeur ou JSON."""
    found = drafts.read_draft(database, draft_id, version)
    name = f"brouillon-{draft_id}-v{found.version.number}"
    content = export_bytes(found.form, fmt, assistant.index.documents)
    return download(content, fmt, name)


@router.delete(
    "/drafts/{id}",
    summary="Supprimer un brouillon",
    response_description="Ce qui est effacé",
    responses=describe_errors(404, 409, 422, 503),
)
def remove(draft_id: WriteDraft, database: OpenDatabase) -> Erased:
    """Supprime un brouillon et toutes ses versions ; il n’en reste pas un octet dans la base."""
    drafts.remove_draft(database, draft_id)
    return Erased(erased=1)


@router.delete(
    "/session",
    summary="Tout effacer",
    response_description="Ce qui est effacé",
    responses=describe_errors(409, 503),
)
def erase(actor: CurrentActor, database: OpenDatabase) -> Erased:
    """Efface tout ce que la session a enregistré : brouillons, conversations, avis, questions
    gardées.
    """
    return Erased(erased=owners.erase(database, actor.owner))
