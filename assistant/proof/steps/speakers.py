"""Step « locuteur »: what is said in somebody's name is said by them in the quoted words."""

from collections.abc import Iterator

from assistant.proof.case import Case, Found, Outcome, Premise
from assistant.proof.graph import Graph, Speech
from assistant.proof.modes import ADVICE


def find_speaker(case: Case) -> Iterator[Found]:
    """The words put in the mouth of a document that does not say them in its own name."""
    for speech in case.speeches:
        if case.is_own(speech):
            yield from _own(case, speech)


def _own(case: Case, speech: Speech) -> Iterator[Found]:
    verb = case.claim.tree.tokens[speech.verb]
    keys = case.concepts.keys_of(verb)
    speakers = _speakers(case, speech)
    same = [
        _is_said_by(premise, graph, other, speakers)
        for premise in case.premises
        for graph in premise.graphs
        for other in graph.speeches
        if _same_verb(case, keys, graph, other)
    ]
    if "autre" in same and "document" not in same:
        yield Outcome.REFUTED, f"dans les mots cités, un autre dit « {verb.lemma} »"
    elif not same and not _may_report(case, verb.lemma):
        yield Outcome.UNKNOWN, f"les mots cités ne disent pas « {verb.lemma} »"


def _speakers(case: Case, speech: Speech) -> frozenset[str]:
    """What the speaker that the sentence names may stand for."""
    node = case.claim.by_position.get(speech.speaker) if speech.speaker is not None else None
    return node.keys if node is not None else frozenset()


def _same_verb(case: Case, keys: frozenset[str], graph: Graph, other: Speech) -> bool:
    """Is it the same verb of speech, or one of the same force?"""
    token = graph.tree.tokens[other.verb]
    return bool(case.concepts.keys_of(token) & keys)


def _is_said_by(premise: Premise, graph: Graph, speech: Speech, speakers: frozenset[str]) -> str:
    """`document` when the document or the speaker of the sentence speaks, `autre` when somebody
    else does.
    """
    if speech.pronoun:
        return "autre"
    node = graph.by_position.get(speech.speaker) if speech.speaker is not None else None
    if node is None:
        return "document" if speech.speaker is None else "autre"
    return "document" if node.keys & (premise.document | speakers) else "autre"


def _may_report(case: Case, lemma: str) -> bool:
    """A neutral verb (« indique ») reports any sentence; a recommendation is recommended."""
    equivalences = case.concepts.equivalences
    if lemma in equivalences.reporting:
        return True
    modes = equivalences.mode_of.get(lemma, frozenset())
    forces = {m for p in case.premises for g in p.graphs for n in g.nodes for m in n.modes}
    recommends = any(premise.recommends for premise in case.premises)
    return ADVICE in modes and (recommends or ADVICE in forces)
