"""Step « négation »: what is affirmed is affirmed, what is denied is denied."""

from collections.abc import Iterator

from assistant.proof.case import Case, Found, Outcome
from assistant.proof.graph import Graph, Node

DEGREES = frozenset({"plus", "moins", "peu", "trop", "mal", "autant", "aussi", "insuffisamment"})


def find_denial(case: Case) -> Iterator[Found]:
    """The acts denied on one side only."""
    for node in case.claim.nodes:
        twins = [twin for _, _, twin in case.twins(node) if _comparable(node, twin)]
        if twins and all(twin.denied != node.denied for twin in twins):
            yield Outcome.REFUTED, f"« {node.lemma} » est nié d’un côté, affirmé de l’autre"
    if _denials(case.claim.nodes) and not any(
        _denials(graph.nodes) for premise in case.premises for graph in premise.graphs
    ):
        yield Outcome.REFUTED, "la phrase nie, les mots cités ne nient rien"
    yield from _degrees_changed(case)


def _degrees_changed(case: Case) -> Iterator[Found]:
    """The qualities that are not said to the same degree: « plus » or « moins » systematic."""
    for node in case.claim.nodes:
        twins = [(graph, twin) for _, graph, twin in case.twins(node) if twin.tag == node.tag]
        if node.tag not in ("ADJ", "ADV") or not twins:
            continue
        degree = _degree(case.claim, node)
        if all(_degree(graph, twin) != degree for graph, twin in twins):
            yield Outcome.REFUTED, f"« {node.lemma} » n’est pas dit au même degré"


def _degree(graph: Graph, node: Node) -> str:
    """The word just before that says more or less of a quality."""
    before = graph.tree.before(graph.token(node))
    return before.word if before is not None and before.word in DEGREES else ""


def _comparable(node: Node, twin: Node) -> bool:
    """Two verbs, two nouns or two adjectives: a noun denied by « aucun » denies its verb."""
    return node.is_verb == twin.is_verb or not node.denied and not twin.denied


def _denials(nodes: tuple[Node, ...]) -> int:
    return sum(node.denied for node in nodes)
