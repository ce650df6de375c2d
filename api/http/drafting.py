"""A first version of a form from a situation; nothing is saved here."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, WithJsonSchema

from api.deps.serving import OpenAssistant
from api.errors import documented
from api.schemas.answers import Shape
from api.schemas.drafts import SavedForm
from assistant.domain import Finding
from assistant.forms.kinds import FORMS, KindName
from assistant.forms.line import Theme
from assistant.forms.sheet import Sheet, sheet_of

router = APIRouter(prefix="/api", tags=["brouillons"])

# The schema of a situation is long, and `cpom schema situation` gives it; here it is an object,
# whose faults come all at once.
GivenSituation = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {"type": "object", "description": "situation du service : voir « cpom schema situation »"}
    ),
]


class PreviewIn(Shape):
    """Ce que l’on veut rédiger, et pour qui."""

    kind: KindName = Field(description=", ".join(FORMS))
    theme: Theme | None = Field(
        None, description="thème de la fiche ; inutile quand la situation n’en nomme qu’un"
    )
    situation: GivenSituation = Field(
        examples=[{"service": "SPSTI de l’Exemple", "region": "Occitanie", "themes": ["tms"]}]
    )


class PreviewOut(Shape):
    """Une première version, la même en rubriques, et ce qu’il faut y regarder."""

    form: SavedForm
    sheet: Sheet
    findings: list[Finding]


@router.post(
    "/drafts/preview",
    summary="Rédiger une première version",
    response_description="Le formulaire, sans l’enregistrer",
    responses=documented(400, 413, 422, 503),
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
