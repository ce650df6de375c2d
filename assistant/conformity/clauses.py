"""A contract as clauses, and clues to find among them.

A clause is a sentence or a line of a passage; its context is the headings above it. A clue is
words: some that the clause must hold, others that it or its headings must hold too, others that
cancel it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Literal

from pydantic import Field

from assistant.domain import Passage, Value
from assistant.texts.calendar import DATE, dates_in
from assistant.texts.french import fold
from assistant.texts.sentences import sentence_spans

NUMBER = re.compile(r"\d{1,3}(?:[ .]\d{3})+|\d+")
NO = r"(?:pas|plus|aucune?|jamais|point)\b"
MAY = r"(?:peut|peuvent|saurait|sauraient|pourra|pourront)\b"
NEGATED = re.compile(
    rf"\bne\b(?! pas\b).{{0,60}}?\b{NO}|\bn'.{{0,60}}?\b{NO}|\bne {MAY}|"
    r"\b(?:aucune?|absence d)\b|\bsans (?:que|avis|objet)\b"
)
BLANK = re.compile(
    r"\ba completer\b|\ba preciser\b|\bx{2,}\b|\bjj/mm|\[[^\]]{0,40}\]|_{3,}|"
    r"\.{4,}|(?:\.\.\. ?){2,}"
)
BULLET = re.compile(r"o (?=[A-ZÀ-Ü])")
NO_QUANTITY = re.compile(
    r"^\W*\d+[.)°]\s|\b(?:articles?|art\.|annexes?|volets?|actions?|"
    r"fiches?|prst|pst|[lrdn]\.?) ?\d[\d-]*|\b(?:19|20)\d\d\b"
)
SHAPES = str.maketrans({"‑": "-", "–": "-", "…": " … ", "\u00a0": " "})
ROLE = 3
SHORT = 700
GAP = r"\W(?:.{0,50}\W)?"


class Clause(Value):
    """text[start:end] of a passage, folded, with the folded headings above it, the folded whole,
    and `around`: the sentence before, this one and the next, or a short passage whole.
    """

    passage: Passage
    start: int
    end: int
    folded: str
    context: str
    whole: str
    around: str = ""

    @property
    def words(self) -> str:
        """The clause as it is written."""
        return self.passage.text[self.start : self.end]

    @property
    def negated(self) -> bool:
        """Does the clause say no?"""
        return bool(NEGATED.search(self.folded))

    @property
    def blank(self) -> bool:
        """Is the clause still to be filled in?"""
        return bool(BLANK.search(self.folded))


class Clue(Value):
    """Words to look for, as `conformite.yaml` explains them at its head.

    A word that ends in * may go on; « … » skips a few words. Each list of `together` must be met
    in the clause or its headings, no word of `unless`; with `headings`, a heading may hold `words`.
    """

    words: tuple[str, ...] = Field(alias="mots")
    together: tuple[tuple[str, ...], ...] = Field((), alias="avec")
    unless: tuple[str, ...] = Field((), alias="sauf")
    requires: Literal["", "date", "nombre"] = Field("", alias="exige")
    within: Literal["phrase", "voisinage", "passage"] = Field("phrase", alias="dans")
    headings: bool = Field(False, alias="titres")
    negation: bool = False


def clauses_of(passages: Iterable[Passage]) -> tuple[Clause, ...]:
    """The clauses of the passages that are no part of another, in reading order."""
    roots = (passage for passage in passages if passage.parent is None)
    return tuple(chain.from_iterable(map(_clauses, roots)))


def _clauses(passage: Passage) -> Iterator[Clause]:
    context, whole = normalize(" / ".join(passage.path)), normalize(passage.text)
    spans = tuple(sentence_spans(passage.text))
    for place, (begin, end) in enumerate(spans):
        near = spans[max(0, place - 1) : place + 2]
        beside = normalize(passage.text[near[0][0] : near[-1][1]])
        start = begin + 2 if BULLET.match(passage.text[begin:end]) else begin
        yield Clause(
            passage=passage,
            start=start,
            end=end,
            folded=normalize(passage.text[start:end]),
            context=context,
            whole=whole,
            around=whole if len(whole) < SHORT else beside,
        )


def normalize(text: str) -> str:
    """A text without accents or capitals, with single spaces and hyphens of one kind."""
    return re.sub(r"\s+", " ", fold(text.translate(SHAPES)))


@cache
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for several words or phrases, as whole words, plural or not."""
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(_phrase(word) for word in words)})(?![a-z0-9])")


