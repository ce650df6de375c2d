"""A group of words that a question names (« la durée maximale d’un CPOM »), and how it is put in
another question.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from assistant.domain import Value
from assistant.texts.french import fold

Gender = Literal["m", "f", ""]

ARTICLES: Mapping[str, Gender] = {
    "le": "m",
    "la": "f",
    "l'": "",
    "les": "",
    "un": "m",
    "une": "f",
    "du": "m",
    "au": "m",
    "des": "",
    "aux": "",
    "ce": "m",
    "cet": "m",
    "cette": "f",
    "ces": "",
    "son": "",
    "sa": "f",
    "ses": "",
    "leur": "",
    "leurs": "",
    "mon": "",
    "ma": "f",
    "mes": "",
    "notre": "",
    "nos": "",
    "votre": "",
    "vos": "",
    "chaque": "",
}
PLURALS = frozenset(("les", "des", "aux", "ces", "ses", "leurs", "mes", "nos", "vos"))
CONTRACTED = {"du": "de", "des": "de", "au": "à", "aux": "à"}
DETERMINING = frozenset(("quel", "quelle", "quels", "quelles"))


class NounGroup(Value):
    """A group: its place, article included; `before` the preposition that governs it; its article,
    folded; its words without the article; where its first complement begins (« d’un CPOM »), -1
    without one; whether an interrogative determines it (« quelle durée »).
    """

    start: int
    end: int
    before: str
    before_start: int
    article: str
    words: str
    head: str
    gender: Gender
    plural: bool
    complement: int = -1
    asked: bool = False


def first_group(groups: Sequence[NounGroup]) -> NounGroup | None:
    """The group that a question is about: the first that is named, else the first that is asked."""
    named = (group for group in groups if not group.asked)
    return next(named, None) or next(iter(groups), None)


# -- a group put elsewhere -------------------------------------------------------------------------


def definite(group: NounGroup) -> str:
    """The group with its definite article: « un CPOM » gives « le CPOM »; a name keeps none."""
    if not group.article and not group.gender and not group.plural:
        return group.words
    if group.plural:
        return f"les {group.words}"
    if _elides(group.words):
        return f"l’{group.words}"
    return f"{'la' if group.gender == 'f' else 'le'} {group.words}"


def _elides(words: str) -> bool:
    return fold(words[:1]) in tuple("aeiouh")


def after(preposition: str, group: str) -> str:
    """A group after a preposition, contracted: « de » and « le CPOM » give « du CPOM »."""
    low = fold(group)
    if preposition in ("de", "à"):
        for article, contracted in (("le ", ("du", "au")), ("les ", ("des", "aux"))):
            if low.startswith(article):
                return f"{contracted[preposition == 'à']} {group[len(article) :]}"
    if preposition == "de" and _elides(group) and not low.startswith("h"):
        return f"d’{group}"
    return f"{preposition} {group}".strip()
