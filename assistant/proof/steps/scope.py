"""Step « portée »: what holds for one contract, one region or one annexe is not told of all."""

from collections.abc import Iterator

from assistant.proof.case import Case, Found, Outcome, Premise
from assistant.proof.graph import Graph
from assistant.reading.places import places_of


def find_scope(case: Case) -> Iterator[Found]:
    """The words of scope that the sentence leaves out.

    The announcement of a contract or of a region's leaflet says their scope; that of a national
    text says nothing of its annexe 5, nor of the region that a paragraph speaks of.
    """
    for premise in case.premises:
        if case.announced and premise.is_document_local:
            continue
        if any(not _is_limited(case, premise, words) for words in premise.local):
            yield Outcome.UNKNOWN, "la phrase ne dit pas à quoi se limite ce qu’elle cite"
        lost = {place for graph in premise.graphs for place in _places(case, graph)}
        lost -= _places(case, case.claim)
        if lost and not _names(case, premise):
            yield Outcome.UNKNOWN, f"la phrase ne dit pas où : {', '.join(sorted(lost))}"


def _is_limited(case: Case, premise: Premise, words: frozenset[str]) -> bool:
    """Does the sentence name what it holds for, or a place, a service or a body of there?"""
    if words & case.claim.keys:
        return True
    found = places_of(case.claim.tree.text, case.concepts.vocabulary.places)
    written = {token.text for token in case.claim.tree.tokens}
    bodies = written & set(case.concepts.equivalences.local_bodies)
    return premise.is_document_local and bool(found or bodies)


def _places(case: Case, graph: Graph) -> set[str]:
    found = places_of(graph.tree.text, case.concepts.vocabulary.places)
    return {
        case.concepts.names.get(place.text, place.text)
        for place in found
        if place.kind != "service" and _is_counted(graph, place.start)
    }


def _is_counted(graph: Graph, start: int) -> bool:
    return any(token.start <= start < token.end for token in graph.tokens)


def _names(case: Case, premise: Premise) -> bool:
    """Is the place that of the document, already named in the sentence?"""
    return any(words & case.claim.keys for words in premise.local)
