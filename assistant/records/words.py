"""The words of a question on facts, and which of them a rule has explained.

A question is answered from facts only when every word of it is explained: a word that nothing
explains may restrict what is asked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from assistant.texts.french import fold, stem

ORDINALS = ("premier", "deuxiem", "troisiem", "quatriem", "cinquiem", "sixiem", "septiem")
ORDINAL = re.compile(r"(\d+)(?:e|er|ere|eme|nd|nde)")
LAST = "derni"
NUMERO = re.compile(r"\bn\s?[°º]")


@lru_cache(maxsize=20_000)
def stems_of(text: str) -> tuple[str, ...]:
    """The stems of a text's words, without accents; « 18e » keeps its form."""
    return tuple(map(stem, plain_words(text)))


def plain_words(text: str) -> list[str]:
    """The words of a text without accents, « n° » left out."""
    return re.findall(r"[a-z0-9]+", NUMERO.sub(" ", fold(text)))


class QuestionWords:
    """The words of a question, and which are explained."""

    def __init__(self, text: str, empty: Iterable[str], numbers: Mapping[str, int]) -> None:
        void = {one for word in empty for one in plain_words(word)}
        figures = {fold(word): str(value) for word, value in numbers.items()}
        words = [one for one in plain_words(text) if one not in void]
        self.stems = [figures.get(one) or stem(one) for one in words]
        self.used: set[int] = set()

    def holds(self, phrase: str) -> bool:
        """Are all the words of a phrase in the question, explained or not?"""
        return bool(stems_of(phrase)) and set(stems_of(phrase)) <= set(self.stems)

    def take(self, phrase: str) -> bool:
        """Explain the words of a phrase, when the question holds them all and one of them is not
        explained yet.
        """
        wanted = set(stems_of(phrase))
        places = {n for n, one in enumerate(self.stems) if one in wanted}
        if not wanted or {self.stems[n] for n in places} != wanted or places <= self.used:
            return False
        self.used |= places
        return True

    def take_any(self, phrases: Sequence[str]) -> list[str]:
        """Explain every phrase that the question holds, the longest first; those explained."""
        longest = sorted(phrases, key=lambda phrase: -len(stems_of(phrase)))
        return [phrase for phrase in longest if self.take(phrase)]

    def take_shape(self, shape: str) -> str | None:
        """Explain « priorité # » where its words stand together; the number found."""
        wanted = [stem(word) if word != "#" else "#" for word in fold(shape).split()]
        for start in range(len(self.stems) - len(wanted) + 1):
            window = self.stems[start : start + len(wanted)]
            number = _number_in(window, wanted)
            if number is not None:
                self.used |= set(range(start, start + len(wanted)))
                return number
        return None

    def take_rank(self) -> int | None:
        """Explain « la 18e », « la deuxième », « la dernière »; the place, -1 for the last."""
        for n, one in enumerate(self.stems):
            rank = _rank_of(one)
            if rank is not None:
                self.used.add(n)
                return rank
        return None

    def take_number(self) -> int | None:
        """Explain the one number that is left; None when there is none or several."""
        places = [n for n, one in enumerate(self.stems) if one.isdigit() and n not in self.used]
        if len(places) != 1:
            return None
        self.used.add(places[0])
        return int(self.stems[places[0]])

    def left(self) -> list[str]:
        """The words that nothing explains."""
        return [one for n, one in enumerate(self.stems) if n not in self.used]


def _number_in(window: Sequence[str], wanted: Sequence[str]) -> str | None:
    """The number where the words of a shape are those of a window."""
    number = None
    for one, shape in zip(window, wanted, strict=True):
        if shape == "#" and one.isdigit():
            number = one
        elif one != shape:
            return None
    return number


def _rank_of(word: str) -> int | None:
    found = ORDINAL.fullmatch(word)
    if found:
        return int(found[1])
    if word.startswith(LAST):
        return -1
    return next((n for n, one in enumerate(ORDINALS, 1) if word.startswith(one)), None)
