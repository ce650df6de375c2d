"""The fiche action of annexe 3: one form a theme, discriminated by `theme`.

The national part follows the models field by field; what a service must bring (diagnosis, targets,
objectives, means, calendar,
evaluation) comes with it. Fields that a model does not have are not in its form.
"""

from typing import Annotated, Literal

from pydantic import Field

from assistant.forms.line import After, Block, Count, Day, Form, Line, Row, Rubric, Theme


class Identification(Block):
    """Who the fiche is for, and for how long."""

    service: Line = Field(
        title="Service (SPSTI)",
        description="nom du service de prévention et de santé au travail interentreprises",
    )
    region: Line = Field(title="Région", description="région de la DREETS")
    caisse: Line = Field(title="Caisse régionale", description="CARSAT, CRAMIF ou CGSS")
    start: Day = Field(title="Début du CPOM", description="jour de prise d’effet", alias="debut")
    end: Day = Field(
        title="Fin du CPOM",
        description="dernier jour, cinq ans au plus après le début",
        alias="fin",
    )
    risk: Line | None = Field(
        None,
        title="Risque traité",
        description="risque du volet 3, que le volet 2 ne couvre pas",
        alias="risque",
    )


class PlanAction(Block):
    """One action of the PST 4; `numero` as the plan numbers it."""

    number: str = Field(
        pattern=r"^\d\.\d+$",
        title="Numéro de l’action",
        description="numéro de l’action dans le PST 4",
        alias="numero",
    )
    title: Line = Field(title="Action", description="intitulé de l’action", alias="intitule")
    bullets: tuple[Line, ...] = Field((), title="", description="points de l’action", alias="puces")


class PlanReference(Block):
    """What of the PST 4 the fiche carries out."""

    axis: Line = Field(title="Axe stratégique", description="axe stratégique du PST 4", alias="axe")
    aim: Line = Field(title="Objectif", description="objectif du PST 4", alias="objectif")
    actions: tuple[PlanAction, ...] = Field((), title="Actions", description="actions du PST 4")


class CogReference(Block):
    """What of the COG AT/MP the fiche carries out."""

    axis: Line = Field(title="Axe", description="axe de la COG AT/MP", alias="axe")
    fiche: Line = Field(title="Fiche", description="fiche de la COG AT/MP")
    commitment: Line = Field(
        title="Engagement", description="engagement de la COG AT/MP", alias="engagement"
    )
    bullets: tuple[Line, ...] = Field(
        (), title="", description="ce à quoi la branche AT/MP s’engage", alias="puces"
    )


class InstructionReference(Block):
    """An instruction that the fiche rests on, and what it says."""

    reference: Line = Field(title="Référence", description="intitulé de l’instruction")
    excerpts: tuple[Line, ...] = Field(
        (), title="Extrait", description="extraits cités par le modèle", alias="extraits"
    )


class Target(Block):
    """The establishments aimed at."""

    sectors: Line = Field(
        title="Secteurs", description="secteurs d’activité visés", alias="secteurs"
    )
    sizes: Line = Field(
        title="Tailles", description="tailles d’établissement visées", alias="tailles"
    )
    count: Count = Field(
        title="Nombre d’établissements",
        description="établissements adhérents visés, en nombre",
        alias="nombre",
    )


class Objective(Row):
    """A quantified objective: what, measured how, from where, to where, by when."""

    title: Line = Field(title="Objectif", description="ce que l’on veut obtenir", alias="intitule")
    indicator: Line = Field(
        title="Indicateur", description="ce que l’on mesure, avec son unité", alias="indicateur"
    )
    baseline: Line = Field(
        title="Valeur de départ",
        description="valeur au début du CPOM, ou « à établir »",
        alias="depart",
    )
    target: Line = Field(
        title="Cible", description="valeur à atteindre, dans l’unité de l’indicateur", alias="cible"
    )
    deadline: Day = Field(title="Échéance", description="jour, pendant le CPOM", alias="echeance")


class Means(Row):
    """What a party brings to the action, each year."""

    party: Literal["SPSTI", "DREETS", "Caisse régionale"] = Field(
        title="Partie", description="partie au CPOM", alias="partie"
    )
    lead: Line = Field(
        title="Pilote",
        description="nom ou fonction de qui pilote pour cette partie",
        alias="pilote",
    )
    people: Line = Field(
        title="Personnes",
        description="personnes mobilisées, en nombre et par fonction",
        alias="personnes",
    )
    days: Line = Field(
        title="Jours par an", description="temps mobilisé, en jours par an", alias="jours"
    )


class Commitments(Block):
    """What each party undertakes to do."""

    spsti: Rubric = Field(Rubric(), title="SPSTI", description="engagements du service")
    dreets: Rubric = Field(Rubric(), title="DREETS", description="engagements de la DREETS")
    caisse: Rubric = Field(
        Rubric(), title="Caisse régionale", description="engagements de la Caisse régionale"
    )


