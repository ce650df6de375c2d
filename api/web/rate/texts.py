"""The words of the evaluator's pages that are not in their templates."""

from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.domain import Value
from assistant.store.nouns import Rating
from assistant.texts.datafile import read_datafile

FILE = Path(__file__).with_name("textes.yaml")


class Band(Value):
    """A stretch of kappa, from `start` up, in a word and in a sentence."""

    start: float = Field(alias="depuis")
    word: str = Field(alias="mot")
    meaning: str = Field(alias="sens")


class Faults(Value):
    """What the form of a rating still lacks."""

    nameless: str = Field(alias="sans_nom")
    unrated: str = Field(alias="sans_verdict")
    unexplained: str = Field(alias="sans_raison")


class Groups(Value):
    """The titles of the tables of results."""

    rater: str = Field(alias="evaluateur")
    document: str
    origin: str = Field(alias="origine")


class RateTexts(Value):
    """The words of the evaluator's pages: ratings and what they mean, sample questions, stretches
    of kappa, measures, outcomes, faults of the form, titles of tables.
    """

    ratings: dict[Rating, str] = Field(alias="verdicts")
    samples: tuple[str, ...] = Field(alias="essais")
    bands: tuple[Band, ...] = Field(alias="accord")
    measures: dict[str, str] = Field(alias="mesures")
    statuses: dict[str, str] = Field(alias="issues")
    faults: Faults = Field(alias="fautes")
    groups: Groups = Field(alias="groupes")

    def band(self, kappa: float) -> Band:
        """The stretch in which a kappa falls."""
        return [band for band in self.bands if band.start <= kappa][-1]


@cache
def rate_texts() -> RateTexts:
    """The texts of the evaluator's pages. Raises CorpusError when the file lacks some."""
    return read_datafile(FILE, RateTexts)
