"""The themes of the models of annexe 3, and the volet each belongs to."""

from enum import StrEnum


class Theme(StrEnum):
    """The seven models of annexe 3, and `libre` for a risk of volet 3, which has the same frame and no model."""

    PDP = "pdp"
    RPS = "rps"
    FALLS = "chutes"
    CHEMICALS = "chimiques"
    MSD = "tms"
    ROAD = "routier"
    HEAT = "canicule"
    FREE = "libre"


VOLET = dict.fromkeys(Theme, 2) | {Theme.PDP: 1, Theme.FREE: 3}
