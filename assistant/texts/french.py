"""French words: folded, freed of elisions, stemmed; figures and legal references kept whole.

Accents are folded before stemming; a legal reference is one word (`l4622-10`); a number written in
words counts as a figure.
"""

import re
import threading
import unicodedata
from functools import lru_cache

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
    r"[lrd]\d{4}(?:-\d+)*"
    r"|\d+(?:er|ere|re|eme|e|nde?)s?\b"
    r"|\d+(?:,\d+)?"
    r"|[a-z][a-z0-9]*(?:'[a-z0-9]+)*"
    r"|%"
)
ORDINAL = re.compile(r"^(\d+)(?:er|re|ere|e|eme|nd|nde)s?$")

_stemmers = threading.local()


@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes; the length may change."""
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("’", "'").replace("ʼ", "'")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def words_of(text: str) -> list[str]:
    """The words of a text in order: folded, without elisions; « 86 100 » is one word, and so is
    « L. 4622-10 »; « cinq », « 5e » and « 5 » are the same word.
    """
    plain = REFERENCE.sub(lambda m: f" {m[1]}{m[2]}{m[3]} ", fold(text))
    plain = THOUSANDS.sub(lambda m: m[1] + re.sub(r"[ .]", "", m[2]), plain)
    return [_bare_word(word) for word in TOKEN.findall(plain)]


def _bare_word(word: str) -> str:
    """A folded word without its elision or the end of its ordinal, in figures when it is a
    number.
    """
    if "'" in word:
        word = ELISION.sub("", word)
    if word[0].isdigit() and (ordinal := ORDINAL.match(word)):
        word = ordinal[1]
    return NUMBERS.get(word, word)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word; figures and references are left as they are."""
    if not word.isalpha():
        return word
    if not hasattr(_stemmers, "french"):
        import Stemmer

        _stemmers.french = Stemmer.Stemmer("french")
    return str(_stemmers.french.stemWord(word))
