"""The protocol of annexe 5 between a CARSAT and an SPSTI: samples analysed by the chemical
laboratory.
"""

from typing import Literal

from pydantic import Field

from assistant.forms.line import Block, Day, Form, Line, Rubric


class Signatories(Block):
    """The two parties of the protocol."""

    caisse: Line = Field(title="Caisse régionale", description="CARSAT signataire")
    service: Line = Field(title="Service (SPSTI)", description="service signataire")


class Referents(Block):
    """Whom each party names as the other's main contact."""

    caisse: Line = Field(title="Référent de la Caisse régionale", description="nom et fonction")
    service: Line = Field(title="Référent du SPSTI", description="nom et fonction")


class Signature(Block):
    """Where and when it is signed, and by whom."""

    place: Line = Field(title="Fait à", description="lieu de la signature", alias="lieu")
    date: Day = Field(title="Le", description="jour de la signature")
    service: Line = Field(title="Représentant du SPSTI", description="nom et qualité")
    caisse: Line = Field(title="Représentant de la Caisse régionale", description="nom et qualité")


class Duration(Block):
    """When the protocol begins, and how it goes on."""

    in_force: Day = Field(
        title="Entrée en vigueur", description="jour d’entrée en vigueur", alias="entree_en_vigueur"
    )
    renewal: Line = Field(
        title="Reconduction", description="durée et reconduction", alias="reconduction"
    )


class Protocole(Form):
    """Annexe 5, articles 1 to 5."""

    kind: Literal["protocole"] = "protocole"
    title: Line = Field(title="Titre", description="titre du protocole", alias="titre")
    parties: Signatories = Field(title="Les parties signataires", description="CARSAT et SPSTI")
    context: Rubric = Field(
        title="Article 1 – Contexte",
        description="ce que font les parties, et ce dont elles sont convenues",
        alias="contexte",
    )
    referents: Referents = Field(
        title="Article 2 – Engagement des parties : référents",
        description="principal interlocuteur de chaque partie",
    )
    service_commitments: Rubric = Field(
        title="Le SPSTI s’engage à",
        description="engagements du service",
        alias="engagements_service",
    )
    caisse_commitments: Rubric = Field(
        title="La Caisse régionale s’engage à",
        description="engagements de la Caisse régionale",
        alias="engagements_caisse",
    )
    analysis: Rubric = Field(
        title="Protocole pour l’analyse des échantillons",
        description="conditions de l’analyse par le laboratoire",
        alias="analyse",
    )
    indicators: Rubric = Field(
        title="Article 3 – Indicateurs de suivi",
        description="ce que l’on compte",
        alias="indicateurs",
    )
    term: Duration = Field(
        title="Article 4 – Durée du partenariat",
        description="entrée en vigueur et reconduction",
        alias="duree",
    )
    disputes: Rubric = Field(
        title="Article 5 – Litiges", description="règlement amiable", alias="litiges"
    )
    signature: Signature = Field(title="Signatures", description="lieu, date et signataires")

    @property
    def who(self) -> Block:
        """The signatories."""
        return self.parties
