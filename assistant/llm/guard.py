"""The words that make the gate refuse a sentence, read from `corpus/garde.yaml`."""

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pydantic import Field

from assistant.domain import Document, Value, Weight
from assistant.texts.datafile import read_datafile
from assistant.texts.french import NUMBERS, fold

BETWEEN = r"(?:\s+(?:de|d'|des|ou|a))?\s*"


class Guard(Value):
    """Beginnings of folded words, by what they do in a sentence: `binds` oblige or forbid,
    `threatens` name a sanction, a sum or a dismissal, `units` follow a number. `shows` gives, by
    weight, how a sentence says what its source is worth.
    """

    binds: tuple[str, ...] = Field(alias="oblige")
    threatens: tuple[str, ...] = Field(alias="menace")
    units: tuple[str, ...] = Field(alias="unites")
    shows: dict[str, tuple[str, ...]] = Field(alias="dit")

    def says(self, kind: str, text: str) -> bool:
        """Does a text oblige or forbid (`binds`), or name a sanction, a sum or a dismissal
        (`threatens`)?
        """
        return bool(self._patterns[kind].search(fold(text)))

    def numbers_with_unit(self, text: str) -> set[str]:
        """Numbers of a text with the unit that follows: « cinq ans » is `5 an`."""
        plain = fold(text.replace("\u202f", " "))
        counts: set[str] = set()
        for number, unit in self._count.findall(plain):
            digits = NUMBERS.get(number, number).replace(" ", "")
            counts.add(f"{digits} {unit}")
        return counts

    def is_said(self, document: Document, text: str, *, has_expired: bool) -> bool:
        """Does a sentence say itself what its source is: a local one its territory, an ended one
        its end, a weak one its weight?
        """
        plain = fold(text)
        if not document.national and fold(document.territory) not in plain:
            return False
        if document.weight is Weight.CONTRAT and not has_expired:
            return True
        marks = self.shows.get(document.weight.value, ())
        return not marks or bool(_pattern_of(marks).search(plain))

    def names_weight(self, document: Document, text: str) -> bool:
        """Does a sentence say, in the words kept for it, what its source is worth?"""
        marks = self.shows.get(document.weight.value, ())
        return bool(marks) and bool(_pattern_of(marks).search(fold(text)))

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {"binds": _pattern_of(self.binds), "threatens": _pattern_of(self.threatens)}

    @cached_property
    def _count(self) -> re.Pattern[str]:
        """A number, in digits or in words, and the unit that follows it."""
        units = "|".join(map(re.escape, self.units))
        words = "|".join(NUMBERS)
        number = rf"(?<![\d,])(\d+(?: \d{{3}})*(?:,\d+)?|\b(?:{words})\b)"
        return re.compile(rf"{number}{BETWEEN}({units})(?:s|ns)?(?![a-z])")


def _pattern_of(beginnings: Sequence[str]) -> re.Pattern[str]:
    """Any word that begins in one of those ways."""
    choices = "|".join(map(re.escape, beginnings))
    return re.compile(rf"\b(?:{choices})")


def read_guard(path: Path) -> Guard:
    """Read the guard.

    Raises CorpusError when the file is missing or malformed.
    """
    return read_datafile(path, Guard)
