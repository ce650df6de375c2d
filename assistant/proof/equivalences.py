"""What a lawyer says may stand for what, as a value: `corpus/lecture/preuve.yaml`."""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pydantic import Field

from assistant.domain import Value
from assistant.texts.datafile import read_datafile
from assistant.texts.french import fold

Words = tuple[str, ...]
MONTHS = "|".join(
    (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    )
)
DATED = re.compile(rf"\b([a-zéè]+) ({MONTHS})\b")


class Equivalences(Value):
    """The lists of the proof. Words are lemmas (infinitive, masculine singular)."""

    free: Words = Field(alias="libres")
    droppable: Words = Field(alias="omissibles")
    narrowing: Words = Field(alias="precisions")
    generations: Words
    synonyms: tuple[Words, ...] = Field(alias="synonymes")
    families: tuple[Words, ...] = Field(alias="familles")
    apart: Words = Field(alias="a_part")
    expressions: Mapping[str, str]
    names: Mapping[str, str] = Field(alias="noms")
    restrictions: Mapping[str, Words]
    carriers: Words = Field(alias="porteurs")
    light: Words = Field(alias="legers")
    universal: Words = Field(alias="universels")
    modes: Mapping[str, Words]
    findings: Words = Field(alias="constats")
    speech: Words = Field(alias="paroles")
    reporting: Words = Field(alias="rapportent")
    documents: Mapping[str, Words]
    reversals: Words = Field(alias="retournements")
    rejections: Words = Field(alias="rejets")
    doubts: Words = Field(alias="attributions")
    connectors: Words = Field(alias="liaisons")
    turns: Mapping[str, str] = Field(alias="tournures")
    numbers: Mapping[str, str] = Field(alias="nombres")
    local: Mapping[str, Words] = Field(alias="portees")
    local_bodies: Words = Field(alias="organismes_locaux")

    def plainly(self, text: str) -> str:
        """A sentence with each turn of the trade replaced by the one that the texts use."""
        text = DATED.sub(self._in_figures, text)
        for turn, plain in self.turns.items():
            text = re.sub(re.escape(turn).replace("'", "[’']"), plain, text, flags=re.IGNORECASE)
        return text

    def without_connectors(self, text: str) -> str:
        """A text without the connectors that say nothing (« , en effet, »)."""
        return self._connectors.sub("", text)

    @cached_property
    def _connectors(self) -> re.Pattern[str]:
        words = "|".join(re.escape(each).replace("'", "[’']") for each in self.connectors)
        return re.compile(rf",? (?:{words}),?(?= )")

    def _in_figures(self, found: re.Match[str]) -> str:
        """« trente juin » → « 30 juin »."""
        number = self.numbers.get(fold(found[1]), found[1])
        return f"{number} {found[2]}"

    @cached_property
    def mode_of(self) -> dict[str, frozenset[str]]:
        """The forces that each word may carry."""
        found: dict[str, set[str]] = {}
        for mode, words in self.modes.items():
            for word in words:
                found.setdefault(word, set()).add(mode)
        return {word: frozenset(modes) for word, modes in found.items()}


def read_equivalences(corpus: Path) -> Equivalences:
    """The lists of the proof; raises CorpusError when the file is missing or malformed."""
    return read_datafile(corpus / "lecture" / "preuve.yaml", Equivalences)
