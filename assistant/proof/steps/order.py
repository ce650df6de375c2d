"""Step « ordre »: before stays before, after stays after."""

from collections.abc import Iterable, Iterator

from assistant.proof.case import Case, Found, Outcome
from assistant.proof.graph import Graph

ORDERS = ("avant", "après")


def find_order(case: Case) -> Iterator[Found]:
    """An order in time that the quoted words do not give, or give the other way."""
    claim = _orders(case, [case.claim])
    quoted = _orders(case, (graph for p in case.premises for graph in p.graphs))
    if claim - quoted:
        yield Outcome.REFUTED, "la phrase change l’ordre dans le temps"
    if quoted - claim and len(quoted) == 1 and _turns(case):
        yield Outcome.UNKNOWN, "la phrase perd un avant ou un après"


def _turns(case: Case) -> bool:
    """Does the sentence keep the two acts that « avant » or « après » join?"""
    keys = {case.concepts.key(word) for word in ORDERS}
    for premise in case.premises:
        for graph in premise.graphs:
            for node in graph.nodes:
                if node.keys & keys:
                    near = graph.neighbours.get(node.position, frozenset())
                    kept = [graph.by_position[n] for n in near]
                    if sum(bool(each.keys & case.claim.keys) for each in kept) > 1:
                        return True
    return False


def _orders(case: Case, graphs: Iterable[Graph]) -> set[str]:
    found: set[str] = set()
    for graph in graphs:
        found |= graph.keys
        found |= {case.concepts.key(token.lemma) for token in graph.tokens}
    return {word for word in ORDERS if case.concepts.key(word) in found}
