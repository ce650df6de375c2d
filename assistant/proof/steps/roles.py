"""Step « rôles »: each word plays the same part in the act, however the sentence is built.

The sentence is laid on the quoted one, verb by verb: a verb and all that depends on it must be
found on one place of the quoted words.
"""

from collections.abc import Iterator
from typing import NamedTuple

from assistant.proof.case import Case, Found, Outcome, Premise
from assistant.proof.cuts import is_cut_from
from assistant.proof.graph import (
    ACTOR,
    BARE,
    CORE,
    MODIFIER,
    NEAR,
    OF,
    OTHER,
    PATIENT,
    Edge,
    Graph,
    Node,
)
from assistant.proof.links import TOLD, is_bound, is_by_pronoun, is_compatible, link_of, rivals_of
from assistant.proof.runs import runs_between

YES, NO, MAYBE = "oui", "non", "?"
LOOSE = frozenset({OTHER, MODIFIER, BARE})
DEEPEST = 3


class Place(NamedTuple):
    """A sentence of a quotation, read as a graph, where a part is looked for."""

    premise: Premise
    graph: Graph


def find_roles(case: Case) -> Iterator[Found]:
    """The parts that the quoted words do not give, or give to another; a sentence from which words
    were only cut gives each the same part.
    """
    if any(is_cut_from(case, p, graph) for p in case.premises for graph in p.joined):
        return
    for head in case.claim.nodes:
        edges = [edge for edge in case.claim.parts.get(head.position, ()) if _counts(case, edge)]
        if edges and not _is_laid(case, head, edges):
            yield _fault(case, head, edges)


def _counts(case: Case, edge: Edge) -> bool:
    """Are both words more than the frame, or than a word of force, which other steps read?"""
    head, node = case.claim.by_position[edge.head], case.claim.by_position[edge.node]
    if case.is_frame(head):
        return False
    if node.keys & case.around and edge.part not in CORE:
        framed = head.keys & case.around or node.keys & case.scope
        beside = edge.part == MODIFIER and not head.is_name and node.tag not in ("ADJ", "NUM")
        if edge.part in LOOSE and not beside or framed:
            return False
    held = case.keys
    return not any(n.keys & case.concepts.modal and not n.keys & held for n in (head, node))


def _is_laid(case: Case, head: Node, edges: list[Edge]) -> bool:
    """Is there one quotation that gives all its parts to a word?"""
    numbered = any(case.claim.by_position[edge.node].is_counted for edge in edges)
    given = _is_given_once if numbered else _is_given
    return any(given(case, edges, premise, head) for premise in case.premises)


def _is_given_once(case: Case, edges: list[Edge], premise: Premise, head: Node) -> bool:
    """Does one place of a quotation give all the parts? Numbers and dates ask for it."""
    return any(
        all(_support(case, edge, place, twin, DEEPEST) == YES for edge in edges)
        for place, twin in _places_of(premise, head)
    )


def _places_of(premise: Premise, head: Node) -> Iterator[tuple[Place, Node]]:
    """Each place where a quotation says a word, with its node there."""
    for graph in premise.joined:
        for twin in premise.twins_in(graph, head):
            yield Place(premise, graph), twin


def _is_given(case: Case, edges: list[Edge], premise: Premise, head: Node) -> bool:
    """Do the sentences of a quotation, together, give all the parts?"""
    return all(_is_given_once(case, [edge], premise, head) for edge in edges)


def _fault(case: Case, head: Node, edges: list[Edge]) -> Found:
    """The first part that no place gives, or that another word plays."""
    for edge in edges:
        node = case.claim.by_position[edge.node]
        answers = {
            _support(case, edge, place, twin, 0)
            for premise in case.premises
            for place, twin in _places_of(premise, head)
        }
        if YES in answers:
            continue
        if NO in answers:
            return Outcome.REFUTED, f"« {node.lemma} » n’a pas ce rôle dans « {head.lemma} »"
        return Outcome.UNKNOWN, f"rien ne lie « {node.lemma} » à « {head.lemma} »"
    return Outcome.UNKNOWN, f"ce qui est dit de « {head.lemma} » n’est pas dit ensemble"


def _support(case: Case, edge: Edge, place: Place, head: Node, depth: int) -> str:
    """Does one place where the quoted words say the act give the part to the same word, with what
    the sentence says of it, `depth` words down?
    """
    node = case.claim.by_position[edge.node]
    if is_by_pronoun(place.premise, place.graph, head, node, edge.part):
        return YES
    answers = {
        _joins(case, edge, place.graph, head, twin)
        for twin in place.premise.twins_in(place.graph, node)
        if depth <= 0 or _holds(case, node, place, twin, depth - 1)
    }
    return next((answer for answer in (YES, NO) if answer in answers), MAYBE)


def _holds(case: Case, node: Node, place: Place, twin: Node, depth: int) -> bool:
    """Does a place also give what the sentence says of the word?"""
    return all(
        _support(case, edge, place, twin, depth) == YES
        for edge in case.claim.parts.get(node.position, ())
        if _counts(case, edge)
    )


def _words_claimed(case: Case, edge: Edge) -> frozenset[str]:
    """The words to which the sentence gives the same part."""
    return frozenset().union(
        *(
            case.claim.by_position[other.node].keys
            for other in case.claim.parts.get(edge.head, ())
            if other.part == edge.part
        )
    )


def _joins(case: Case, edge: Edge, graph: Graph, head: Node, twin: Node) -> str:
    """Does a word play the part, for sure, for want of another, or not?"""
    link = link_of(graph, head.position, twin.position) or NEAR
    if is_compatible(edge.part, link):
        return YES
    ends = head.position, twin.position
    if ends in runs_between(case.claim, edge, graph, case.concepts):
        return YES
    rivals = rivals_of(graph, head, edge.part, _words_claimed(case, edge))
    if edge.part in (ACTOR, PATIENT) and link in CORE:
        return NO
    if rivals and edge.part in CORE | {OF}:
        return NO
    if link not in (NEAR, TOLD) or twin.is_number or is_bound(graph, head, twin):
        return MAYBE
    if edge.part in CORE and twin.is_name and head.is_verb and link == NEAR:
        return MAYBE
    if edge.part == OF and edge.preposition == "de" and _is_of_another(case, graph, head, twin):
        return MAYBE
    return YES


def _is_of_another(case: Case, graph: Graph, head: Node, twin: Node) -> bool:
    """Does a word that stands far from another belong to one that the sentence leaves out?"""
    heads = [edge.head for edge in graph.edges if edge.node == twin.position and edge.part == OF]
    owners = [graph.by_position[position] for position in heads if position != head.position]
    kept = case.claim.keys | case.concepts.light
    return any(not owner.is_verb and not owner.keys & kept for owner in owners)
