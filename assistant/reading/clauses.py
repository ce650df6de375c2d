"""The verb that carries a sentence, and the chain of verbs from it down to the act."""

from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import Governors

HELPERS = ("aux", "aux:tense", "aux:pass", "aux:caus", "cop")


def carrier_of(tree: Tree) -> Token:
    """The word that carries what the sentence asserts.

    The root, but for « c’est X qui fait » (the verb of the relative), a heading « Durée : … » and a
    root that the parser took beside its verb.
    """
    root = tree.root
    if is_verbal(tree, root) and not _is_bare_verb(tree, root):
        return _of_cleft(tree, root)
    verbs = [
        child
        for child in tree.children(root, "conj", "parataxis", "dep", "ccomp", "advcl")
        if not tree.children(child, "mark")
    ]
    finite = next((verb for verb in verbs if is_finite(tree, verb)), None)
    if finite is not None:
        return finite
    if is_verbal(tree, root):
        return _of_cleft(tree, root)
    clause = tree.child(root, "acl:relcl")
    return clause if clause is not None and is_finite(tree, clause) else root


def _is_bare_verb(tree: Tree, root: Token) -> bool:
    """A participle or infinitive without auxiliary, which the parser may take for the root."""
    return root.form in ("Part", "Inf") and not tree.children(root, *HELPERS)


def _of_cleft(tree: Tree, root: Token) -> Token:
    """In « c’est une pratique qui est loin de… », the verb of the relative."""
    presents = any(token.word in ("ce", "c'", "c’") for token in tree.children(root, "nsubj"))
    if not presents or not tree.children(root, "cop"):
        return root
    heads = (*tree.children(root, "conj"), root)
    for head in heads:
        clause = tree.child(head, "acl:relcl")
        if clause is not None:
            return clause
    return root


def is_verbal(tree: Tree, token: Token) -> bool:
    """Is it a verb, or a noun or adjective with « être »?"""
    return token.tag in ("VERB", "AUX") or bool(tree.children(token, "cop"))


def is_finite(tree: Tree, token: Token) -> bool:
    """Does it have a conjugated form, its own or that of its auxiliary?"""
    return conjugated_word(tree, token) is not None


def conjugated_word(tree: Tree, token: Token) -> Token | None:
    """The conjugated word of a verb: itself, or its first auxiliary or copula."""
    helpers = [child for child in tree.children(token, *HELPERS) if child.form == "Fin"]
    if helpers:
        return helpers[0]
    return token if token.tag in ("VERB", "AUX") and token.form == "Fin" else None


def reflexive(tree: Tree, verb: Token) -> bool:
    """Does the verb stand with « se »?"""
    children = tree.children(verb, "expl:comp", "expl:pass", "expl", "obj", "iobj")
    return any(child.word in ("se", "s'", "s’") for child in children)


def infinitive_of(tree: Tree, verb: Token) -> str:
    """The lemma of a verb, with « se » when it has one: « s’engager »."""
    if not reflexive(tree, verb):
        return verb.lemma
    elided = verb.lemma[:1] in "aàâeéèêhiîoôuy"
    return f"s'{verb.lemma}" if elided else f"se {verb.lemma}"


def modal_chain(tree: Tree, verb: Token, governors: Governors) -> tuple[Token, ...]:
    """The modal verbs above an act, the nearest first."""
    chain = []
    for above in tree.ancestors(verb):
        if above.lemma not in governors.modals | governors.by_subject:
            break
        chain.append(above)
    return tuple(chain)
