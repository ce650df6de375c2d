"""The words of the page of questions that are not in its templates."""

from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.domain import Value
from assistant.texts.datafile import read_datafile

FILE = Path(__file__).with_name("textes.yaml")


class Examples(Value):
    """Questions that one of the four readers would ask."""

    profile: str = Field(alias="profil")
    questions: tuple[str, ...]


class OfferedPage(Value):
    """A page that a reply may offer: its address, and the parameter of each value it receives."""

    address: str = Field(alias="adresse")
    values: dict[str, str] = Field(alias="valeurs")
    words: dict[str, str] = Field(default_factory=dict, alias="mots")

    def in_its_words(self, value: object) -> object:
        """A value in the words of the page: a list keeps its order."""
        if isinstance(value, list):
            return [self.words.get(each, each) for each in value]
        return self.words.get(str(value), value)


class AskTexts(Value):
    """What the page of questions offers and says: examples; reasons of an opinion on a whole reply
    and on one of its citations; headings by status and sentences by mode of a reply.
    """

    examples: tuple[Examples, ...] = Field(alias="exemples")
    reply_reasons: tuple[str, ...] = Field(alias="reponse")
    citation_reasons: tuple[str, ...] = Field(alias="citation")
    headings: dict[str, str] = Field(alias="titres")
    modes: dict[str, str]
    model: str = Field(alias="modele")
    outdated: str = Field(alias="ancienne")
    everywhere: str = Field(alias="partout")
    commands: tuple[str, ...] = Field(alias="commandes")
    pages: dict[str, OfferedPage]


@cache
def ask_texts() -> AskTexts:
    """The texts of the page of questions. Raises CorpusError when the file lacks some."""
    return read_datafile(FILE, AskTexts)
