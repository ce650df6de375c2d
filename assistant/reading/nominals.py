"""Acts told by a noun: « la consultation du CRPST par la DREETS »."""

from collections.abc import Iterator

from assistant.reading.participants import class_of
from assistant.reading.roles import Roles
from assistant.reading.token import Token, Tree
from assistant.reading.trade import Actors
from assistant.reading.vocabulary import ActNoun, Vocabulary

OF = frozenset({"de", "d'", "d’", "du", "des"})
TAILS = frozenset({"disposition", "place", "charge", "œuvre", "oeuvre", "jour", "région"})
TO = frozenset({"à", "au", "aux"})
BELOW = ("nmod", "obl:mod", "obl:arg", "obl:agent", "acl", "amod", "obl")


def act_nouns_of(tree: Tree, vocabulary: Vocabulary) -> Iterator[tuple[Token, ActNoun]]:
    """The nouns of a sentence that tell an act, each with what the lists say of it.

    A noun that may also be a thing (« la formation », « l’établissement ») tells an act only when
    it has a complement.
    """
    table = vocabulary.act_nouns
    for token in tree.tokens:
        entry = table.nouns.get(token.lemma.removeprefix("non-"))
        if entry is None or token.tag not in ("NOUN", "VERB", "PROPN", "ADJ", "PRON"):
            continue
        if _is_act(tree, token, vocabulary):
            yield token, entry


def _is_act(tree: Tree, token: Token, vocabulary: Vocabulary) -> bool:
    """Does a noun of the list tell an act here?"""
    mistaken = token.tag in ("VERB", "PRON") and not tree.children(token, "det")
    if mistaken and not token.is_root:
        return False
    doubtful = token.lemma in vocabulary.act_nouns.ambiguous
    return not doubtful or _has_complement(tree, token)


def _has_complement(tree: Tree, noun: Token) -> bool:
    return any(_case(tree, child) in OF | {"par"} for child in _complements(tree, noun))


def _complements(tree: Tree, noun: Token) -> Iterator[Token]:
    """The nouns that complete a noun, those hung one step lower by the parser included."""
    for child in tree.children(noun, *BELOW):
        if child.position < noun.position:
            continue
        yield child
        lower = tree.children(child, "nmod")
        yield from (low for low in lower if _case(tree, low) in TO | {"par"})
        if _case(tree, child) == "par" or child.lemma in (
            "disposition",
            "place",
            "charge",
            "œuvre",
            "oeuvre",
            "jour",
            "région",
        ):
            yield from tree.children(child, "nmod", "obl:mod")


def _case(tree: Tree, noun: Token) -> str:
    marks = tree.children(noun, "case")
    return marks[0].word if marks else ""


def nominal_roles(tree: Tree, noun: Token, entry: ActNoun, actors: Actors) -> Roles:
    """The participants of an act told by a noun."""
    found: dict[str, Token] = {}
    for child in _complements(tree, noun):
        role = _role(tree, child, entry, found, actors)
        if role:
            found.setdefault(role, child)
    if entry.produced:
        found.setdefault("objet", noun)
    return Roles(
        actor=found.get("acteur"),
        object=found.get("objet"),
        beneficiary=found.get("destinataire"),
    )


def _role(tree: Tree, child: Token, entry: ActNoun, found: dict[str, Token], actors: Actors) -> str:
    case = _case(tree, child)
    if case == "par" or child.role == "obl:agent":
        return "acteur"
    if case in OF and child.tag in ("NOUN", "PROPN", "PRON", "ADJ"):
        return entry.of
    if case == "entre" and entry.between:
        return entry.between
    is_actor = class_of(tree, child, actors) is not None
    if case in TO and (is_actor or entry.to == "objet"):
        return entry.to
    if child.lemma in ("profit", "bénéfice") and "destinataire" not in found:
        return ""
    above = tree.head(child)
    if case in OF and above.lemma in ("profit", "bénéfice"):
        return "destinataire"
    return ""
