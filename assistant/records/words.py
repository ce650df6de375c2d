"""The words of a question on facts, and which of them a rule has explained.

A question is answered from facts only when every word of it is explained: a word that nothing
explains may restrict what is asked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from assistant.texts.french import fold, stem

ORDINALS = ("premier", "deuxiem", "troisiem", "quatriem", "cinquiem", "sixiem", "septiem")
ORDINAL = re.compile(r"(\d+)(?:e|er|ere|eme|nd|nde)")
LAST = "derni"
NUMERO = re.compile(r"\bn\s?[°º]|\bno(?= ?\d)", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def stems_of(text: str) -> tuple[str, ...]:
    """The stems of a text's words, without accents; « 18e » keeps its form."""
    return tuple(map(stem, plain_words(text)))


def plain_words(text: str) -> list[str]:
    """The words of a text without accents, « n° » left out."""
    return re.findall(r"[a-z0-9]+", fold(NUMERO.sub(" ", text)))


class QuestionWords:
    """The words of a question, and which are explained."""

    def __init__(self, text: str, empty: Iterable[str], numbers: Mapping[str, int]) -> None:
        empty_words = set(chain.from_iterable(map(plain_words, empty)))
        figures = {fold(word): str(value) for word, value in numbers.items()}
        words = [word for word in plain_words(text) if word not in empty_words]
        self.stems = [figures.get(word) or stem(word) for word in words]
        self.used: set[int] = set()

    def holds(self, phrase: str) -> bool:
        """Are all the words of a phrase in the question, explained or not?"""
        stems = set(stems_of(phrase))
        return bool(stems) and stems <= set(self.stems)

    def take(self, phrase: str) -> bool:
        """Explain the words of a phrase, when the question holds them all and one of them is not
        explained yet.
        """
        stems = set(stems_of(phrase))
        places = {n for n, one in enumerate(self.stems) if one in stems}
        holds_all = bool(stems) and {self.stems[n] for n in places} == stems
        if not holds_all or places <= self.used:
            return False
        self.used |= places
        return True

    def take_any(self, phrases: Sequence[str]) -> list[str]:
        """Explain every phrase that the question holds, the longest first; those explained."""
        longest = sorted(phrases, key=lambda phrase: -len(stems_of(phrase)))
        return [phrase for phrase in longest if self.take(phrase)]

    def take_shape(self, shape: str) -> str | None:
        """Explain « priorité # » where its words stand together; the number found."""
        for places, number in self._in_shape(shape):
            self.used |= set(places)
            return number
        return None

    def numbers_in_shape(self, shape: str) -> list[str]:
        """The number of each place where « fiche # » stands, explained or not."""
        return [number for _, number in self._in_shape(shape)]

    def _in_shape(self, shape: str) -> Iterator[tuple[range, str]]:
        """Where the words of a shape stand together, and the number at its #."""
        model = [stem(word) if word != "#" else "#" for word in fold(shape).split()]
        for start in range(len(self.stems) - len(model) + 1):
            places = range(start, start + len(model))
            number = _number_in([self.stems[place] for place in places], model)
            if number is not None:
                yield places, number

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

    def unexplained(self) -> list[str]:
        """The words that nothing explains."""
        return [one for n, one in enumerate(self.stems) if n not in self.used]


def _number_in(words: Sequence[str], model: Sequence[str]) -> str | None:
    """The number that stands at the # of a model whose other words are the same."""
    number = None
    for word, model_word in zip(words, model, strict=True):
        if model_word == "#" and word.isdigit():
            number = word
        elif word != model_word:
            return None
    return number


def _rank_of(word: str) -> int | None:
    """The rank that a stem gives: -1 for the last, None when it is no ordinal."""
    match = ORDINAL.fullmatch(word)
    if match:
        return int(match[1])
    if word.startswith(LAST):
        return -1
    return next((n for n, one in enumerate(ORDINALS, 1) if word.startswith(one)), None)
