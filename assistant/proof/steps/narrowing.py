"""Step « précisions »: a noun does not lose the words that narrow it."""

from collections.abc import Iterator

from assistant.proof.case import Case, Found, Outcome
from assistant.proof.graph import Edge, Graph, Node

NARROW = frozenset({"amod", "acl", "acl:relcl", "nmod", "appos"})


def find_narrowing(case: Case) -> Iterator[Found]:
    """The nouns that say more, bare, than the quoted words do."""
    for node in case.claim.nodes:
        if node.tag not in ("NOUN", "PROPN"):
            continue
        lost = [_words_lost(case, graph, twin) for _, graph, twin in case.twins(node)]
        if lost and all(lost):
            yield Outcome.UNKNOWN, f"« {node.lemma} » perd ce qui le précise : {lost[0][0]}"


def _words_lost(case: Case, graph: Graph, twin: Node) -> list[str]:
    return [
        graph.by_position[edge.node].lemma
        for edge in graph.parts.get(twin.position, ())
        if _narrows(case, graph, edge) and not _is_kept(case, graph.by_position[edge.node])
    ]


def _narrows(case: Case, graph: Graph, edge: Edge) -> bool:
    """Is a word one of those that make a noun stand for fewer things?"""
    token = graph.tree.tokens[edge.node]
    node = graph.by_position[edge.node]
    if token.role not in NARROW or _is_apart(graph, edge.node):
        return False
    equivalences = case.concepts.equivalences
    if any(key[1:] in equivalences.generations for key in node.keys if key[0] == "+"):
        return True
    clause = token.role == "acl:relcl" and not node.keys & case.concepts.droppable
    return token.lemma in equivalences.narrowing or clause


def _is_kept(case: Case, node: Node) -> bool:
    return bool(node.keys & (case.claim.keys | case.around))


def _is_apart(graph: Graph, position: int) -> bool:
    """Does a clause stand between commas or brackets, so that it only adds?"""
    subtree = [token.position for token in graph.tree.subtree(graph.tree.tokens[position])]
    first = min(subtree)
    opening = graph.tree.tokens[max(0, first - 1)]
    return opening.text in (",", "(", "–") or graph.tree.tokens[first].text in (",", "(", "–")
