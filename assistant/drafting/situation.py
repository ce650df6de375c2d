"""What a service brings to a draft: its name, its region, the themes, and whatever it knows of the
rest.

All but `service`, `region` and `themes` is optional; `situation_reader.py` reads one.
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.domain import FrenchValue
from assistant.forms.line import Theme
from assistant.texts.calendar import read_day
from assistant.texts.french import fold
from assistant.texts.spaces import flatten

YEARS = 5
LISTED = 60
LONGEST = 2000
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _one_line(value: object) -> object:
    """Text without what no document can be written with: control characters, halves of characters,
    doubled spaces.
    """
    if not isinstance(value, str):
        return value
    return flatten(UNWRITABLE.sub("", value))


def _to_day(value: object) -> object:
    return read_day(value) or value if isinstance(value, str) else value


def _to_theme(value: object) -> object:
    return fold(value).strip() if isinstance(value, str) else value


Text = Annotated[str, Field(min_length=1, max_length=LONGEST), BeforeValidator(_one_line)]
When = Annotated[date, BeforeValidator(_to_day)]
Whole = Annotated[int, Field(ge=0, le=10_000_000)]
ThemeName = Annotated[Theme, BeforeValidator(_to_theme)]
Party = Literal["spsti", "dreets", "caisse"]


class About(FrenchValue):
    """Something said of one theme, or of all of them when it names none."""

    theme: ThemeName | None = Field(
        None, title="Thème", description="thème concerné ; absent : tous"
    )


class Figure(About):
    """A local figure or finding, and where it comes from."""

    text: Text = Field(
        title="Texte", description="le constat, avec son chiffre et son unité", alias="texte"
    )
    source: Text | None = Field(
        None, title="Source", description="d’où vient le chiffre, et de quelle année"
    )


class PlannedAction(About):
    """An action that the service's own project foresees."""

    text: Text = Field(
        title="Texte", description="l’action, comme le projet de service l’écrit", alias="texte"
    )


class Offer(About):
    """What a party has offered to do."""

    party: Party = Field(title="Partie", description="spsti, dreets ou caisse", alias="partie")
    text: Text = Field(title="Texte", description="ce que la partie a proposé", alias="texte")


class Resources(About):
    """What a party can bring each year."""

    party: Party = Field(title="Partie", description="spsti, dreets ou caisse", alias="partie")
    lead: Text | None = Field(
        None,
        title="Pilote",
        description="nom ou fonction de qui pilote pour cette partie",
        alias="pilote",
    )
    people: Whole | None = Field(
        None, title="Personnes", description="personnes mobilisées, en nombre", alias="personnes"
    )
    roles: Text | None = Field(
        None, title="Fonctions", description="fonctions de ces personnes", alias="fonctions"
    )
    days: Whole | None = Field(
        None, title="Jours", description="temps mobilisé, en jours par an", alias="jours"
    )


class Aim(About):
    """The establishments aimed at."""

    sectors: tuple[Text, ...] = Field(
        (),
        max_length=LISTED,
        title="Secteurs",
        description="secteurs d’activité visés",
        alias="secteurs",
    )
    sizes: tuple[Text, ...] = Field(
        (),
        max_length=LISTED,
        title="Tailles",
        description="tailles d’établissement visées",
        alias="tailles",
    )
    count: Whole | None = Field(
        None,
        title="Nombre",
        description="établissements adhérents visés, en nombre",
        alias="nombre",
    )


class Goal(About):
    """An objective that the parties have already set."""

    title: Text = Field(title="Intitulé", description="ce que l’on veut obtenir", alias="intitule")
    indicator: Text | None = Field(
        None,
        title="Indicateur",
        description="ce que l’on mesure, avec son unité",
        alias="indicateur",
    )
    baseline: Text | None = Field(
        None, title="Départ", description="valeur au début du CPOM", alias="depart"
    )
    target: Text | None = Field(
        None, title="Cible", description="valeur à atteindre", alias="cible"
    )
    deadline: When | None = Field(
        None, title="Échéance", description="jour, pendant le CPOM", alias="echeance"
    )


class Step(About):
    """A step of the calendar."""

    when: Text = Field(title="Quand", description="date ou période", alias="quand")
    text: Text = Field(title="Étape", description="ce qui est fait", alias="texte")


class Counts(FrenchValue):
    """What was done on a theme in the year, in establishments."""

    theme: ThemeName = Field(title="Thème", description="thème de la colonne")
    trainings: Whole | None = Field(
        None, title="Formés", description="établissements formés", alias="formes"
    )
    trainings_caisse: Whole | None = Field(
        None,
        title="Dont suivis par la Caisse",
        description="parmi les établissements formés",
        alias="formes_caisse",
    )
    supports: Whole | None = Field(
        None, title="Accompagnés", description="établissements accompagnés", alias="accompagnes"
    )
    supports_caisse: Whole | None = Field(
        None,
        title="Dont suivis par la Caisse",
        description="parmi les établissements accompagnés",
        alias="accompagnes_caisse",
    )
    targets: Whole | None = Field(
        None,
        title="Ciblés",
        description="établissements ciblés par une action de communication",
        alias="cibles",
    )
    targets_caisse: Whole | None = Field(
        None,
        title="Dont suivis par la Caisse",
        description="parmi les établissements ciblés",
        alias="cibles_caisse",
    )
    comment: Text | None = Field(
        None, title="Commentaire", description="information qualitative", alias="commentaire"
    )


