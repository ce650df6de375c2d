"""The trade classes of actors and objects: `corpus/lecture/acteurs.yaml`."""

from functools import cached_property

from pydantic import Field

from assistant.domain import Value
from assistant.texts.french import fold

Words = tuple[str, ...]


class TradeClass(Value):
    """A class of actors or objects of the trade, and how it is written."""

    noun: str = Field(alias="nom")
    acronyms: Words = Field((), alias="sigles")
    forms: Words = Field((), alias="formes")


class Actors(Value):
    """`acteurs.yaml`."""

    classes: dict[str, TradeClass]
    exclusive: tuple[Words, ...] = Field(alias="exclusives")
    neighbours: tuple[Words, ...] = Field(alias="voisines")

    @cached_property
    def nouns(self) -> dict[str, str]:
        """The common noun that each acronym is read as."""
        return {
            acronym.upper(): each.noun
            for each in self.classes.values()
            for acronym in each.acronyms
        }

    @cached_property
    def forms(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """For the first word of a form, its words and its class, the longest first."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, each in self.classes.items():
            for form in (*each.acronyms, *each.forms):
                words = tuple(singular(word) for word in fold(form).replace("'", "' ").split())
                found.setdefault(words[0], []).append((words, name))
        for entries in found.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        return found


def singular(word: str) -> str:
    """A folded word without the mark of the plural."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
