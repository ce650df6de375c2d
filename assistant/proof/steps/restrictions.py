"""Step « restrictions »: no condition, exception, share or bound is added or lost."""

import re
from collections.abc import Iterator

from assistant.domain import Value
from assistant.proof.case import Case, Found, Outcome
from assistant.proof.graph import Graph
from assistant.reading.conditions import conditions_of, exceptions_of
from assistant.reading.phrases import Phrases
from assistant.reading.token import Token

APART = ("acl:relcl", "acl", "parataxis", "conj", "advcl")
NOT_CONDITION = re.compile(r"s[’'](?!ils?\b)|en fonction|selon", re.IGNORECASE)
CONDITION, EXCEPTION, MINIMUM = "condition", "exception", "minimum"
GOVERNING = (CONDITION, EXCEPTION)


class Marker(Value):
    """A word that restricts: the name of its group and its first word."""

    group: str
    token: Token


def find_restrictions(case: Case) -> Iterator[Found]:
    """The restrictions that only one side has."""
    graphs = [graph for premise in case.premises for graph in premise.graphs]
    quoted = [(graph, marker) for graph in graphs for marker in _markers(case, graph)]
    claimed = {marker.group for marker in _markers(case, case.claim)}
    added = claimed - {marker.group for _, marker in quoted}
    if added:
        yield Outcome.UNKNOWN, f"la phrase ajoute une restriction ({', '.join(sorted(added))})"
    told = [graph for graph in graphs if _tells(case, graph)] or graphs
    lost = {
        marker.group
        for graph, marker in quoted
        if marker.group not in claimed and graph in told and _bears(case, graph, marker)
    }
    if lost:
        yield Outcome.UNKNOWN, f"la phrase perd une restriction ({', '.join(sorted(lost))})"
    universal = _universal(case, case.claim)
    if universal and not any(_universal(case, g) for p in case.premises for g in p.graphs):
        yield Outcome.UNKNOWN, f"la phrase généralise (« {universal} »)"


def _tells(case: Case, graph: Graph) -> bool:
    """Does a quoted sentence hold one of the acts of the sentence?"""
    acts = [node for node in case.claim.nodes if node.tense and not case.is_frame(node)]
    return any(graph.twins(node) for node in acts)


def _markers(case: Case, graph: Graph) -> Iterator[Marker]:
    counted = {token.position for token in graph.tokens}
    for group, first in (*_clauses(case, graph), *_words(case, graph)):
        if first.position in counted:
            yield Marker(group=group, token=first)


def _clauses(case: Case, graph: Graph) -> Iterator[tuple[str, Token]]:
    """The conditions and exceptions, as the reading finds them."""
    vocabulary = case.concepts.vocabulary
    spans = [(CONDITION, span) for span in conditions_of(graph.tree, vocabulary)]
    spans += [(EXCEPTION, span) for span in exceptions_of(graph.tree, vocabulary)]
    for group, span in spans:
        inside = [t for t in graph.tree.tokens if span.start <= t.start < span.end]
        if inside and not NOT_CONDITION.match(span.text):
            yield group, inside[0]


def _words(case: Case, graph: Graph) -> Iterator[tuple[str, Token]]:
    for group, words in case.concepts.equivalences.restrictions.items():
        for match in Phrases.of(word for word in words if " " in word or "'" in word).find(
            graph.tree
        ):
            yield group, match.first
        simple = {word for word in words if " " not in word}
        for token in graph.tree.tokens:
            if (token.lemma in simple or token.word in simple) and not _is_compared(graph, token):
                yield group, token


def _is_compared(graph: Graph, token: Token) -> bool:
    """« aussi souvent que », « le plus souvent », « non seulement »."""
    before = graph.tree.before(token)
    return before is not None and before.word in ("aussi", "plus", "non")


def _universal(case: Case, graph: Graph) -> str:
    words = case.concepts.equivalences.universal
    found = (t for t in graph.tokens if t.word in words and t.position not in graph.expressed)
    return next((token.text for token in found), "")


def _bears(case: Case, graph: Graph, marker: Marker) -> bool:
    """Does a restriction bear on what the sentence keeps, rather than on a branch that it drops?"""
    token = clause = marker.token
    if marker.group in GOVERNING:
        token = clause = graph.tree.head(token)
    if marker.group == MINIMUM and _opens(graph, marker.token):
        return False
    while not token.is_root:
        if token.role in APART and token is not clause and not _keeps(case, graph, token):
            return False
        token = graph.tree.head(token)
        node = graph.by_position.get(token.position)
        if node is not None and node.keys & case.claim.keys:
            return True
        if marker.group not in GOVERNING and node is not None and not _keeps(case, graph, token):
            return False
    return True


def _opens(graph: Graph, token: Token) -> bool:
    """« A minima, un bilan est fait »: what is the least that is done is done."""
    first = graph.tokens[0].position if graph.tokens else 0
    following = graph.tree.after(token)
    return token.position - first <= 1 and following is not None and following.text == ","


def _keeps(case: Case, graph: Graph, token: Token) -> bool:
    """Does the sentence keep a word, or one that depends on it?"""
    nodes = (graph.by_position.get(each.position) for each in graph.tree.subtree(token))
    return any(node is not None and node.keys & case.claim.keys for node in nodes)
