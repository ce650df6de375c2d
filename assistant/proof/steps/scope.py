"""Step « portée »: what holds for one contract, one region or one annexe is not told of all."""

from collections.abc import Iterator

from assistant.proof.case import Case, Found, Outcome, Premise
from assistant.proof.graph import Graph
from assistant.reading.places import places_of

LOCAL_BODIES = frozenset({"CRAMIF", "DRIEETS"})


def find_scope(case: Case) -> Iterator[Found]:
    """The words of scope that the sentence leaves out."""
    for premise in case.premises:
        for words in premise.local:
            if not case.announced and not words & case.claim.keys and not _is_placed(case, premise):
                yield Outcome.UNKNOWN, "la phrase ne dit pas à quoi se limite ce qu’elle cite"
    places = {place for p in case.premises for g in p.graphs for place in _places(case, g)}
    lost = places - _places(case, case.claim) if not case.announced else set()
    if lost and not any(_names(case, premise, lost) for premise in case.premises):
        yield Outcome.UNKNOWN, f"la phrase ne dit pas où : {', '.join(sorted(lost))}"


def _is_placed(case: Case, premise: Premise) -> bool:
    """Does the sentence name a place, a service or a body of there (« Prévaly », « la CRAMIF »)?"""
    found = places_of(case.claim.tree.text, case.concepts.vocabulary.places)
    written = {token.text for token in case.claim.tree.tokens}
    return premise.is_document_local and bool(found or written & LOCAL_BODIES)


def _places(case: Case, graph: Graph) -> set[str]:
    found = places_of(graph.tree.text, case.concepts.vocabulary.places)
    return {
        case.concepts.names.get(place.text, place.text)
        for place in found
        if place.kind != "service" and _is_counted(graph, place.start)
    }


def _is_counted(graph: Graph, start: int) -> bool:
    return any(token.start <= start < token.end for token in graph.tokens)


def _names(case: Case, premise: Premise, places: set[str]) -> bool:
    """Is the place that of the document, already named in the sentence?"""
    return any(words & case.claim.keys for words in premise.local)
