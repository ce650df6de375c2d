"""Set phrases (« sous réserve de ») found among the words of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.domain import Value
from assistant.reading.token import Token, Tree
from assistant.texts.french import fold


class Match(Value):
    """A phrase found: its first and last words in the sentence."""

    phrase: str
    first: Token
    last: Token

    def holds(self, token: Token) -> bool:
        """Is a word one of those of the phrase?"""
        return self.first.position <= token.position <= self.last.position


class Phrases(Value):
    """Phrases cut into folded words, by their first word, the longest first."""

    table: dict[str, tuple[tuple[tuple[str, ...], str], ...]]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """The table of some phrases."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase in phrases:
            words = tuple(fold(phrase).replace("'", "' ").split())
            found.setdefault(words[0], []).append((words, phrase))
        return cls(
            table={
                first: tuple(sorted(entries, key=lambda entry: -len(entry[0])))
                for first, entries in found.items()
            }
        )

    def find(self, tree: Tree) -> tuple[Match, ...]:
        """The phrases of a sentence, in order, none within another."""
        return tuple(self._find_matches(tree))

    def _find_matches(self, tree: Tree) -> Iterator[Match]:
        words = tree.folded_words
        place = 0
        while place < len(words):
            match = self._at(tree, words, place)
            if match:
                yield match
            place = match.last.position + 1 if match else place + 1

    def _at(self, tree: Tree, words: tuple[str, ...], place: int) -> Match | None:
        for wanted, phrase in self.table.get(words[place], ()):
            if words[place : place + len(wanted)] == wanted:
                last = tree.tokens[place + len(wanted) - 1]
                return Match(phrase=phrase, first=tree.tokens[place], last=last)
        return None
