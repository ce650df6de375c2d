"""Step « force » and step « temps »: neither more nor less binding, neither done nor to come."""

from collections.abc import Iterator

from assistant.proof.case import Case, Found, Outcome, Premise
from assistant.proof.graph import Graph, Node
from assistant.proof.modes import ADVICE, COMMITMENT, Forces, force_of
from assistant.reading.token import Token

NONE: Forces = frozenset()
NOW = frozenset({"pres", "fut", ""})


def find_force(case: Case) -> Iterator[Found]:
    """The acts whose force is not the same on both sides."""
    for node in case.claim.nodes:
        if case.is_frame(node) or not _is_told(case, node):
            continue
        twins = [(p, twin) for p, _, twin in case.twins(node) if node.is_verb or twin.is_verb]
        found = [forces for premise, twin in twins for forces in _forces(premise, twin)]
        if found and node.modes not in found:
            yield Outcome.REFUTED, f"la force de « {node.lemma} » n’est pas la même"
    yield from _new_forces(case)


def _is_told(case: Case, node: Node) -> bool:
    """Is an act told by the sentence, rather than a participle that only describes?"""
    if node.modes or node.tense:
        return True
    if node.is_verb:
        return case.claim.token(node).form != "Part"
    return not any(other.modes for other in case.claim.nodes)


def _forces(premise: Premise, twin: Node) -> tuple[Forces, ...]:
    """The forces that an act may be told with: the infinitive that opens a recommendation is
    recommended, that of a list of commitments is engaged or told as it stands.
    """
    listed = twin.modes | (_forces_of_list(premise) if twin.leading else NONE)
    return (listed, twin.modes) if premise.commits else (listed,)


def _forces_of_list(premise: Premise) -> Forces:
    if premise.recommends:
        return frozenset({ADVICE})
    return frozenset({COMMITMENT}) if premise.commits else NONE


def _new_forces(case: Case) -> Iterator[Found]:
    """The words of force of the sentence that have no equal in the quoted words."""
    equivalences = case.concepts.equivalences
    held = {
        mode
        for premise in case.premises
        for graph in premise.graphs
        for token in graph.tokens
        for mode in force_of(graph.tree, token, equivalences) or NONE
    }
    held |= {force for premise in case.premises for force in _forces_of_list(premise)}
    for token in case.claim.tree.tokens:
        forces = force_of(case.claim.tree, token, equivalences)
        if forces and not forces & held and not _is_quoted(case, token.lemma):
            yield Outcome.REFUTED, f"la force de « {token.text} » n’est pas dans les mots cités"


def _is_quoted(case: Case, lemma: str) -> bool:
    return case.concepts.key(lemma) in case.keys


def find_time(case: Case) -> Iterator[Found]:
    """The acts that are done on one side and not on the other."""
    for node in case.claim.nodes:
        if not node.tense or case.is_frame(node):
            continue
        twins = [twin for _, _, twin in case.twins(node)]
        if twins and not any(_same_time(node.tense, twin.tense) for twin in twins):
            yield Outcome.REFUTED, f"le temps de « {node.lemma} » n’est pas le même"
        told = [_is_said(case, graph, twin) for _, graph, twin in case.twins(node)]
        if node.is_verb and not node.modes and told and not any(told):
            yield Outcome.UNKNOWN, f"« {node.lemma} » n’est que nommé, non dit"


def _is_said(case: Case, graph: Graph, twin: Node) -> bool:
    """Does the quoted text tell an act, rather than name it under a verb that the sentence leaves
    out (« la diffusion d’une doctrine est attendue »)?
    """
    token = graph.token(twin)
    if twin.tense or twin.modes or token.form == "Part":
        return True
    return not any(_is_other_act(case, graph, above) for above in graph.tree.ancestors(token))


def _is_other_act(case: Case, graph: Graph, above: Token) -> bool:
    node = graph.by_position.get(above.position)
    if node is None or not node.is_verb or node.keys & case.claim.keys:
        return False
    return not node.keys & case.concepts.light


def _same_time(one: str, other: str) -> bool:
    return one == other or "" in (one, other) or {one, other} <= NOW
