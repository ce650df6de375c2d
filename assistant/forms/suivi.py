"""The yearly follow-up table of annexe 4: one column a theme, six counts and a comment each."""

from typing import Literal, Self

from pydantic import Field, model_validator

from assistant.forms.line import Block, Count, Day, Form, Line, Rubric, Theme

PAIRS = (
    ("formes", "formes_caisse"),
    ("accompagnes", "accompagnes_caisse"),
    ("cibles", "cibles_caisse"),
)


class SuiviColumn(Block):
    """What was done on one theme in the year; counts of establishments."""

    theme: Theme = Field(
        title="Thématique", description="thématique de la colonne ; « libre » pour le volet 3"
    )
    volet: Literal[2, 3] = Field(title="Volet", description="volet du CPOM")
    intitule: Line = Field(
        title="Thématique retenue", description="nom de la colonne dans le tableau"
    )
    formes: Count = Field(
        title="Nombre d’établissements formés", description="établissements, en nombre"
    )
    formes_caisse: Count = Field(
        title="Dont établissements suivis par la Caisse régionale dans le cadre de la COG (formés)",
        description="parmi les établissements formés",
    )
    accompagnes: Count = Field(
        title="Nombre d’établissements accompagnés", description="établissements, en nombre"
    )
    accompagnes_caisse: Count = Field(
        title=(
            "Dont établissements suivis par la Caisse régionale dans le cadre de "
            "la COG (accompagnés)"
        ),
        description="parmi les établissements accompagnés",
    )
    cibles: Count = Field(
        title="Nombre d’établissements ciblés par une action de communication",
        description="établissements, en nombre",
    )
    cibles_caisse: Count = Field(
        title="Dont établissements suivis par la Caisse régionale dans le cadre de la COG (ciblés)",
        description="parmi les établissements ciblés par une action de communication",
    )
    commentaire: Line = Field(
        title="Commentaires", description="champ libre pour toute information qualitative"
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
    annee: Count = Field(
        title="Année de suivi", description="année civile sur laquelle porte le tableau"
    )
    signature: Day = Field(title="Date de signature du CPOM", description="jour de la signature")
    fin: Day = Field(title="Date de fin du CPOM", description="dernier jour du CPOM")


class TableauSuivi(Form):
    """Annexe 4, to be answered through the yearly survey of the DGT by 30 June."""

    kind: Literal["suivi"] = "suivi"
    titre: Line = Field(title="Titre", description="titre du tableau")
    identification: SuiviIdentification = Field(
        title="Identification", description="service et contrat"
    )
    colonnes: tuple[SuiviColumn, ...] = Field(
        min_length=1, title="Suivi annuel", description="une colonne par thématique retenue"
    )
    legende: Rubric = Field(
        Rubric(), title="Légende", description="ce que l’on indique dans chaque case"
    )
    specifiques: Rubric = Field(
        Rubric(),
        title="Indicateurs propres au CPOM",
        description="indicateurs retenus en sus par les signataires",
    )

    @property
    def who(self) -> Block:
        """The service and its contract."""
        return self.identification
