"""Step « mots »: every word that carries meaning is among the quoted words, or says only who speaks
or where.
"""

from collections.abc import Iterator

from assistant.proof.case import Case, Found, Outcome
from assistant.proof.graph import Node


def find_words(case: Case) -> Iterator[Found]:
    """The words of the sentence that nothing quoted says."""
    for node in case.claim.nodes:
        if not _is_held(case, node):
            yield Outcome.UNKNOWN, f"« {node.lemma} » n’est pas dans les mots cités"


def _is_held(case: Case, node: Node) -> bool:
    if node.keys & case.keys or case.is_frame(node):
        return True
    if node.keys & case.concepts.modal and not node.is_number:
        return True
    return _is_antecedent(case, node)


def _is_antecedent(case: Case, node: Node) -> bool:
    """Is it the noun that a pronoun or a demonstrative of the quoted words may stand for?"""
    for premise in case.premises:
        pronoun = any(
            token.tag == "PRON" or token.word in ("ce", "cet", "cette", "ces", "son", "sa", "ses")
            for graph in premise.graphs
            for token in graph.tokens
        )
        if pronoun and node.keys & premise.before:
            return True
    return False
