"""A question that compares → one question for each of the things compared."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from pydantic import Field

from assistant.domain import Value
from assistant.texts.french import fold

FEWEST = 2  # things compared
MOST = 4


class Compared(Value):
    """A thing that a question compares with others: its name, what names it in a folded text (a
    pattern), and the question on it alone.
    """

    name: str
    pattern: str
    question: str

    def is_named_in(self, text: str) -> bool:
        """Does a text name it?"""
        return re.search(self.pattern, fold(text)) is not None


class Named(Value):
    """Where a question names a thing, and the pattern that found it."""

    name: str
    pattern: str
    start: int
    end: int


class ComparisonWords(Value):
    """`comparaisons` in `corpus/questions.yaml`: the words that compare, the nouns that a number
    tells apart (« volet 2 »), and classes of things with the patterns that name each.
    """

    words: tuple[str, ...] = Field((), alias="mots")
    numbered: tuple[str, ...] = Field((), alias="numerotes")
    classes: Mapping[str, Mapping[str, tuple[str, ...]]] = Field({})
    alone: str = Field("{nom} ?", alias="seul")

    @cached_property
    def comparing(self) -> re.Pattern[str]:
        """The words that say that things are compared, the longest first."""
        longest = sorted(self.words, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(longest) or '(?!)'})(?!\w)")

    @cached_property
    def numbers(self) -> re.Pattern[str]:
        """« Volet 1 », « volets 1, 2 et 3 »."""
        nouns = "|".join(self.numbered) or "(?!)"
        return re.compile(rf"\b({nouns})s?\s+(\d{{1,2}}(?:\s*(?:,|et|/|ou)\s*\d{{1,2}})*)(?!\d)")

    @cached_property
    def patterns_by_class(self) -> Sequence[Sequence[tuple[str, re.Pattern[str]]]]:
        """For each class, its members and what names them."""
        return [
            [(name, re.compile(rf"\b(?:{'|'.join(forms)})\b")) for name, forms in members.items()]
            for members in self.classes.values()
        ]


def things_compared(
    text: str, words: ComparisonWords, others: Iterable[Sequence[tuple[str, re.Pattern[str]]]]
) -> tuple[Compared, ...]:
    """The things of one class that a question compares, each with a question of its own; empty when
    it names fewer than two. `others` are classes known elsewhere: the documents, the regions.
    """
    plain = fold(text)
    if len(plain) != len(text):
        return ()
    for named in _named_by_class(plain, words, others):
        things = _distinct(named)
        if FEWEST <= len(things) <= MOST:
            rest = _rest_of(text, plain, named, words)
            return tuple(_compared(each, text, rest, words) for each in things)
    return ()


def _distinct(named: Sequence[Named]) -> list[Named]:
    """Each thing once, though it be named twice or the same words be found by two patterns."""
    by_place = {(each.start, each.name): each for each in reversed(named)}
    by_pattern = {each.pattern: each for each in by_place.values()}
    return sorted(by_pattern.values(), key=lambda each: named.index(each))


def _compared(named: Named, text: str, rest: str, words: ComparisonWords) -> Compared:
    """A thing by its name, or as the question writes it when its class gives it none."""
    name = named.name or text[named.start : named.end]
    return Compared(name=name, pattern=named.pattern, question=_ask(name, rest, words))


def _named_by_class(
    plain: str,
    words: ComparisonWords,
    others: Iterable[Sequence[tuple[str, re.Pattern[str]]]],
) -> Iterator[list[Named]]:
    """What a question names of each class, in the order of the question."""
    yield list(_numbered(plain, words))
    for members in (*words.patterns_by_class, *others):
        found = (
            Named(name=name, pattern=pattern.pattern, start=match.start(), end=match.end())
            for name, pattern in members
            for match in pattern.finditer(plain)
        )
        yield sorted(found, key=lambda each: each.start)


def _numbered(plain: str, words: ComparisonWords) -> Iterator[Named]:
    """Each number of « volets 1, 2 et 3 »; together they stand where the words stand."""
    for match in words.numbers.finditer(plain):
        for number in re.findall(r"\d+", match[2]):
            pattern = rf"\b{match[1]}s? (?:n\W?\s?)?{number}\b"
            name = f"{match[1]} {number}".capitalize()
            yield Named(name=name, pattern=pattern, start=match.start(), end=match.end())


def _rest_of(text: str, plain: str, named: Sequence[Named], words: ComparisonWords) -> str:
    """What the question asks of each thing: its words less their names and those that compare."""
    spans = [(each.start, each.end) for each in named]
    spans += [match.span() for match in words.comparing.finditer(plain)]
    left = list(text)
    for start, end in spans:
        left[start:end] = " " * (end - start)
    return re.sub(r"\s+", " ", re.sub(r"[?!.:;,]", " ", "".join(left))).strip()


def _ask(name: str, rest: str, words: ComparisonWords) -> str:
    """The question on one thing alone."""
    is_empty = not re.search(r"\w{4,}", rest)
    return words.alone.format(nom=name) if is_empty else f"{name} : {rest} ?"
