"""The shapes of saved drafts, as they cross a door."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from api.schemas.answers import Shape, Text
from assistant.domain import Finding
from assistant.forms.diff import ChangeKind, Difference
from assistant.forms.edit import MAX_TEXT
from assistant.forms.form import AnyForm
from assistant.forms.kinds import FORMS, KindName
from assistant.forms.line import Line, Theme
from assistant.forms.sheet import Sheet, sheet_of
from assistant.store.drafts import MAX_NOTE
from assistant.store.nouns import Cause, OpenDraft, SavedDraft, Version

MAX_NUMBER = 1_000_000_000

# The schema of a form is long, and `cpom schema` gives it; here it is an object, which is checked
# all the same.
SavedForm = Annotated[
    AnyForm,
    WithJsonSchema(
        {
            "type": "object",
            "description": (
                "fiche action, contrat, tableau de suivi ou protocole : voir « cpom schema »"
            ),
        }
    ),
]


class DraftIn(Shape):
    """Un formulaire à enregistrer."""

    form: SavedForm
    note: Text = Field("", max_length=MAX_NOTE, description="nom de la version")


class RewriteIn(DraftIn):
    """Un formulaire qui remplace celui d’un brouillon."""

    version: int = Field(ge=1, le=MAX_NUMBER, description="version que l’on a lue")


class LineIn(Shape):
    """Une ligne saisie."""

    version: int = Field(ge=1, le=MAX_NUMBER, description="version que l’on a lue")
    key: Text = Field(
        max_length=300,
        description="clé de la ligne, ou de la rubrique où l’ajouter",
        examples=["objectifs.0.cible"],
    )
    text: Text = Field(max_length=MAX_TEXT, description="texte de la ligne")
    autosave: bool = Field(
        default=False,
        description="saisie automatique : la version remplace la précédente saisie automatique",
    )


class LineRemoved(Shape):
    """Une ligne à supprimer."""

    version: int = Field(ge=1, le=MAX_NUMBER, description="version que l’on a lue")
    key: Text = Field(max_length=300, description="clé de la ligne", examples=["diagnostic.0"])


class NoteIn(Shape):
    """Le nom d’une version."""

    note: Text = Field(max_length=MAX_NOTE, description="nom, vide pour l’ôter")


class RestoreIn(Shape):
    """La version à reprendre."""

    version: int = Field(ge=1, le=MAX_NUMBER, description="version que l’on a lue")
    number: int = Field(ge=1, le=MAX_NUMBER, description="version à reprendre")


class DraftOut(Shape):
    """Un brouillon, sans son texte ; `version` est sa version présente."""

    id: str
    kind: KindName
    title: str
    subtitle: str
    version: int
    created: datetime
    changed: datetime


class VersionOut(Shape):
    """Une version d’un brouillon."""

    number: int
    cause: Cause
    note: str
    saved: datetime


class OpenedOut(Shape):
    """Un brouillon à l’une de ses versions ; `missing` donne les clés des lignes qui restent à
    compléter.
    """

    draft: DraftOut
    version: VersionOut
    missing: list[str]
    form: SavedForm


class DifferenceOut(Shape):
    """Une ligne qui n’est pas la même dans les deux versions."""

    key: str
    section: str
    label: str
    kind: ChangeKind
    before: Line | None
    after: Line | None


class Erased(Shape):
    """Combien d’objets sont effacés."""

    erased: int


def draft_out(draft: SavedDraft) -> DraftOut:
    """A draft in the form of the API; whose it is stays here."""
    return DraftOut(
        id=draft.id,
        kind=draft.kind,
        title=draft.title,
        subtitle=draft.subtitle,
        version=draft.head,
        created=draft.created,
        changed=draft.changed,
    )


def version_out(version: Version) -> VersionOut:
    """A version in the form of the API."""
    return VersionOut(**version.model_dump())


def opened_out(opened: OpenDraft) -> OpenedOut:
    """An open draft in the form of the API."""
    missing = [entry.key for entry in sheet_of(opened.form).missing()]
    return OpenedOut(
        draft=draft_out(opened.draft),
        version=version_out(opened.version),
        missing=missing,
        form=opened.form,
    )


def difference_out(difference: Difference) -> DifferenceOut:
    """A difference in the form of the API."""
    return DifferenceOut(**{name: getattr(difference, name) for name in Difference.model_fields})


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