class Opinions(FrenchValue):
    """The opinions taken before the contract is concluded."""

    crpst: Text | None = Field(None, title="CRPST", description="date et sens de l’avis du CRPST")
    ars: Text | None = Field(None, title="ARS", description="date et sens de l’avis de l’ARS")


class Laboratory(FrenchValue):
    """What the protocol of annexe 5 needs."""

    caisse_contact: Text | None = Field(
        None, title="Référent de la Caisse", description="nom et fonction", alias="referent_caisse"
    )
    service_contact: Text | None = Field(
        None, title="Référent du service", description="nom et fonction", alias="referent_service"
    )
    in_force: When | None = Field(
        None,
        title="Entrée en vigueur",
        description="jour d’entrée en vigueur du protocole",
        alias="entree_en_vigueur",
    )
    place: Text | None = Field(None, title="Lieu", description="lieu de la signature", alias="lieu")
    date: When | None = Field(None, title="Date", description="jour de la signature du protocole")


class Situation(FrenchValue):
    """The situation of a service, as it writes it in YAML or JSON."""

    service: Text = Field(title="Service", description="nom du service (SPSTI)")
    region: Text = Field(title="Région", description="région du service")
    themes: tuple[ThemeName, ...] = Field(
        (),
        max_length=len(Theme),
        title="Thèmes",
        description="thèmes : pdp, rps, chutes, chimiques, tms, routier, canicule, libre",
    )
    risk: Text | None = Field(
        None,
        title="Risque du volet 3",
        description="risque traité par le thème « libre »",
        alias="risque",
    )
    caisse: Text | None = Field(None, title="Caisse régionale", description="Caisse signataire")
    office: Text | None = Field(
        None, title="Direction régionale", description="DREETS signataire", alias="direction"
    )
    start: When | None = Field(
        None, title="Début", description="prise d’effet du CPOM", alias="debut"
    )
    end: When | None = Field(
        None,
        title="Fin",
        description="dernier jour du CPOM, cinq ans au plus après le début",
        alias="fin",
    )
    signature: When | None = Field(
        None, title="Signature", description="jour de la signature du CPOM"
    )
    establishments: Whole | None = Field(
        None,
        title="Établissements",
        description="établissements adhérents, en nombre",
        alias="etablissements",
    )
    employees: Whole | None = Field(
        None, title="Salariés", description="salariés suivis, en nombre", alias="salaries"
    )
    btp: bool = Field(False, title="BTP", description="le service a une compétence dans le BTP")
    sectors: tuple[Text, ...] = Field(
        (),
        max_length=LISTED,
        title="Secteurs",
        description="principaux secteurs des adhérents",
        alias="secteurs",
    )
    sizes: tuple[Text, ...] = Field(
        (),
        max_length=LISTED,
        title="Tailles",
        description="tailles d’établissement principales",
        alias="tailles",
    )
    figures: tuple[Figure, ...] = Field(
        (),
        max_length=LISTED,
        title="Chiffres",
        description="chiffres et constats locaux, avec leur source",
        alias="chiffres",
    )
    planned_actions: tuple[PlannedAction, ...] = Field(
        (),
        max_length=LISTED,
        title="Actions du PPS",
        description="actions déjà prévues au projet de service",
        alias="actions_pps",
    )
    offers: tuple[Offer, ...] = Field(
        (),
        max_length=LISTED,
        title="Offres",
        description="ce que chaque partie a proposé",
        alias="offres",
    )
    means: tuple[Resources, ...] = Field(
        (),
        max_length=LISTED,
        title="Moyens",
        description="ce que chaque partie peut mobiliser",
        alias="moyens",
    )
    targets: tuple[Aim, ...] = Field(
        (), max_length=LISTED, title="Cibles", description="établissements visés", alias="cibles"
    )
    objectives: tuple[Goal, ...] = Field(
        (),
        max_length=LISTED,
        title="Objectifs",
        description="objectifs déjà fixés",
        alias="objectifs",
    )
    steps: tuple[Step, ...] = Field(
        (), max_length=LISTED, title="Étapes", description="calendrier", alias="etapes"
    )
    pdp_cell: tuple[Text, ...] = Field(
        (),
        max_length=LISTED,
        title="Cellule PDP",
        description="composition minimale de la cellule PDP",
        alias="cellule_pdp",
    )
    opinions: Opinions = Field(
        Opinions(), title="Avis", description="avis du CRPST et de l’ARS", alias="avis"
    )
    conventions: tuple[Text, ...] = Field(
        (), max_length=LISTED, title="Conventions", description="conventions bilatérales à annexer"
    )
    year: int | None = Field(
        None,
        ge=2012,
        le=2100,
        title="Année de suivi",
        description="année du tableau de suivi",
        alias="annee",
    )
    suivi: tuple[Counts, ...] = Field(
        (), max_length=len(Theme), title="Suivi", description="résultats de l’année, par thème"
    )
    protocole: Laboratory = Field(
        Laboratory(), title="Protocole", description="ce que demande l’annexe 5"
    )
