"""The lexicon as a value: acronyms, renamed institutions, everyday words, quick writing, stop
words.
"""

from pathlib import Path

from pydantic import Field

from assistant.domain import Value
from assistant.texts.datafile import read_datafile


class NewName(Value):
    """What an institution has become, and a sentence that says so (empty when there is nothing to
    say).
    """

    became: str = Field(alias="devenu")
    sentence: str = Field("", alias="phrase")


class Lexicon(Value):
    """`corpus/lexique.yaml`, joined by the acronyms that the corpus itself lists."""

    acronyms: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="sigles")
    renamed: dict[str, NewName] = Field(default_factory=dict, alias="renommages")
    synonyms: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="synonymes")
    quick: dict[str, str] = Field(default_factory=dict, alias="sms")
    stop_words: tuple[str, ...] = Field(default=(), alias="mots_vides")
    weak: tuple[str, ...] = Field(default=(), alias="mots_faibles")
    domain: tuple[str, ...] = Field(default=(), alias="domaine")

    def with_acronyms(self, acronyms: dict[str, str]) -> "Lexicon":
        """The same with more acronyms (name → expansion); the ones already known keep their
        expansions.
        """
        forms = dict(self.acronyms)
        for name, expansion in acronyms.items():
            forms[name] = tuple(dict.fromkeys((*forms.get(name, ()), expansion)))
        return self.model_copy(update={"acronyms": forms})


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon file.

    Raises CorpusError when it is missing or malformed.
    """
    return read_datafile(path, Lexicon)
