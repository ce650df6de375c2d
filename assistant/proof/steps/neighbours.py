"""Steps « enchâssement » and « voisinage »: what governs the quoted words from outside them, and
what stands just before and after, do not turn them round.
"""

from collections.abc import Iterator

from assistant.proof.case import Case, Found, Outcome, Premise, SourceSentence
from assistant.proof.graph import Graph, Node
from assistant.reading.token import Token
from assistant.texts.french import fold

UNDER = frozenset({"ccomp", "xcomp", "csubj", "obl:arg", "obj", "advcl", "acl"})
HEAD_WORDS = 4


def find_governor(case: Case) -> Iterator[Found]:
    """The verb above the quoted act that denies it, doubts it or gives it to somebody else."""
    for node in case.claim.nodes:
        if case.is_frame(node):
            continue
        found = [
            _governor(case, sentence, twin)
            for premise in case.premises
            for sentence in premise.sentences
            for twin in sentence.graph.twins(node)
            if twin.is_verb and _is_quoted(sentence, twin)
        ]
        if found and all(found):
            yield Outcome.UNKNOWN, f"« {node.lemma} » est dit sous « {found[0]} »"


def _is_quoted(sentence: SourceSentence, node: Node) -> bool:
    return sentence.start <= sentence.graph.token(node).start < sentence.end


def _governor(case: Case, sentence: SourceSentence, twin: Node) -> str:
    """The word above an act that the sentence leaves out and that changes what it says."""
    graph, token = sentence.graph, sentence.graph.token(twin)
    while not token.is_root:
        above = graph.tree.head(token)
        if token.role in UNDER and _changes(case, graph, token, above):
            return above.text
        token = above
    return ""


def _changes(case: Case, graph: Graph, token: Token, above: Token) -> bool:
    node = graph.by_position.get(above.position)
    if node is not None and node.keys & case.claim.keys:
        return False
    if above.position in graph.carriers:
        return False
    if above.position in graph.denied:
        return True
    if node is None:
        return False
    doubts = case.concepts.keys_among(case.concepts.equivalences.doubts)
    if node.keys & doubts:
        return True
    if token.role == "advcl":
        return any(mark.word == "si" for mark in graph.tree.children(token, "mark"))
    return False


def find_reversal(case: Case) -> Iterator[Found]:
    """The sentence before or after that sets the quoted words aside."""
    for premise in case.premises:
        word = _reversal(case, premise)
        if word:
            yield Outcome.UNKNOWN, f"la phrase voisine l’écarte (« {word} »)"


def _reversal(case: Case, premise: Premise) -> str:
    equivalences = case.concepts.equivalences
    tails = " ".join(sentence.tail for sentence in premise.sentences[-1:])
    near = fold(f"{tails} {premise.following}")
    found = next((w for w in equivalences.rejections if fold(w) in near), "")
    if found:
        return found
    opening = fold(" ".join(premise.following.split()[:HEAD_WORDS]))
    turned = next((w for w in equivalences.reversals if fold(w) in opening.split()), "")
    return turned if turned and _is_opinion(case) else ""


def _is_opinion(case: Case) -> bool:
    """Does the sentence say what the document thinks?"""
    return any(
        case.is_own(speech)
        and case.claim.tree.tokens[speech.verb].lemma not in case.concepts.equivalences.reporting
        for speech in case.speeches
    )
