"""The words of a sentence as values: `Token`, and the `Tree` that they make."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from assistant.domain import Value
from assistant.texts.french import fold

FIRST_GROUP = re.compile(r"(?:e|es|ent|ons|ez|é|és|ée|ées|ait|aient|ant|a|èrent)$")


class Token(Value):
    """One word of a sentence: text[start:end], what it is and which word it depends on."""

    position: int
    text: str
    lemma: str
    tag: str
    role: str
    head: int
    start: int
    end: int
    mood: str = ""
    tense: str = ""
    form: str = ""
    number: str = ""
    gender: str = ""

    @property
    def word(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_root(self) -> bool:
        """Does the word depend on no other?"""
        return self.head == self.position


class Tree(Value):
    """The words of one sentence and how they depend on one another."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def _children(self) -> dict[int, tuple[Token, ...]]:
        found: dict[int, list[Token]] = {}
        for token in self.tokens:
            if not token.is_root:
                found.setdefault(token.head, []).append(token)
        return {head: tuple(tokens) for head, tokens in found.items()}

    @cached_property
    def folded_words(self) -> tuple[str, ...]:
        """Each word in lower case, without accents."""
        return tuple(fold(token.text) for token in self.tokens)

    def with_changes(self, changes: Mapping[int, dict[str, Any]]) -> "Tree":
        """The tree with some words changed, by their position."""
        if not changes:
            return self
        tokens = (
            token.model_copy(update=changes[token.position]) if token.position in changes else token
            for token in self.tokens
        )
        return Tree(text=self.text, tokens=tuple(tokens))

    @property
    def root(self) -> Token:
        """The word on which all others depend."""
        return next((token for token in self.tokens if token.is_root), self.tokens[0])

    def head(self, token: Token) -> Token:
        """The word that a word depends on; itself for the root."""
        return self.tokens[token.head]

    def children(self, token: Token, *roles: str) -> tuple[Token, ...]:
        """The words that depend on a word, in order; those of the roles named, when some are."""
        found = self._children.get(token.position, ())
        return tuple(child for child in found if child.role in roles) if roles else found

    def child(self, token: Token, *roles: str) -> Token | None:
        """The first word of those roles that depends on a word."""
        return next(iter(self.children(token, *roles)), None)

    def subtree(self, token: Token, *, without: frozenset[str] = frozenset()) -> Iterator[Token]:
        """A word and all that depends on it, in order, less the branches of some roles."""
        held: dict[int, Token] = {}
        pending = [token]
        while pending:
            one = pending.pop()
            if one.position not in held:
                held[one.position] = one
                pending += [child for child in self.children(one) if child.role not in without]
        yield from (held[position] for position in sorted(held))

    def ancestors(self, token: Token) -> Iterator[Token]:
        """The words above a word, the nearest first."""
        seen = {token.position}
        while token.head not in seen:
            token = self.tokens[token.head]
            seen.add(token.position)
            yield token

    def before(self, token: Token) -> Token | None:
        """The word that stands just before."""
        return self.tokens[token.position - 1] if token.position else None

    def after(self, token: Token) -> Token | None:
        """The word that stands just after."""
        following = self.tokens[token.position + 1 : token.position + 2]
        return following[0] if following else None
