"""The words of the pages of drafts that are not in their templates."""

from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.domain import Value
from assistant.texts.datafile import read_datafile

FILE = Path(__file__).with_name("textes.yaml")


class DraftTexts(Value):
    """The name of a contract made of fiches, the rows of annexe 4, the parties of a contract."""

    assembled: str = Field(alias="reunion")
    counts: dict[str, str] = Field(alias="comptes")
    parties: dict[str, str]


@cache
def draft_texts() -> DraftTexts:
    """The texts of the pages of drafts. Raises CorpusError when the file lacks some."""
    return read_datafile(FILE, DraftTexts)
