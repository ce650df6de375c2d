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
    """Beginnings of folded words, by what they do in a sentence. `shows` gives, by weight, how a
    sentence says what its source is worth.
    """

    binds: tuple[str, ...] = Field(alias="oblige")
    allows: tuple[str, ...] = Field(alias="permet")
    denies: tuple[str, ...] = Field(alias="nie")
    opposites: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = Field(alias="contraires")
    units: tuple[str, ...] = Field(alias="unites")
    announces: frozenset[str] = Field(alias="annonce")
    shows: dict[str, tuple[str, ...]] = Field(alias="dit")

    def says(self, kind: str, text: str) -> bool:
        """Does a text oblige (`binds`), leave the choice (`allows`) or deny (`denies`)?"""
        return bool(self._patterns[kind].search(fold(text)))

    def denials(self, text: str) -> set[str]:
        """The words by which a text denies, « ne » aside, which another always follows."""
        return set(self._patterns["denies"].findall(fold(text))) - {"ne", "n'"}

    def contrary(self, said: str, quoted: str) -> tuple[str, str] | None:
        """The word said and the opposite one quoted, when the quoted words hold only the
        opposite.
        """
        ours, theirs = fold(said), fold(quoted)
        for one, other in self._pairs:
            for a, b in ((one, other), (other, one)):
                mine, their = a.search(ours), b.search(theirs)
                if mine and their and not a.search(theirs) and not b.search(ours):
                    return mine.group(), their.group()
        return None

    def counted(self, text: str) -> set[str]:
        """Numbers of a text with the unit that follows: « cinq ans » is `5 an`."""
        return {
            f"{NUMBERS.get(n, n).replace(' ', '')} {unit}"
            for n, unit in self._count.findall(fold(text.replace("\u202f", " ")))
        }

    def is_said(self, document: Document, text: str, expired: bool) -> bool:
        """Does a sentence say itself what its source is: a local one its territory, an ended one
        its end, a weak one its weight?
        """
        plain = fold(text)
        marks = (
            self.shows.get(document.weight.value, ())
            if document.weight is not Weight.CONTRAT or expired
            else ()
        )
        return (not marks or bool(_any(marks).search(plain))) and (
            document.national or fold(document.territory) in plain
        )

    def names_weight(self, document: Document, text: str) -> bool:
        """Does a sentence say, in the words kept for it, what its source is worth?"""
        marks = self.shows.get(document.weight.value, ())
        return bool(marks) and bool(_any(marks).search(fold(text)))

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        exact = [re.escape(word) + ("" if word.endswith("'") else r"\b") for word in self.denies]
        return {
            "binds": _any(self.binds),
            "allows": _any(self.allows),
            "denies": re.compile(rf"\b(?:{'|'.join(exact)})"),
        }

    @cached_property
    def _pairs(self) -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
        return [(_any(one), _any(other)) for one, other in self.opposites]

    @cached_property
    def _count(self) -> re.Pattern[str]:
        units = "|".join(re.escape(unit) for unit in self.units)
        return re.compile(
            rf"(?<![\d,])(\d+(?: \d{{3}})*(?:,\d+)?|"
            rf"\b(?:{'|'.join(NUMBERS)})\b){BETWEEN}({units})(?:s|ns)?(?![a-z])"
        )


def _any(beginnings: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, beginnings))})")


def read_guard(path: Path) -> Guard:
    """Read the guard.

    Raises CorpusError when the file is missing or malformed.
    """
    return read_datafile(path, Guard)
