"""A text → the terms under which it is indexed, by the lexicon.

Small words are dropped and the others stemmed. An acronym and its long form are the same term, and
an acronym is never expanded into its words; the old name of an institution is also its new one.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from assistant.texts.french import fold, stem, words_of
from assistant.texts.lexicon import Lexicon

CACHED_TEXTS = 32_768
LONGEST_SYNONYM = 3

Stems = tuple[str, ...]
Terms = tuple[str, ...]


class Analyser:
    """Turns texts into terms by one lexicon; safe to share between threads.

    `stop` are the words that are dropped, `weak` the stems that say little, `domain` those of the
    trade, `quick` quick writing by what it stands for.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.stop = set(_words_of_all(lexicon.stop_words))
        self._names = _words_of_names(lexicon)
        self._cached_terms = lru_cache(maxsize=CACHED_TEXTS)(self._terms)
        self.weak = {self.stem(word) for word in _words_of_all(lexicon.weak)} - {""}
        self.domain = {stem(word) for word in _words_of_all(lexicon.domain)}
        self.quick = {fold(short): words_of(long) for short, long in lexicon.quick.items()}
        self._phrases: dict[str, list[tuple[Stems, Terms]]] = {}
        self._learn_names(lexicon)
        self.related = {
            tuple(self._stems_of(phrase)): tuple(self._terms_of_all(synonyms))
            for phrase, synonyms in lexicon.synonyms.items()
        }

    def _stems_of(self, text: str) -> list[str]:
        return [self.stem(word) for word in words_of(text)]

    def _terms_of_all(self, texts: Iterable[str]) -> Iterator[str]:
        return chain.from_iterable(map(self.terms, texts))

    def _learn_names(self, lexicon: Lexicon) -> None:
        """Learn the forms of each acronym, and the old names of institutions."""
        for name, forms in lexicon.acronyms.items():
            for form in (name, *forms):
                self._learn(form, (acronym_term(name),))
        for old, new in lexicon.renamed.items():
            terms = (acronym_term(old), acronym_term(new.became))
            for form in (old, *lexicon.acronyms.get(old, ())):
                self._learn(form, terms)

    def _learn(self, form: str, terms: Terms) -> None:
        """Learn that a form gives those terms; what it gave before is forgotten."""
        stems = tuple(self.stem(word) for word in words_of(form) if word not in self.stop)
        if not stems:
            return
        entries = self._phrases.setdefault(stems[0], [])
        others = [entry for entry in entries if entry[0] != stems]
        entries[:] = sorted([*others, (stems, terms)], key=lambda entry: -len(entry[0]))

    def stem(self, word: str) -> str:
        """The stem of a folded word; the name of an acronym is left whole, so that no word is taken
        for it.
        """
        return word if word in self._names else stem(word)

    def terms(self, text: str) -> list[str]:
        """The terms of a text, in order, as they are indexed."""
        return list(self._cached_terms(text))

    def _terms(self, text: str) -> Terms:
        return tuple(self.terms_of(words_of(text)))

    def terms_of(self, words: Iterable[str]) -> list[str]:
        """The terms of words already cut."""
        stems = [self.stem(word) for word in words if word not in self.stop]
        terms: list[str] = []
        i = 0
        while i < len(stems):
            length, terms_of_phrase = self._phrase_at(stems, i)
            terms.extend(terms_of_phrase)
            i += length
        return terms

    def _phrase_at(self, stems: list[str], i: int) -> tuple[int, Terms]:
        """How many stems, from the `i`-th, make a known name, and the terms that they give: the
        longest name, or the stem itself.
        """
        for phrase, terms in self._phrases.get(stems[i], ()):
            if tuple(stems[i : i + len(phrase)]) == phrase:
                return len(phrase), terms
        return 1, (stems[i],)

    def expansions(self, text: str) -> list[str]:
        """Terms that the everyday words of a text stand for, each once."""
        stems = self._stems_of(text)
        expansions: dict[str, None] = {}
        for i in range(len(stems)):
            longest = min(LONGEST_SYNONYM, len(stems) - i)
            for length in range(longest, 0, -1):
                terms = self.related.get(tuple(stems[i : i + length]), ())
                expansions.update(dict.fromkeys(terms))
        return list(expansions)

    def unquick(self, words: list[str]) -> list[str]:
        """Quick writing (« pk », « bcp ») put into full words."""
        return list(chain.from_iterable(self.quick.get(word, [word]) for word in words))


def acronym_term(name: str) -> str:
    """The term that stands for an acronym: marked, so that no stem can be mistaken for it."""
    return "+" + re.sub(r"[^a-z0-9]", "", fold(name))


def _words_of_names(lexicon: Lexicon) -> set[str]:
    """The words of the names of acronyms and of old institutions."""
    names = (*lexicon.acronyms, *lexicon.renamed)
    return {word for word in _words_of_all(names) if not word.isdigit()}


def _words_of_all(texts: Iterable[str]) -> Iterator[str]:
    return chain.from_iterable(map(words_of, texts))