def _phrase(phrase: str) -> str:
    parts = re.split(r"\s*…\s*", phrase.strip())
    return GAP.join(
        r"[\s-]".join(_word(word) for word in re.split(r"[\s-]", normalize(part).strip()))
        for part in parts
    )


def _word(word: str) -> str:
    if word.endswith("*"):
        return re.escape(word[:-1]) + "[a-z]*"
    return re.escape(word) + ("[sx]?" if word.isalpha() and len(word) > 3 else "")


def words_of_clues(clues: Iterable[Clue]) -> tuple[str, ...]:
    """The words that several clues look for, clue after clue."""
    return tuple(chain.from_iterable(clue.words for clue in clues))


def clauses_matching(clauses: Iterable[Clause], clue: Clue) -> tuple[Clause, ...]:
    """The clauses that a clue points to."""
    return tuple(clause for clause in clauses if _holds(clause, clue))


def _holds(clause: Clause, clue: Clue) -> bool:
    text = f"{clause.folded} / {clause.context}" if clue.headings else clause.folded
    if not pattern(clue.words).search(text):
        return False
    zones = {"phrase": clause.folded, "voisinage": clause.around, "passage": clause.whole}
    near = zones[clue.within]
    forbidden_zone = clause.folded if clue.within == "passage" else near
    if clue.unless and pattern(clue.unless).search(forbidden_zone):
        return False
    around = f"{near} / {clause.context}"
    together = all(pattern(words).search(around) for words in clue.together)
    return together and _carries(clause, clue.requires)


def clue_of(text: str) -> Clue:
    """The clue that an editor writes on one line: « a | b + c | d - e ».

    The sentence holds a or b; near it stands c or d; nowhere e. « #date » and « #nombre » ask that
    the sentence carry one.
    """
    holding, *without = re.split(r"\s+-\s+", text)
    groups = [tuple(map(str.strip, group.split("|"))) for group in holding.split(" + ")]
    requirements = [group[0][1:] for group in groups if group[0].startswith("#")]
    words = [group for group in groups if not group[0].startswith("#")]
    return Clue.model_validate(
        {
            "mots": words[0],
            "avec": tuple(words[1:]),
            "sauf": tuple(map(str.strip, "|".join(without).split("|"))) if without else (),
            "exige": next(iter(requirements), ""),
            "dans": "voisinage",
        }
    )


def stands_alone(clause: Clause, clue: Clue) -> bool:
    """Is the clause nothing but the words looked for, under no heading that would give them a
    role?
    """
    rest = pattern(clue.words).sub(" ", clause.folded)
    return not clause.context and len(re.findall(r"[a-z0-9]{2,}", rest)) < ROLE


def _carries(clause: Clause, what: str) -> bool:
    """Does the clause carry a date, or a number that is no part of a date, of an article or of a
    list?
    """
    if what == "":
        return True
    if what == "date":
        return bool(dates_in(clause.words))
    without_dates = DATE.sub(" ", clause.folded)
    return bool(NUMBER.search(NO_QUANTITY.sub(" ", without_dates)))


def place_in_passage(clause: Clause, words: tuple[str, ...]) -> int:
    """Where in its passage the clause holds the first of those words; its start when folding hides
    the place.
    """
    match = pattern(words).search(clause.folded)
    return min(clause.start + match.start(), clause.end - 1) if match else clause.start
