"""The yearly follow-up table of annexe 4: one column a theme, six counts and a comment each."""

from typing import Literal, Self

from pydantic import Field, model_validator

from assistant.forms.line import Block, Count, Day, Form, Line, Rubric, Theme

PAIRS = (
    ("trainings", "trainings_caisse"),
    ("supports", "supports_caisse"),
    ("targets", "targets_caisse"),
)


class SuiviColumn(Block):
    """What was done on one theme in the year; counts of establishments."""

    theme: Theme = Field(
        title="Thématique", description="thématique de la colonne ; « libre » pour le volet 3"
    )
    volet: Literal[2, 3] = Field(title="Volet", description="volet du CPOM")
    title: Line = Field(
        title="Thématique retenue",
        description="nom de la colonne dans le tableau",
        alias="intitule",
    )
    trainings: Count = Field(
        title="Nombre d’établissements formés",
        description="établissements, en nombre",
        alias="formes",
    )
    trainings_caisse: Count = Field(
        title="Dont établissements suivis par la Caisse régionale dans le cadre de la COG (formés)",
        description="parmi les établissements formés",
        alias="formes_caisse",
    )
    supports: Count = Field(
        title="Nombre d’établissements accompagnés",
        description="établissements, en nombre",
        alias="accompagnes",
    )
    supports_caisse: Count = Field(
        title=(
            "Dont établissements suivis par la Caisse régionale dans le cadre de "
            "la COG (accompagnés)"
        ),
        description="parmi les établissements accompagnés",
        alias="accompagnes_caisse",
    )
    targets: Count = Field(
        title="Nombre d’établissements ciblés par une action de communication",
        description="établissements, en nombre",
        alias="cibles",
    )
    targets_caisse: Count = Field(
        title="Dont établissements suivis par la Caisse régionale dans le cadre de la COG (ciblés)",
        description="parmi les établissements ciblés par une action de communication",
        alias="cibles_caisse",
    )
    comment: Line = Field(
        title="Commentaires",
        description="champ libre pour toute information qualitative",
        alias="commentaire",
    )

    @model_validator(mode="after")
    def _a_part_is_no_greater_than_the_whole(self) -> Self:
        for whole, part in PAIRS:
            total, of_which = getattr(self, whole).value, getattr(self, part).value
            if total is not None and of_which is not None and of_which > total:
                raise ValueError(f"le « dont » ({of_which}) dépasse le total ({total})")
        return self


class SuiviIdentification(Block):
    """Whose table, and of which contract."""

    service: Line = Field(title="Service (SPSTI)", description="nom du service")
    region: Line = Field(title="Région", description="région de la DREETS")
    year: Count = Field(
        title="Année de suivi",
        description="année civile sur laquelle porte le tableau",
        alias="annee",
    )
    signature: Day = Field(title="Date de signature du CPOM", description="jour de la signature")
    end: Day = Field(title="Date de fin du CPOM", description="dernier jour du CPOM", alias="fin")


class TableauSuivi(Form):
    """Annexe 4, to be answered through the yearly survey of the DGT by 30 June."""

    kind: Literal["suivi"] = "suivi"
    title: Line = Field(title="Titre", description="titre du tableau", alias="titre")
    identification: SuiviIdentification = Field(
        title="Identification", description="service et contrat"
    )
    columns: tuple[SuiviColumn, ...] = Field(
        min_length=1,
        title="Suivi annuel",
        description="une colonne par thématique retenue",
        alias="colonnes",
    )
    legend: Rubric = Field(
        Rubric(),
        title="Légende",
        description="ce que l’on indique dans chaque case",
        alias="legende",
    )
    own_indicators: Rubric = Field(
        Rubric(),
        title="Indicateurs propres au CPOM",
        description="indicateurs retenus en sus par les signataires",
        alias="specifiques",
    )

    @property
    def who(self) -> Block:
        """The service and its contract."""
        return self.identification


def _key_of(name: str) -> str:
    return SuiviColumn.model_fields[name].alias or name


# The same counts by their French keys.
PAIR_KEYS = tuple((_key_of(whole), _key_of(part)) for whole, part in PAIRS)
