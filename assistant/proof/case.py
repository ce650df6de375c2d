"""What is to be proved, from what, and what is decided."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property

from assistant.domain import Value
from assistant.proof.concepts import Concepts
from assistant.proof.graph import Graph, Node, Speech


class Outcome(StrEnum):
    """The answer of the proof."""

    PROVED = "prouvée"
    REFUTED = "réfutée"
    UNKNOWN = "inconnue"


class Decision(Value):
    """The answer, the step that decided and why (empty when proved)."""

    outcome: Outcome
    step: str
    reason: str


Found = tuple[Outcome, str]


class SourceSentence(Value):
    """A whole sentence of the source, and which of its characters are quoted."""

    graph: Graph
    start: int
    end: int

    @property
    def tail(self) -> str:
        """What the sentence says after the quoted words."""
        return self.graph.tree.text[self.end :]


class Premise(Value):
    """One quotation.

    `graphs`: its words, sentence by sentence, read alone and read in their sentence; `joined`: the
    same with the edges of both readings; `sentences`: the whole sentences they stand in;
    `following`: the text just after. As keys: `before` what the passage says before them,
    `antecedents` what « il » may stand for, `headings` its titles, `document` the names of its
    document, `around` the two, `pairs` those that stand together there (« volet 2 »).
    `recommends`: is it a recommendation? `commits`: is it a list of commitments? `local`: what says
    its scope, one word of each group being needed.
    """

    graphs: tuple[Graph, ...]
    sentences: tuple[SourceSentence, ...] = ()
    following: str = ""
    before: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()
    document: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()
    antecedents: frozenset[str] = frozenset()
    joined: tuple[Graph, ...] = ()
    recommends: bool = False
    commits: bool = False
    local: tuple[frozenset[str], ...] = ()
    is_document_local: bool = False

    @cached_property
    def keys(self) -> frozenset[str]:
        """All that the quoted words stand for."""
        return frozenset().union(*(graph.keys for graph in self.graphs))

    def twins(self, node: Node) -> Iterator[tuple[Graph, Node]]:
        """The nodes of the quoted words that say the same thing as a node."""
        for graph in self.graphs:
            for other in self.twins_in(graph, node):
                yield graph, other

    def twins_in(self, graph: Graph, node: Node) -> tuple[Node, ...]:
        """The same in one sentence; the document is the same thing under all its names."""
        keys = node.keys | (self.document if node.keys & self.document else frozenset())
        return tuple(other for other in graph.nodes if other.keys & keys)


class Case(Value):
    """A sentence to be proved from quotations. `announced`: is its source named before it?"""

    claim: Graph
    premises: tuple[Premise, ...]
    concepts: Concepts
    announced: bool = False

    @cached_property
    def keys(self) -> frozenset[str]:
        """All that is quoted."""
        return frozenset().union(*(premise.keys for premise in self.premises))

    @cached_property
    def around(self) -> frozenset[str]:
        """The headings and names of the documents quoted."""
        return frozenset().union(*(premise.around for premise in self.premises))

    @cached_property
    def scope(self) -> frozenset[str]:
        """The words that say what the quotations are limited to, and the documents' names."""
        local = (words for premise in self.premises for words in premise.local)
        return frozenset().union(*local, *(premise.document for premise in self.premises))

    def twins(self, node: Node) -> list[tuple[Premise, Graph, Node]]:
        """The nodes of all that is quoted that say the same thing as a node."""
        return [(p, graph, twin) for p in self.premises for graph, twin in p.twins(node)]

    def is_frame(self, node: Node) -> bool:
        """Does a word only say who speaks or where, as the document and its headings do?"""
        if any(self.is_own(speech) and speech.verb == node.position for speech in self.speeches):
            return True
        if not node.keys & self.around or node.keys & self.keys:
            return False
        bound = node.is_number or node.tag == "ADJ" or node.is_generation
        return self._is_paired(node) if bound else not node.tense

    def _is_paired(self, node: Node) -> bool:
        """Does a number or an adjective stand in a heading beside the same noun?"""
        heads = [
            self.claim.by_position[e.head] for e in self.claim.edges if e.node == node.position
        ]
        pairs = {pair for premise in self.premises for pair in premise.pairs}
        return any((a, b) in pairs for head in heads for a in head.keys for b in node.keys)

    @property
    def speeches(self) -> tuple[Speech, ...]:
        """The verbs by which somebody speaks in the sentence to be proved."""
        return self.claim.speeches

    def is_own(self, speech: Speech) -> bool:
        """Is it the document itself that speaks?"""
        speaker = self.claim.by_position.get(speech.speaker) if speech.speaker is not None else None
        names = {name for premise in self.premises for name in premise.document}
        return speaker is not None and bool(speaker.keys & (names | self.around))
