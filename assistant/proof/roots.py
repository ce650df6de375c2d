"""The root of a word, so that a verb, its noun and its adjective come together."""

import re
from functools import lru_cache

from assistant.texts.french import fold

SHORTEST = 4
OPTIONAL = re.compile(r"\(e?s?\)?$")
ADVERB, LONG = "ement", 11
# « récemment » and « récent », « constamment » and « constant ».
MANNER = re.compile(r"(?<=\w{3})([ae])mment$")
# « massivement » and « massif », « mensuellement » and « mensuel ».
OF_ADJECTIVE = ((re.compile(r"ivement$"), "if"), (re.compile(r"ellement$"), "el"))
ENDINGS = (
    "issements", "issement", "issantes", "issants", "ifications", "ification", "ifier",
    "alisations", "alisation", "aliser", "isations", "isation", "iser", "ements", "ement",
    "ations", "ation", "ateurs", "ateur", "atrices", "atrice", "atives", "ative", "atifs", "atif",
    "itions", "ition", "utions", "ution", "ences", "ence", "ances", "ance", "entes", "ente",
    "ents", "ent", "antes", "ante", "ants", "ant", "ables", "able", "ibles", "ible", "ures",
    "ure", "ages", "age", "elles", "elle", "els", "el", "ales", "ale", "aux", "al", "euses",
    "euse", "eurs", "eur", "eux", "ives", "ive", "ifs", "if", "ites", "ite", "ees", "ee", "iers",
    "ier", "ions", "ion", "eraient", "eront", "erait", "era", "aient", "er", "ir",
    "re", "es", "e", "s", "i", "u", "a",
)  # fmt: skip
# « implique » and « implication », « précise » and « précision » end alike once cut.
ALIKE = (
    (re.compile(r"qu$"), "c"),
    (re.compile(r"gu$"), "g"),
    (re.compile(r"([nltrs])\1$"), r"\1"),
    (re.compile(r"(?<=\w{3})[iy]$"), ""),
)


@lru_cache(maxsize=20_000)
def root_of(word: str) -> str:
    """The root of a word, without accents."""
    plain = MANNER.sub(r"\1nt", OPTIONAL.sub("", fold(word)))
    for pattern, written in OF_ADJECTIVE:
        plain = pattern.sub(written, plain)
    if plain.endswith(ADVERB) and len(plain) > LONG:
        plain = plain.removesuffix(ADVERB)
    cut = next((plain.removesuffix(e) for e in ENDINGS if _may_cut(plain, e)), plain)
    for pattern, written in ALIKE:
        cut = pattern.sub(written, cut)
    return cut


def _may_cut(word: str, ending: str) -> bool:
    shortest = SHORTEST if len(ending) > 2 else SHORTEST - 1
    return word.endswith(ending) and len(word) - len(ending) >= shortest
