"""The assistant's own phrases, read from `corpus/formules.yaml`; no step writes French of its
own.
"""

import re
from functools import cached_property
from pathlib import Path

from pydantic import Field

from assistant.domain import Document, Kind, Passage, Value
from assistant.texts.datafile import read_datafile


class Wording(Value):
    """Announcements of the sources, refusals, notices, and the patterns that betray instructions or
    foreign subjects.
    """

    announcements: dict[str, dict[str, str] | str] = Field(alias="annonces")
    opinion_words: tuple[str, ...] = Field(alias="mots_d_avis")
    gap: str = Field(alias="lacune")
    any_gap: str = Field(alias="lacune_generale")
    elsewhere: str = Field(alias="ailleurs")
    refusals: dict[str, str] = Field(alias="refus")
    notices: dict[str, str] = Field(alias="avertissements")
    opposites: tuple[tuple[str, str], ...] = Field(alias="contraires")
    instructions: tuple[str, ...] = Field(alias="consignes")
    foreign: tuple[str, ...] = Field(alias="hors_sujet")

    @cached_property
    def instruction(self) -> re.Pattern[str]:
        """What an instruction smuggled into a question looks like."""
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.instructions), re.I)

    @cached_property
    def foreign_subject(self) -> re.Pattern[str]:
        """What a question about something else looks like."""
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.foreign), re.I)

    @cached_property
    def _opinion(self) -> re.Pattern[str]:
        return re.compile(r"\b(?:" + "|".join(map(re.escape, self.opinion_words)) + r")\b", re.I)

    def announce(self, document: Document, passage: Passage, words: str) -> str:
        """How a source is announced before its words: by document, then by the nature of the
        passage.
        """
        own = self.announcements.get(document.id)
        if isinstance(own, dict):
            if (
                "avis" in own
                and passage.kind in {Kind.PARAGRAPH, Kind.ITEM}
                and self._opinion.search(words)
            ):
                return own["avis"]
            return own.get(passage.kind.value, own["defaut"])
        template = self.announcements.get(document.weight.value)
        assert isinstance(template, str)
        return template.format(titre=document.short, territoire=document.territory)


def read_wording(path: Path) -> Wording:
    """Read the phrases.

    Raises CorpusError when the file is missing or malformed.
    """
    return read_datafile(path, Wording)
