"""Can a sentence be read at all? Bounds and reasons, before and after the parse."""

import re

from assistant.reading.clauses import is_verbal
from assistant.reading.token import Tree
from assistant.reading.vocabulary import Readability, Vocabulary
from assistant.texts.french import fold

LONGEST = 2_000
WORD = re.compile(r"[^\W\d_]+")
ADDRESS = re.compile(r"\s*(?:https?://|www\.)\S+\s*$")
CAPITALS = 0.6
SPACED = 0.6
FEW = 0.08


def fault_of(text: str, words: Readability) -> str:
    """Why a text cannot be read, as a French sentence; empty when it may be.

    Longer than 2,000 characters, an address, signs or figures, capitals, another language.
    """
    if len(text) > LONGEST:
        return words.reasons["longue"]
    if ADDRESS.match(text):
        return words.reasons["adresse"]
    found = WORD.findall(text)
    letters = sum(len(word) for word in found)
    lone = [word for word in found if len(word) == 1]
    spaced = len(lone) > SPACED * len(found)
    if len(found) < 2 or spaced or letters < len(text.strip()) / 3:
        return words.reasons["signes"]
    if _in_capitals(found):
        return words.reasons["capitales"]
    return words.reasons["langue"] if _is_foreign(text, words) else ""


def _in_capitals(found: list[str]) -> bool:
    long = [word for word in found if len(word) > 1]
    capital = [word for word in long if word.isupper()]
    return len(long) > 4 and len(capital) > CAPITALS * len(long)


def _is_foreign(text: str, words: Readability) -> bool:
    found = re.findall(r"[a-zà-ÿœ]+", text.lower().replace("’", "'"))
    french = sum(1 for word in found if word in words.french)
    foreign = sum(1 for word in found if word in words.foreign and word not in words.french)
    return foreign > french or (len(found) > 5 and french < FEW * len(found))


def lacks_act(tree: Tree, vocabulary: Vocabulary, *, has_facts: bool, has_acts: bool) -> bool:
    """Has a sentence neither verb, nor act told by a noun at its head, nor date or duration?"""
    if has_facts or any(is_verbal(tree, token) and token.form == "Fin" for token in tree.tokens):
        return not has_facts and _is_table(tree)
    if is_verbal(tree, tree.root):
        return False
    return not has_acts or fold(tree.root.lemma) in ("annexe", "tableau", "figure", "nombre")


def _is_table(tree: Tree) -> bool:
    """A row of a table: « verbs » that the parser saw among names, with no subject."""
    subjects = [token for token in tree.tokens if token.role.startswith(("nsubj", "expl"))]
    finite = [token for token in tree.tokens if token.form == "Fin"]
    return not subjects and len(tree.tokens) > 6 and all(token.tense == "" for token in finite)
