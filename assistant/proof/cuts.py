"""Is a sentence a quoted one from which words were only cut? Then each word that is left plays the
part that it played there, whatever the parser makes of the shorter sentence.

Only whole branches may be cut: when a word is left, so are the words that command it. A sentence
may also put one of its ends first (« En 2021, … »).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.proof.case import Case, Premise
from assistant.proof.graph import CORE, Graph, Node
from assistant.proof.links import is_by_pronoun
from assistant.proof.modes import VERBAL
from assistant.proof.runs import SAME
from assistant.reading.token import Token

FEWEST = 3
MOST_TRIED = 400
HELPERS = ("aux", "aux:tense", "aux:pass", "cop")
RELATIVES = frozenset({"qui", "que", "qu'", "qu’", "dont", "où", "auquel", "laquelle"})

Places = dict[int, int]
Pieces = tuple[Sequence[Node], ...]


def is_cut_from(case: Case, premise: Premise, quoted: Graph) -> bool:
    """Are the words of the sentence, but for its frame and for the noun that a pronoun of the
    quotation stands for, those of a quoted one, less some branches?
    """
    wanted = [node for node in case.claim.nodes if not _is_beside(case, node)]
    named = [node for node in wanted if _may_be_pronoun(premise, quoted, node)]
    wanted = [node for node in wanted if node not in named]
    if len(wanted) < FEWEST:
        return False
    return any(
        _is_whole(case, quoted, pieces, places)
        and _are_by_pronoun(case, premise, quoted, named, places)
        for pieces in _orders(case.claim, wanted)
        for places in _laid(case, quoted, pieces)
    )


def _is_beside(case: Case, node: Node) -> bool:
    """Does a word only say who speaks or where, without a part in an act?"""
    return case.is_frame(node) and not any(
        edge.part in CORE and not case.is_frame(case.claim.by_position[edge.head])
        for edge in case.claim.edges
        if edge.node == node.position
    )


def _may_be_pronoun(premise: Premise, quoted: Graph, node: Node) -> bool:
    return bool(node.keys & premise.antecedents) and not node.keys & quoted.keys


def _are_by_pronoun(
    case: Case, premise: Premise, quoted: Graph, named: Sequence[Node], places: Places
) -> bool:
    """Does a pronoun play the part of each noun that it stands for?"""
    stood = {node.position for node in named}
    edges = [e for e in case.claim.edges if e.node in stood and e.head not in stood]
    return all(
        edge.head in places
        and is_by_pronoun(
            premise,
            quoted,
            quoted.by_position[places[edge.head]],
            case.claim.by_position[edge.node],
            edge.part,
        )
        for edge in edges
    )


def _orders(claim: Graph, wanted: Sequence[Node]) -> Iterator[Pieces]:
    """The words in one piece, then in two, one of which is a branch of the other."""
    yield (wanted,)
    for cut in range(1, len(wanted)):
        first, last = wanted[:cut], wanted[cut:]
        if _preposition(claim, first[0]) or _preposition(claim, last[0]):
            yield first, last


def _laid(case: Case, quoted: Graph, pieces: Pieces) -> Iterator[Places]:
    """The ways of laying pieces, each in order, on a quoted sentence."""
    ways: list[Places] = [{}]
    for piece in pieces:
        ways = [
            {**before, **found}
            for before in ways
            for found in _in_order(case, quoted, piece, frozenset(before.values()))
        ][:MOST_TRIED]
    yield from ways


def _in_order(
    case: Case, quoted: Graph, piece: Sequence[Node], taken: frozenset[int]
) -> list[Places]:
    found: list[Places] = [{}]
    for node in piece:
        twins = [
            t for t in quoted.nodes if t.position not in taken and _is_same(case, node, quoted, t)
        ]
        found = [
            {**places, node.position: twin.position}
            for places in found
            for twin in twins
            if twin.position > max(places.values(), default=-1)
        ][:MOST_TRIED]
    return found


def _is_same(case: Case, node: Node, quoted: Graph, twin: Node) -> bool:
    """Is it the same word, after the same preposition, in the same voice?"""
    if not twin.keys & node.keys or twin.denied != node.denied:
        return False
    if not twin.leading and _preposition(case.claim, node) != _preposition(quoted, twin):
        return False
    one, other = case.claim.token(node), quoted.token(twin)
    return not node.is_verb or _voice(case.claim, one) == _voice(quoted, other)


def _preposition(graph: Graph, node: Node) -> str:
    """The preposition before a word, or before the one that it is coordinated with."""
    token = graph.token(node)
    while True:
        marks = graph.tree.children(token, "case", "mark")
        if marks or token.role != "conj" or token.is_root:
            break
        token = graph.tree.head(token)
    words = [SAME.get(mark.word, mark.lemma) for mark in marks]
    return next((word for word in words if word not in ("que", "qu'", "qu’")), "")


def _voice(graph: Graph, token: Token) -> tuple[frozenset[str], frozenset[str]]:
    """The auxiliaries of a verb, and the pronouns by which it tells of a noun or of itself."""
    helpers = {child.lemma for child in graph.tree.children(token, *HELPERS)}
    pronouns = {
        child.lemma
        for child in graph.tree.children(token)
        if child.word in RELATIVES or "expl" in child.role
    }
    return frozenset(helpers), frozenset(pronouns)


def _is_whole(case: Case, quoted: Graph, pieces: Pieces, places: Places) -> bool:
    """Are the words that command those left, left too, and those that qualify them? What a piece
    holds is commanded from inside it, but for its top.
    """
    left = frozenset(places.values())
    if not all(_is_held(case, quoted, left, position) for position in left):
        return False
    parts = [frozenset(places[node.position] for node in piece) for piece in pieces]
    return len(parts) == 1 or sum(_crossings(quoted, left, part) for part in parts) <= 1


def _crossings(quoted: Graph, left: frozenset[int], part: frozenset[int]) -> int:
    """How many words of a piece are commanded from the other piece."""
    return sum(
        next(
            (
                a.position
                for a in quoted.tree.ancestors(quoted.tree.tokens[p])
                if a.position in left
            ),
            p,
        )
        not in part
        for p in part
    )


def _is_held(case: Case, quoted: Graph, left: frozenset[int], position: int) -> bool:
    """Is nothing lost that commands a word, counts it or qualifies it?"""
    token = quoted.tree.tokens[position]
    cut = [child for child in quoted.tree.children(token) if child.position not in left]
    nodes = [(child, quoted.by_position.get(child.position)) for child in cut]
    if any(node is not None and _limits(case, child, node) for child, node in nodes):
        return False
    chain = (token, *quoted.tree.ancestors(token))
    return all(_may_go(quoted, left, above, below) for below, above in pairwise(chain))


def _limits(case: Case, token: Token, node: Node) -> bool:
    """Does a word count another, or say to what degree it holds?"""
    if token.role == "nummod" or node.is_number:
        return True
    return token.tag == "ADV" and not node.keys & case.concepts.droppable


def _may_go(quoted: Graph, left: frozenset[int], above: Token, below: Token) -> bool:
    """Is a word left, or does it say nothing by itself, or is it a noun beside the one left? A
    verb may go only where another that is left beside it says the same.
    """
    node = quoted.by_position.get(above.position)
    if node is None or above.position in left:
        return True
    if below.role == "conj" and not node.is_verb and below.tag not in VERBAL:
        return True
    beside = (
        above.head,
        *(child.position for child in quoted.tree.children(quoted.tree.head(above))),
    )
    others = [quoted.by_position[p] for p in beside if p in left and p in quoted.by_position]
    return any(other.keys & node.keys for other in others)
