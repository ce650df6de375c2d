"""The lexicon as a value: acronyms, renamed institutions, everyday words, quick writing, stop
words.
"""

from pathlib import Path

import yaml
from pydantic import Field, ValidationError

from assistant.domain import Value
from assistant.errors import CorpusError


class Renamed(Value):
    """What an institution has become, and a sentence that says so (empty when there is nothing to
    say).
    """

    became: str = Field(alias="devenu")
    sentence: str = Field("", alias="phrase")


class Lexicon(Value):
    """`corpus/lexique.yaml`, joined by the acronyms that the corpus itself lists."""

    acronyms: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="sigles")
    renamed: dict[str, Renamed] = Field(default_factory=dict, alias="renommages")
    synonyms: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="synonymes")
    quick: dict[str, str] = Field(default_factory=dict, alias="sms")
    stop_words: tuple[str, ...] = Field(default=(), alias="mots_vides")
    weak: tuple[str, ...] = Field(default=(), alias="mots_faibles")
    domain: tuple[str, ...] = Field(default=(), alias="domaine")

    def joined(self, acronyms: dict[str, str]) -> "Lexicon":
        """The same with more acronyms (name → expansion); the ones already known keep their
        expansions.
        """
        merged = dict(self.acronyms)
        for name, expansion in acronyms.items():
            merged[name] = tuple(dict.fromkeys((*merged.get(name, ()), expansion)))
        return self.model_copy(update={"acronyms": merged})


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon file.

    Raises CorpusError when it is missing or malformed.
    """
    try:
        return Lexicon.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except FileNotFoundError as error:
        raise CorpusError(
            f"Le lexique {path} est introuvable : remettez le fichier en place."
        ) from error
    except (yaml.YAMLError, ValidationError) as error:
        raise CorpusError(f"Le lexique {path} est illisible : {error}") from error
