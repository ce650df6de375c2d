"""The themes of the models of annexe 3, the volet each belongs to, and what has a schema."""

from enum import StrEnum
from typing import Literal


class Theme(StrEnum):
    """The seven models of annexe 3, and `libre` for a risk of volet 3, which has the same frame and
    no model.
    """

    PDP = "pdp"
    RPS = "rps"
    FALLS = "chutes"
    CHEMICALS = "chimiques"
    MSD = "tms"
    ROAD = "routier"
    HEAT = "canicule"
    FREE = "libre"


VOLET = dict.fromkeys(Theme, 2) | {Theme.PDP: 1, Theme.FREE: 3}
SchemaKind = Literal["fiche", "contrat", "suivi", "protocole", "situation"]
