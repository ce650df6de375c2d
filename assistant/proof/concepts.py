"""Words → what they stand for: one key for a word, its synonyms and its family, for an acronym and
its full name, for a date, an article or a number however it is written.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from assistant.domain import Value
from assistant.proof.equivalences import Equivalences
from assistant.proof.roots import root_of
from assistant.proof.spans import special_spans
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import Vocabulary
from assistant.texts.french import fold

CHUNK = re.compile(r"[a-z0-9]+")
Chunk = tuple[str, int]


class Concepts(Value):
    """The keys of words. `names` gives for a full name or an acronym its class."""

    equivalences: Equivalences
    vocabulary: Vocabulary
    names: Mapping[str, str]

    def key(self, word: str) -> str:
        """The key of one word: `#3` for a number, else the root of its group."""
        number = self.equivalences.numbers.get(fold(word))
        if number is not None:
            return f"#{number}"
        root = self._root(word)
        return self._groups.get(root, root)

    def _root(self, word: str) -> str:
        """The root of a word; the word itself where it stands for another thing than its family."""
        plain = fold(word).removesuffix("s")
        return plain if plain in self._apart else root_of(word)

    @cached_property
    def _apart(self) -> frozenset[str]:
        return frozenset(map(fold, self.equivalences.apart))

    def keys_of(self, token: Token) -> frozenset[str]:
        """The keys that a word may have: by its lemma and, where the parser errs, as written."""
        words = (token.lemma, token.text)
        return frozenset().union(
            *({self.key(word), *self._keys_of_groups(word)} for word in words)
        ) - {""}

    def _keys_of_groups(self, word: str) -> tuple[str, ...]:
        """One key for each group of the lists that a word stands in: two words of one group are
        the same, whatever other groups hold them.
        """
        return self._shared.get(self._root(word), ())

    def keys_among(self, words: tuple[str, ...]) -> frozenset[str]:
        """The keys of some words of the lists."""
        return frozenset(self.key(word) for word in words)

    def is_free(self, token: Token) -> bool:
        """Does a word say nothing by itself?"""
        return fold(token.lemma) in self._free or fold(token.text) in self._free

    @cached_property
    def free_keys(self) -> frozenset[str]:
        """The keys of expressions that say nothing (« en effet »)."""
        return frozenset({self.key("ainsi")})

    @cached_property
    def _free(self) -> frozenset[str]:
        return frozenset(map(fold, self.equivalences.free))

    @cached_property
    def droppable(self) -> frozenset[str]:
        """The keys of what a noun may lose without being widened."""
        return self.keys_among(self.equivalences.droppable)

    @cached_property
    def light(self) -> frozenset[str]:
        """The keys of the verbs that only carry the act that their complement names."""
        return self.keys_among(self.equivalences.light)

    @cached_property
    def speech(self) -> frozenset[str]:
        """The keys of the verbs by which somebody speaks."""
        return self.keys_among(self.equivalences.speech)

    @cached_property
    def modal(self) -> frozenset[str]:
        """The keys of the words that only carry a force."""
        return self.keys_among(tuple(self.equivalences.mode_of))

    @cached_property
    def _groups(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for group in (*self.equivalences.families, *self.equivalences.synonyms):
            roots = [self._root(word) for word in group]
            first = next((found[root] for root in roots if root in found), roots[0])
            found.update({root: found.get(root, first) for root in roots})
        return found

    @cached_property
    def _shared(self) -> dict[str, tuple[str, ...]]:
        groups = (*self.equivalences.families, *self.equivalences.synonyms)
        found: dict[str, tuple[str, ...]] = {}
        for number, group in enumerate(groups):
            for root in {self._root(word) for word in group}:
                found[root] = (*found.get(root, ()), f"~{number}")
        return found

    @cached_property
    def _phrases(self) -> dict[tuple[str, ...], str]:
        named = {tuple(CHUNK.findall(fold(name))): f"+{key}" for name, key in self.names.items()}
        expressions = {
            tuple(CHUNK.findall(fold(words))): self.key(key)
            for words, key in self.equivalences.expressions.items()
        }
        return named | expressions

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._phrases), default=1)

    def spans(self, tree: Tree) -> Iterator[tuple[range, str]]:
        """The words that stand together for one thing, and its key: names first (« fiche 1 »), then
        articles, dates and figures.
        """
        named = list(self._named_spans(tree))
        taken = {position for span, _ in named for position in span}
        yield from named
        for start, end, key in special_spans(tree.text):
            last = [token.position for token in tree.tokens if token.start < end <= token.end]
            first = [token.position for token in tree.tokens if token.start <= start < token.end]
            span = range(first[0], last[0] + 1) if first and last else range(0)
            if span and not taken & set(span):
                yield span, key

    def _named_spans(self, tree: Tree) -> Iterator[tuple[range, str]]:
        chunks = [
            (chunk, token.position)
            for token in tree.tokens
            for chunk in CHUNK.findall(fold(token.text))
        ]
        place = 0
        while place < len(chunks):
            size, key = self._phrase_at(chunks, place)
            span = range(chunks[place][1], chunks[place + max(size, 1) - 1][1] + 1)
            if size and not _is_common(tree, chunks[place], size):
                yield span, key
            place += max(size, 1)

    def _phrase_at(self, chunks: list[Chunk], place: int) -> tuple[int, str]:
        """How many chunks make the longest phrase that begins there, and its key."""
        for size in range(min(self._longest, len(chunks) - place), 0, -1):
            key = self._phrases.get(tuple(chunk for chunk, _ in chunks[place : place + size]))
            if key:
                return size, key
        return 0, ""


def _is_common(tree: Tree, chunk: Chunk, size: int) -> bool:
    """Is it a short common word that is written like an acronym?"""
    return size == 1 and len(chunk[0]) < 4 and tree.tokens[chunk[1]].text.islower()
