"""The words of the pages that are not in their templates, read once from `textes/`."""

from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.domain import Value
from assistant.store.nouns import Rating
from assistant.texts.datafile import read_datafile

FOLDER = Path(__file__).parent / "textes"


class Examples(Value):
    """Questions that one of the four readers would ask."""

    profile: str = Field(alias="profil")
    questions: tuple[str, ...]


class QuestionTexts(Value):
    """What the page of questions offers; reasons are those of an opinion on a whole reply and on
    one of its citations.
    """

    examples: tuple[Examples, ...] = Field(alias="exemples")
    reply_reasons: tuple[str, ...] = Field(alias="reponse")
    citation_reasons: tuple[str, ...] = Field(alias="citation")


@cache
def question_texts() -> QuestionTexts:
    """The texts of the page of questions. Raises CorpusError when the file lacks some."""
    return read_datafile(FOLDER / "question.yaml", QuestionTexts)


class WritingTexts(Value):
    """The words of the pages of drafts and of checks: rows of annexe 4, what verdicts
    mean, how far a rule binds.
    """

    assembled: str = Field(alias="reunion")
    counts: dict[str, str] = Field(alias="comptes")
    verdicts: dict[str, str]
    scopes: dict[str, str] = Field(alias="portees")


@cache
def writing_texts() -> WritingTexts:
    """The texts of the pages of drafts and of checks.

    Raises CorpusError when the file lacks some.
    """
    return read_datafile(FOLDER / "redaction.yaml", WritingTexts)


class Band(Value):
    """A stretch of kappa, from `start` up, in a word and in a sentence."""

    start: float = Field(alias="depuis")
    word: str = Field(alias="mot")
    meaning: str = Field(alias="sens")


class ReviewTexts(Value):
    """The words of the desk of the evaluator: verdicts and what they mean, sample questions,
    stretches of kappa, measures, outcomes.
    """

    verdicts: dict[Rating, str]
    samples: tuple[str, ...] = Field(alias="essais")
    bands: tuple[Band, ...] = Field(alias="accord")
    measures: dict[str, str] = Field(alias="mesures")
    statuses: dict[str, str] = Field(alias="issues")

    def band(self, kappa: float) -> Band:
        """The stretch in which a kappa falls."""
        return [band for band in self.bands if band.start <= kappa][-1]


@cache
def review_texts() -> ReviewTexts:
    """The texts of the desk of the evaluator. Raises CorpusError when the file lacks some."""
    return read_datafile(FOLDER / "evaluer.yaml", ReviewTexts)
