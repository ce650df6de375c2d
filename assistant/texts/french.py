"""French words as the index knows them: folded, freed of elisions, joined into one token when they
name one thing, stemmed.

Accents are folded before stemming; a legal reference is one token (`l4622-10`); an acronym and its
long form
are the same token, an acronym is never expanded into its words; numbers written in words count as
figures.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache

from assistant.texts.lexicon import Lexicon

NUMBERS = {
    "deux": "2",
    "trois": "3",
    "quatre": "4",
    "cinq": "5",
    "six": "6",
    "sept": "7",
    "huit": "8",
    "neuf": "9",
    "dix": "10",
    "onze": "11",
    "douze": "12",
    "treize": "13",
    "quatorze": "14",
    "quinze": "15",
    "seize": "16",
    "vingt": "20",
    "trente": "30",
    "quarante": "40",
    "cinquante": "50",
    "soixante": "60",
    "cent": "100",
}
ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'(?=[a-z0-9])")
REFERENCE = re.compile(r"\b([lrd])\s?\.?\s{0,2}(\d{4})((?:-\d+)*)(?![\d])")
THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:[ .]\d{3})+)(?![\d])")
TOKEN = re.compile(
    r"[lrd]\d{4}(?:-\d+)*|\d+(?:er|ere|re|eme|e|nde?)s?\b|\d+(?:,\d+)?|[a-z][a-z0-9]*(?:'[a-z0-9]+)*|%"
)
ORDINAL = re.compile(r"^(\d+)(?:er|re|ere|e|eme|nd|nde)s?$")

CACHED = 32_768

_stemmers = threading.local()


@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes; the length may change."""
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("’", "'").replace("ʼ", "'")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def words(text: str) -> list[str]:
    """The words of a text in order: folded, without elisions; figures and legal references
    whole.
    """
    plain = REFERENCE.sub(lambda m: f" {m[1]}{m[2]}{m[3]} ", fold(text))
    plain = THOUSANDS.sub(lambda m: m[1] + re.sub(r"[ .]", "", m[2]), plain)
    found = []
    for word in TOKEN.findall(plain):
        if "'" in word:
            word = ELISION.sub("", word)
        if word[0].isdigit() and (ordinal := ORDINAL.match(word)):
            word = ordinal[1]
        found.append(NUMBERS.get(word, word))
    return found


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word; figures and references are left as they are."""
    if not word.isalpha():
        return word
    if not hasattr(_stemmers, "french"):
        import Stemmer

        _stemmers.french = Stemmer.Stemmer("french")
    return str(_stemmers.french.stemWord(word))


class Analyser:
    """Turns texts into terms by one lexicon; safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.stop = {word for entry in lexicon.stop_words for word in words(entry)}
        self._names = {
            word
            for name in (*lexicon.acronyms, *lexicon.renamed)
            for word in words(name)
            if not word.isdigit()
        }
        self._cached = lru_cache(maxsize=CACHED)(self._analysed)
        self.weak = {self.stem(word) for entry in lexicon.weak for word in words(entry)} - {""}
        self.domain = {stem(word) for entry in lexicon.domain for word in words(entry)}
        self.quick = {fold(short): words(long) for short, long in lexicon.quick.items()}
        self._phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for name, forms in lexicon.acronyms.items():
            for form in (name, *forms):
                self._learn(form, (token(name),))
        for old, new in lexicon.renamed.items():
            self._learn(old, (token(old), token(new.became)))
            for form in lexicon.acronyms.get(old, ()):
                self._learn(form, (token(old), token(new.became)))
        self.related = {
            tuple(self.stem(w) for w in words(key)): tuple(
                term for value in values for term in self.terms(value)
            )
            for key, values in lexicon.synonyms.items()
        }

    def _learn(self, form: str, tokens: tuple[str, ...]) -> None:
        stems = tuple(self.stem(word) for word in words(form) if word not in self.stop)
        if stems:
            entries = self._phrases.setdefault(stems[0], [])
            entries[:] = [entry for entry in entries if entry[0] != stems] + [(stems, tokens)]
            entries.sort(key=lambda entry: -len(entry[0]))

    def stem(self, word: str) -> str:
        """The stem of a folded word; the name of an acronym is left whole, so that no word is taken
        for it.
        """
        return word if word in self._names else stem(word)

    def terms(self, text: str) -> list[str]:
        """The terms of a text, in order, as they are indexed."""
        return list(self._cached(text))

    def _analysed(self, text: str) -> tuple[str, ...]:
        return tuple(self.terms_of(words(text)))

    def terms_of(self, found: Iterable[str]) -> list[str]:
        """The same from words already cut."""
        stems = [self.stem(word) for word in found if word not in self.stop]
        terms: list[str] = []
        i = 0
        while i < len(stems):
            match = next(
                (
                    entry
                    for entry in self._phrases.get(stems[i], ())
                    if tuple(stems[i : i + len(entry[0])]) == entry[0]
                ),
                None,
            )
            terms.extend(match[1] if match else (stems[i],))
            i += len(match[0]) if match else 1
        return terms

    def expansions(self, text: str) -> list[str]:
        """Terms that the everyday words of a text stand for."""
        stems = [self.stem(word) for word in words(text)]
        found: list[str] = []
        for i in range(len(stems)):
            for length in (3, 2, 1):
                found.extend(
                    self.related.get(tuple(stems[i : i + length]), ())
                    if i + length <= len(stems)
                    else ()
                )
        return list(dict.fromkeys(found))

    def unquick(self, found: list[str]) -> list[str]:
        """Quick writing put into full words."""
        return [word for short in found for word in self.quick.get(short, [short])]


def token(name: str) -> str:
    """The term that stands for an acronym: marked, so that no stem can be mistaken for it."""
    return "+" + re.sub(r"[^a-z0-9]", "", fold(name))


class Spelling:
    """Mends words that the corpus does not know, by the words it knows (letters missing, doubled,
    wrong or swapped).

    Symmetric deletion: two words at distance one, or swapped letters, share a word with one letter
    less.
    """

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self.known = vocabulary

    @cached_property
    def _shorter(self) -> dict[str, list[str]]:
        """Known words by each of their forms with one letter less, made when a first word has to be
        mended.
        """
        found: dict[str, list[str]] = {}
        for word in self.known:
            if word.isalpha() and len(word) >= 4:
                for form in _deletions(word):
                    found.setdefault(form, []).append(word)
        return found

    def mend(self, word: str) -> str:
        """The known word nearest to a word, or the word itself."""
        if word in self.known or len(word) < 4 or not word.isalpha():
            return word
        candidates = {known for form in _deletions(word) for known in self._shorter.get(form, ())}
        scored = [
            (distance(word, known), -self.known[known], known)
            for known in candidates
            if known[0] == word[0] or len(word) > 5
        ]
        allowed = 1 if len(word) < 6 else 2
        best = min((entry for entry in scored if entry[0] <= allowed), default=None)
        return best[2] if best else word


def _deletions(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def distance(a: str, b: str) -> int:
    """Edits that part two words: insertion, deletion, substitution, swap of neighbours (optimal
    string alignment).
    """
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
