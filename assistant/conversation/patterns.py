"""How a question is read, as `corpus/questions.yaml` says it: one value that holds the patterns of
what questions ask for, the names that place them and the words by which they lean on others.

Patterns are regular expressions over folded text (`assistant.texts.french.fold`).
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pydantic import Field

from assistant.conversation.comparison import ComparisonWords
from assistant.conversation.follow_up_words import FollowUpWords
from assistant.domain import Kind, Value
from assistant.errors import CorpusError
from assistant.texts.datafile import line_of, read_datafile
from assistant.texts.french import NUMBERS

UNIT = "UNITE"
NOTHING = "rien"


class Slot(Value):
    """What a question that is worded so (`asked`) is to be answered by: words like `answered`, or,
    with `name`, the name of a person.
    """

    asked: tuple[str, ...] = Field(alias="demande")
    answered: tuple[str, ...] = Field(alias="reponse")
    name: bool = Field(default=False, alias="nom")


class QuestionPatterns(Value):
    """`corpus/questions.yaml`. `kinds` and `slots` are tried in the order of the file; `unfit` are
    the kinds of question that a kind of passage never answers.
    """

    time_units: tuple[str, ...] = Field(alias="unites_de_temps")
    kinds: dict[str, tuple[str, ...]] = Field(alias="genres")
    slots: dict[str, Slot] = Field(alias="attendus")
    subjects: dict[str, tuple[str, ...]] = Field(alias="sujets")
    common_names: frozenset[str] = Field(alias="noms_communs")
    regions: tuple[str, ...]
    same_region: dict[str, tuple[str, ...]] = Field(alias="memes_regions")
    follow_ups: FollowUpWords = Field(alias="suites")
    counted_units: tuple[str, ...] = Field(alias="unites")
    naming_words: tuple[str, ...] = Field(alias="noms_demandes")
    unfit: Mapping[Kind, tuple[str, ...]] = Field({}, alias="genres_sans")
    forms: Mapping[str, tuple[str, ...]] = Field({}, alias="formes")
    lengths: Mapping[str, tuple[str, ...]] = Field({}, alias="longueurs")
    lines: tuple[str, ...] = Field((), alias="lignes")
    currency: tuple[str, ...] = Field((), alias="actualite")
    comparisons: ComparisonWords = Field(ComparisonWords(), alias="comparaisons")

    @cached_property
    def time_unit(self) -> str:
        """The pattern of a unit of time."""
        return f"(?:{'|'.join(self.time_units)})"

    @cached_property
    def kind_patterns(self) -> Mapping[str, re.Pattern[str]]:
        """What each kind of question looks like."""
        return {name: self._any_of(patterns) for name, patterns in self.kinds.items()}

    @cached_property
    def form_patterns(self) -> Mapping[str, re.Pattern[str]]:
        """What a question that wants each form of answer looks like."""
        return {name: self._any_of(patterns) for name, patterns in self.forms.items()}

    @cached_property
    def length_patterns(self) -> Mapping[str, re.Pattern[str]]:
        """What a question that wants a short or a long answer looks like."""
        return {name: self._any_of(patterns) for name, patterns in self.lengths.items()}

    @cached_property
    def lines_pattern(self) -> re.Pattern[str]:
        """A number of lines or of sentences; its first group is the number."""
        units = "|".join(self.lines) or "(?!)"
        return re.compile(rf"\b(\d{{1,3}}|{'|'.join(NUMBERS)})\s(?:{units})\b")

    @cached_property
    def currency_pattern(self) -> re.Pattern[str]:
        """What a question looks like that asks whether something still holds, or of a duty."""
        return self._any_of(self.currency or ("(?!)",))

    @cached_property
    def subject_patterns(self) -> Mapping[str, re.Pattern[str]]:
        """What a question about each subject looks like."""
        return {name: self._any_of(patterns) for name, patterns in self.subjects.items()}

    @cached_property
    def slot_patterns(self) -> Sequence[tuple[re.Pattern[str], re.Pattern[str], bool]]:
        """For each slot, what asks for it, what fills it, and whether a person's name does."""
        return [
            (self._any_of(slot.asked), self._any_of(slot.answered), slot.name)
            for slot in self.slots.values()
        ]

    @cached_property
    def region_patterns(self) -> Sequence[tuple[re.Pattern[str], tuple[str, ...]]]:
        """For each region, what names it, and its names in the texts."""
        return [
            (re.compile(rf"\b{region}"), self.same_region.get(region, (region,)))
            for region in self.regions
        ]

    def _any_of(self, patterns: Sequence[str]) -> re.Pattern[str]:
        return re.compile("|".join(patterns).replace(UNIT, self.time_unit))


def read_patterns(path: Path) -> QuestionPatterns:
    """Read the patterns.

    Raises CorpusError when the file is missing, is malformed, or holds what is not a regular
    expression: it then gives the line and the pattern.
    """
    found = read_datafile(path, QuestionPatterns)
    for place, pattern in _all_patterns(found):
        try:
            re.compile(pattern)
        except re.error as error:
            raise CorpusError(
                f"{path.name}, ligne {line_of(path, place)}, « {pattern} » : ce n’est pas une "
                f"expression régulière valable ({error})."
            ) from error
    return found


def _all_patterns(found: QuestionPatterns) -> Sequence[tuple[tuple[str | int, ...], str]]:
    """Each pattern of the file, with its place in it."""
    groups: dict[tuple[str, ...], Sequence[str]] = {
        ("unites_de_temps",): found.time_units,
        ("suites", "classes"): found.follow_ups.classes,
    }
    groups |= {("genres", name): patterns for name, patterns in found.kinds.items()}
    groups |= {("sujets", name): patterns for name, patterns in found.subjects.items()}
    groups |= {("attendus", name, "demande"): slot.asked for name, slot in found.slots.items()}
    groups |= {("attendus", name, "reponse"): slot.answered for name, slot in found.slots.items()}
    return [
        ((*place, n), pattern)
        for place, patterns in groups.items()
        for n, pattern in enumerate(patterns)
    ]
