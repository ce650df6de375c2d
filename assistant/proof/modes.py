"""The words that only carry a force (« doit », « il convient de ») and what they put it on."""

from collections.abc import Iterator

from assistant.domain import Value
from assistant.proof.equivalences import Equivalences
from assistant.reading.token import Token, Tree

VERBAL = frozenset({"VERB", "AUX"})
BELOW = ("xcomp", "ccomp", "csubj", "csubj:pass", "acl", "obl:arg", "obl:mod", "obj", "advcl")
Forces = frozenset[str]
DUTY, ADVICE, COMMITMENT = "obligation", "recommandation", "engagement"
OBJECTS = ("obj", "nsubj:pass")


class Modes(Value):
    """`put`: for a word, the forces put on it; `moved`: for a word that carries a force, the word
    it is put on; `passing`: words of force without a target, which are not content either.
    """

    put: dict[int, frozenset[str]]
    moved: dict[int, int]


def modes_of(tree: Tree, equivalences: Equivalences) -> Modes:
    """The forces of a sentence."""
    put: dict[int, set[str]] = {}
    moved: dict[int, int] = {}
    for token in tree.tokens:
        found = force_of(tree, token, equivalences)
        target = _target(tree, token, equivalences) if found is not None else None
        if target is not None and found is not None:
            moved[token.position] = target.position
            for each in (
                target,
                *_coordinated_verbs(tree, target),
                *_coordinated_verbs(tree, token, target),
            ):
                put.setdefault(each.position, set()).update(found)
    return Modes(put={p: frozenset(m) for p, m in put.items()}, moved=moved)


def force_of(tree: Tree, token: Token, equivalences: Equivalences) -> Forces | None:
    """The forces that a word carries; empty when it carries none here, None for other words."""
    words = equivalences.mode_of
    found = words.get(token.lemma) or words.get(token.word)
    if not found:
        return None
    if DUTY in found and _mood(tree, token) == "Cnd":
        return frozenset({ADVICE})
    if token.lemma == "convenir" and not _is_impersonal(tree, token):
        return None
    if token.lemma == "pouvoir" and _is_finding(tree, token, equivalences):
        return frozenset()
    return found


def _is_impersonal(tree: Tree, token: Token) -> bool:
    """« il convient de », not « les parties ont convenu que »."""
    return any(child.word == "il" for child in tree.children(token))


def _is_finding(tree: Tree, token: Token, equivalences: Equivalences) -> bool:
    """« a pu constater »: what could be seen was seen."""
    past = any(helper.lemma == "avoir" for helper in tree.children(token, "aux", "aux:tense"))
    below = tree.child(token, "xcomp", "ccomp")
    return past and below is not None and below.lemma in equivalences.findings


def _mood(tree: Tree, token: Token) -> str:
    helpers = tree.children(token, "aux", "aux:tense", "aux:pass", "cop")
    return "Cnd" if any(each.mood == "Cnd" for each in (token, *helpers)) else token.mood


def _target(tree: Tree, token: Token, equivalences: Equivalences) -> Token | None:
    """The infinitive, the clause or the noun that a word of force bears on."""
    for child in tree.children(token, *BELOW):
        purpose = any(mark.lemma in ("pour", "afin") for mark in tree.children(child, "mark"))
        infinitive = (child.form == "Inf" or _is_passive(tree, child)) and not purpose
        clause = child.role in ("ccomp", "csubj") and (child.tag in VERBAL or bool(child.form))
        if infinitive or clause:
            return child
    if token.tag == "ADV" or token.role in ("cop", "aux"):
        head = tree.head(token)
        return head if head.tag in VERBAL and head is not token else None
    if token.lemma in equivalences.carriers:
        return tree.child(token, *OBJECTS)
    return None


def _is_passive(tree: Tree, token: Token) -> bool:
    """« être élaboré »."""
    return any(helper.word == "être" for helper in tree.children(token, "aux:pass", "cop"))


def _coordinated_verbs(tree: Tree, above: Token, target: Token | None = None) -> Iterator[Token]:
    """The verbs coordinated with the one that a force is put on, or put under the word of force."""
    target = target or above
    for child in tree.children(above, "conj"):
        own = tree.child(child, "nsubj", "nsubj:pass") is not None
        if (
            child.tag in VERBAL
            and not own
            and (child.form == target.form or _is_passive(tree, child))
        ):
            yield child
            yield from _coordinated_verbs(tree, child)
