"""How two words of the quoted text are joined, however the sentence is built."""

from assistant.proof.case import Premise
from assistant.proof.graph import (
    ACTOR,
    AMONG,
    BARE,
    CORE,
    MODIFIER,
    NEAR,
    OF,
    OTHER,
    PATIENT,
    RECIPIENT,
    Edge,
    Graph,
    Node,
)
from assistant.reading.token import Token

FARTHEST = 6
POSSESSIVES = frozenset({"son", "sa", "ses", "leur", "leurs"})
SHOWN = frozenset({"ce", "cet", "cette", "ces"})
GENERIC = frozenset({"document", "dispositif", "texte", "structure", "instance", "organisme"})
LOOSE = frozenset({MODIFIER, OTHER, RECIPIENT, OF, BARE})
TOLD = "told"
"""The part of a noun in the participle that tells of it: most often its patient."""


def link_of(graph: Graph, head: int, node: int) -> str | None:
    """The part that a node plays in another, `near` when only others join them, None when nothing
    does.
    """
    for edge in graph.parts.get(head, ()):
        if edge.node == node:
            return edge.part
    for edge in graph.parts.get(node, ()):
        if edge.node == head:
            return _inverse(graph, edge)
    return NEAR if _is_near(graph, head, node) else None


def _inverse(graph: Graph, edge: Edge) -> str:
    """The part that a noun plays in the participle or the relative clause that tells of it."""
    token = graph.tree.tokens[edge.node]
    if token.form == "Part" and token.tense != "Pres":
        return TOLD
    if token.role.startswith("acl"):
        return ACTOR if token.form in ("Part", "Fin") else NEAR
    return OF if token.role in ("nmod", "amod") else NEAR


def _is_near(graph: Graph, one: int, other: int) -> bool:
    reached, border = {one}, {one}
    for _ in range(FARTHEST):
        border = {n for each in border for n in graph.neighbours.get(each, ())} - reached
        reached |= border
    return other in reached


def is_bound(graph: Graph, head: Node, node: Node) -> bool:
    """Is one of two words joined by far bound directly to another word like the other one?"""
    heads = [other.position for other in graph.nodes if other.keys & head.keys]
    nodes = [other.position for other in graph.nodes if other.keys & node.keys]
    near = graph.neighbours.get
    one = any(p in near(node.position, frozenset()) for p in heads if p != head.position)
    return one or any(p in near(head.position, frozenset()) for p in nodes if p != node.position)


def is_compatible(wanted: str, found: str) -> bool:
    """May a part be written as another: passive, noun of action, participle?"""
    if wanted == found or AMONG in (wanted, found):
        return True
    if found == NEAR:
        return False
    if {wanted, found} == {MODIFIER, PATIENT}:
        return True
    if found == TOLD:
        return wanted in (PATIENT, OF, BARE, MODIFIER)
    if wanted == BARE:
        return found in (PATIENT, OF, OTHER, MODIFIER)
    if found == BARE:
        return wanted != ACTOR
    return OF in (wanted, found) or {wanted, found} <= LOOSE


def rivals_of(graph: Graph, head: Node, part: str, claimed: frozenset[str]) -> list[Node]:
    """The words that play, in the quoted text, a part that the sentence gives to others."""
    fillers = (
        graph.by_position[edge.node]
        for edge in graph.parts.get(head.position, ())
        if edge.part == part
    )
    return [filler for filler in fillers if not filler.keys & claimed]


def is_by_pronoun(premise: Premise, graph: Graph, head: Node, node: Node, part: str) -> bool:
    """Does a pronoun play that part, or nobody, for a noun that stands before it?"""
    token = graph.token(head)
    if part == OF:
        owned = any(child.word in POSSESSIVES for child in graph.tree.children(token, "det"))
        return owned and bool(node.keys & premise.antecedents)
    if part not in CORE:
        return False
    if part in _parts_taken(graph, head):
        return False
    known = premise.antecedents
    first = token
    while first.role == "conj" and not first.is_root:
        first = graph.tree.head(first)
    pronoun = any(
        _stands_for(graph, child) and ("subj" in child.role or child.role == "obj")
        for each in (token, first, *_carriers(graph, first))
        for child in graph.tree.children(each)
    )
    if pronoun and node.keys & known:
        return not node.keys & graph.keys or part == PATIENT
    bare = token.form in ("Inf", "Part") or token.tag == "NOUN"
    bare = bare and not graph.tree.children(token, "aux", "aux:pass", "aux:tense", "cop")
    known = premise.headings | (premise.before if part == PATIENT else frozenset())
    return bare and bool(node.keys & known) and not node.keys & graph.keys


def _carriers(graph: Graph, token: Token) -> tuple[Token, ...]:
    """The verb of force above an act, which has its subject (« il peut être révisé »)."""
    above = graph.tree.head(token)
    return (above,) if above.position in graph.carriers else ()


def _stands_for(graph: Graph, token: Token) -> bool:
    """A pronoun, or a noun that only shows what was named before (« ce document »)."""
    if token.tag == "PRON":
        return True
    shown = any(child.word in SHOWN for child in graph.tree.children(token, "det"))
    return shown and token.lemma in GENERIC


def _parts_taken(graph: Graph, head: Node) -> set[str]:
    """The parts that a word already plays; a date plays none."""
    edges = [
        edge
        for edge in graph.parts.get(head.position, ())
        if not _stands_for(graph, graph.tree.tokens[edge.node])
    ]
    return {e.part for e in edges if not any(k[0] == "@" for k in graph.by_position[e.node].keys)}
