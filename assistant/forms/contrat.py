"""The contract of annexe 1, with its fiches and its follow-up table."""

from typing import Literal

from pydantic import Field

from assistant.forms.fiche import Commitments, FicheLibre, FichePdp, FicheRisque
from assistant.forms.line import Block, Count, Day, Form, Line, Rubric
from assistant.forms.suivi import TableauSuivi


class Parties(Block):
    """The three signatories."""

    service: Line = Field(title="Service (SPSTI)", description="nom du service")
    dreets: Line = Field(title="DREETS", description="direction régionale signataire")
    caisse: Line = Field(title="Caisse régionale", description="CARSAT, CRAMIF ou CGSS signataire")
    region: Line = Field(title="Région", description="région du contrat")


class Term(Block):
    """When the contract was signed, begins and ends: five years at most."""

    signature: Day = Field(title="Date de signature", description="jour de la signature")
    start: Day = Field(title="Prise d’effet", description="premier jour du contrat", alias="debut")
    end: Day = Field(
        title="Fin",
        description="dernier jour, cinq ans au plus après la prise d’effet",
        alias="fin",
    )


class Consultations(Block):
    """The opinions taken before the contract is concluded."""

    crpst: Line = Field(title="Avis du CRPST", description="date et sens de l’avis")
    ars: Line = Field(title="Avis de l’ARS", description="date et sens de l’avis")


class Context(Block):
    """The regional context, in figures and in words."""

    members: Count = Field(
        title="Établissements adhérents", description="établissements, en nombre", alias="adherents"
    )
    employees: Count = Field(
        title="Salariés suivis", description="salariés, en nombre", alias="salaries"
    )
    findings: Rubric = Field(
        title="Constats",
        description="statistiques AT, ATR, MP et autres constats, avec leur source",
        alias="constats",
    )
    project: Rubric = Field(
        title="Projet pluriannuel de service",
        description="actions du projet de service auxquelles le contrat se rattache",
        alias="projet",
    )


class Contrat(Form):
    """Annexe 1, in its order."""

    kind: Literal["contrat"] = "contrat"
    title: Line = Field(title="Titre", description="titre du contrat", alias="titre")
    parties: Parties = Field(
        title="Parties signataires", description="SPSTI, DREETS et Caisse régionale"
    )
    term: Term = Field(title="Durée", description="signature, prise d’effet et fin", alias="duree")
    consultations: Consultations = Field(
        title="Consultations préalables", description="CRPST et ARS"
    )
    preamble: Rubric = Field(
        title="I – Préambule", description="logique du contrat", alias="preambule"
    )
    objectives: Rubric = Field(
        title="II – Objectifs généraux",
        description="priorités et objectifs de l’article D. 4622-45",
        alias="objectifs",
    )
    context: Context = Field(
        title="III – Contexte régional",
        description="entreprises, salariés, statistiques",
        alias="contexte",
    )
    commitments: Commitments = Field(
        title="IV – Engagements des parties",
        description="moyens retenus par chaque partie (annexe 2)",
        alias="engagements",
    )
    conventions: Rubric = Field(
        title="Conventions bilatérales annexées",
        description="conventions entre deux des parties, à annexer au contrat",
    )
    programs: Rubric = Field(
        title="V – Programmes d’actions",
        description="ce à quoi les programmes se rattachent",
        alias="programmes",
    )
    volet_1: Rubric = Field(
        title="Volet 1 : prévention de la désinsertion professionnelle",
        description="cadre du volet 1",
    )
    fiche_pdp: FichePdp = Field(
        title="Fiche action du volet 1", description="fiche PDP, obligatoire"
    )
    volet_2: Rubric = Field(
        title="Volet 2 : prévention des risques professionnels prioritaires",
        description="cadre du volet 2",
    )
    risk_fiches: tuple[FicheRisque, ...] = Field(
        min_length=1,
        title="Fiches action du volet 2",
        description="une fiche par risque, un risque au moins",
        alias="fiches_risques",
    )
    volet_3: Rubric = Field(
        title="Volet 3 (facultatif) : risque non couvert par les risques du volet 2",
        description="cadre du volet 3",
    )
    free_fiches: tuple[FicheLibre, ...] = Field(
        (),
        title="Fiches action du volet 3",
        description="fiches d’un risque que le volet 2 ne couvre pas",
        alias="fiches_libres",
    )
    indicators: Rubric = Field(
        title="VI – Indicateurs de suivi",
        description="indicateurs nationaux et propres au contrat",
        alias="indicateurs",
    )
    suivi: TableauSuivi = Field(title="Tableau de suivi annuel", description="annexe 4")
    advice: Rubric = Field(
        Rubric(),
        title="Conseils tirés du rapport de l’IGAS",
        description="avis, sans force obligatoire ; à retirer avant la signature",
        alias="conseils",
    )

    @property
    def who(self) -> Block:
        """The signatories."""
        return self.parties