class Fiche(Form):
    """What every fiche action has, whatever its theme."""

    kind: Literal["fiche"] = "fiche"
    theme: Theme
    volet: int
    title: Line = Field(title="Titre", description="titre de la fiche action", alias="titre")
    identification: Identification = Field(
        title="Identification", description="service, territoire et période"
    )
    diagnostic: Rubric = Field(
        title="Diagnostic", description="constats locaux, chiffres avec leur source"
    )
    targets: Target = Field(
        title="Établissements cibles", description="secteurs, tailles, nombre", alias="cibles"
    )
    main_actions: Rubric = Field(
        title="Actions principales à mener",
        description="actions, dans l’ordre",
        alias="actions_principales",
    )
    objectives: tuple[Objective, ...] = Field(
        min_length=1,
        title="Objectifs chiffrés",
        description="objectifs, avec indicateur, départ, cible et échéance",
        alias="objectifs",
    )
    commitments: Commitments = Field(
        title="Engagements des partenaires",
        description="engagements de chaque partie",
        alias="engagements",
    )
    means: tuple[Means, ...] = Field(
        min_length=3,
        max_length=3,
        title="Moyens et pilotage",
        description="ce que chaque partie mobilise, et qui pilote pour elle",
        alias="moyens",
    )
    calendar: Rubric = Field(
        title="Calendrier", description="étapes, avec leur date", alias="calendrier"
    )
    indicators: Rubric = Field(
        title="Indicateurs de suivi",
        description="indicateurs de l’annexe 4 et du contrat",
        alias="indicateurs",
    )
    evaluation: Rubric = Field(title="Évaluation", description="qui évalue, quand, sur quoi")
    advice: Rubric = Field(
        Rubric(),
        title="Conseils tirés du rapport de l’IGAS",
        description="avis, sans force obligatoire",
        alias="conseils",
    )

    @property
    def who(self) -> Block:
        """The service, its region and its Caisse."""
        return self.identification


class _National(Fiche):
    """A fiche that has a model in annexe 3."""

    pst4: Annotated[PlanReference, After("identification")] = Field(
        title="Référence du PST 4", description="axe stratégique, objectif, actions et puces"
    )


class FichePdp(_National):
    """Model 1, volet 1: preventing people from losing their occupation."""

    theme: Literal[Theme.PDP] = Theme.PDP
    volet: Literal[1] = 1
    instructions: Annotated[tuple[InstructionReference, ...], After("pst4")] = Field(
        title="Instructions de référence", description="textes cités par le modèle"
    )
    further_actions: Annotated[Rubric, After("main_actions")] = Field(
        title="Actions complémentaires possibles",
        description="actions à définir",
        alias="complements",
    )
    cell: Annotated[Rubric, After("commitments")] = Field(
        title="Composition minimale de la cellule PDP",
        description="fixée par le CPOM (L. 4622-8-1)",
        alias="cellule",
    )


class _Risk(_National):
    """A model of volet 2."""

    volet: Literal[2] = 2
    plans: Annotated[Rubric, After("pst4")] = Field(
        title="Lien avec les autres plans", description="autres plans cités par le modèle"
    )
    data: Annotated[Rubric, After("plans")] = Field(
        title="Données",
        description="sources et chiffres nationaux cités par le modèle",
        alias="donnees",
    )


class _CogRisk(_Risk):
    """A model of volet 2 that refers to the COG AT/MP."""

    cog: Annotated[CogReference, After("pst4")] = Field(
        title="Référence COG AT/MP 2023-2028", description="axe, fiche, engagement et puces"
    )
    further_actions: Annotated[Rubric, After("main_actions")] = Field(
        title="Actions complémentaires possibles",
        description="actions à définir",
        alias="complements",
    )


class FicheRps(_CogRisk):
    """Model 2: psychosocial risks."""

    theme: Literal[Theme.RPS] = Theme.RPS


class FicheChutes(_CogRisk):
    """Model 3: falls."""

    theme: Literal[Theme.FALLS] = Theme.FALLS


class FicheChimiques(_CogRisk):
    """Model 4: chemical risks."""

    theme: Literal[Theme.CHEMICALS] = Theme.CHEMICALS


class FicheTms(_CogRisk):
    """Model 5: musculoskeletal disorders."""

    theme: Literal[Theme.MSD] = Theme.MSD


class FicheRoutier(_CogRisk):
    """Model 6: road risk at work."""

    theme: Literal[Theme.ROAD] = Theme.ROAD


class FicheCanicule(_Risk):
    """Model 7: heat waves; it refers to an instruction and not to the COG."""

    theme: Literal[Theme.HEAT] = Theme.HEAT
    instructions: Annotated[tuple[InstructionReference, ...], After("pst4")] = Field(
        title="Instructions de référence", description="textes cités par le modèle"
    )


class FicheLibre(Fiche):
    """Volet 3: a risk that volet 2 does not cover, in the same frame and with no model."""

    theme: Literal[Theme.FREE] = Theme.FREE
    volet: Literal[3] = 3
    references: Annotated[Rubric, After("identification")] = Field(
        title="Références (PST 4, COG AT/MP)",
        description="actions du PST 4 et engagements de la COG AT/MP auxquels l’action se rattache",
    )
    plans: Annotated[Rubric, After("references")] = Field(
        title="Lien avec les autres plans", description="plans auxquels l’action se rattache"
    )
    data: Annotated[Rubric, After("plans")] = Field(
        title="Données", description="sources et chiffres", alias="donnees"
    )
    further_actions: Annotated[Rubric, After("main_actions")] = Field(
        title="Actions complémentaires possibles",
        description="actions à définir",
        alias="complements",
    )


FicheRisque = Annotated[
    FicheRps | FicheChutes | FicheChimiques | FicheTms | FicheRoutier | FicheCanicule,
    Field(discriminator="theme"),
]
FicheAction = Annotated[
    FichePdp
    | FicheRps
    | FicheChutes
    | FicheChimiques
    | FicheTms
    | FicheRoutier
    | FicheCanicule
    | FicheLibre,
    Field(discriminator="theme", title="Fiche action (annexe 3)"),
]
FICHES: dict[Theme, type[Fiche]] = {
    Theme.PDP: FichePdp,
    Theme.RPS: FicheRps,
    Theme.FALLS: FicheChutes,
    Theme.CHEMICALS: FicheChimiques,
    Theme.MSD: FicheTms,
    Theme.ROAD: FicheRoutier,
    Theme.HEAT: FicheCanicule,
    Theme.FREE: FicheLibre,
}
