"""What a text claims, as a value: the words that carry meaning, the part each plays in another, and
what bears on each (denial, force, time).
"""

from functools import cached_property

from assistant.domain import Value
from assistant.reading.token import Token, Tree

ACTOR, PATIENT, RECIPIENT = "actor", "patient", "recipient"
OF, MODIFIER, OTHER, BARE, NEAR, AMONG = "of", "mod", "x", "bare", "near", "among"
CORE = frozenset({ACTOR, PATIENT, RECIPIENT})


class Edge(Value):
    """A node plays a part in another; `preposition` says which one for the parts it brings."""

    head: int
    node: int
    part: str
    preposition: str = ""


class Node(Value):
    """A word or a name that carries meaning. `position` is that of its word in the tree.

    `keys` are what it may stand for, `modes` the forces put on it, `tense` one of past, pres, fut,
    cnd; `leading` for the infinitive that opens a recommendation.
    """

    position: int
    keys: frozenset[str]
    tag: str
    lemma: str
    denied: bool = False
    modes: frozenset[str] = frozenset()
    tense: str = ""
    leading: bool = False

    @property
    def is_name(self) -> bool:
        """Is it an actor, a text or a body known by name?"""
        return any(key.startswith("+") for key in self.keys)

    @property
    def is_number(self) -> bool:
        """Is it a number?"""
        return any(key.startswith("#") for key in self.keys)

    @property
    def is_counted(self) -> bool:
        """Is it a number or a date, which hold for one thing only?"""
        return any(key[0] in "#@" for key in self.keys)

    @property
    def is_generation(self) -> bool:
        """Is it the generation of a contract (« V2 »)?"""
        return bool(self.keys & {"+V1", "+V2", "+V3"})

    @property
    def is_verb(self) -> bool:
        """Is it a verb?"""
        return self.tag in ("VERB", "AUX")


class Speech(Value):
    """A verb by which somebody speaks, and the word of who does (None: nobody, or a pronoun)."""

    verb: int
    speaker: int | None
    pronoun: bool = False


class Graph(Value):
    """What a text claims, node by node.

    `denied` are the words that it denies, `carriers` those that only put a force on another,
    `silent` those of expressions that say nothing, `expressed` those of all expressions and names;
    `span` the characters that count, all of them when None.
    """

    tree: Tree
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    speeches: tuple[Speech, ...] = ()
    denied: frozenset[int] = frozenset()
    carriers: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()
    expressed: frozenset[int] = frozenset()
    span: tuple[int, int] | None = None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words that count."""
        if self.span is None:
            return self.tree.tokens
        start, end = self.span
        return tuple(token for token in self.tree.tokens if start <= token.start < end)

    @cached_property
    def by_position(self) -> dict[int, Node]:
        """The nodes by the place of their word."""
        return {node.position: node for node in self.nodes}

    @cached_property
    def parts(self) -> dict[int, tuple[Edge, ...]]:
        """The edges that lead to each node's parts."""
        found: dict[int, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.head, []).append(edge)
        return {head: tuple(edges) for head, edges in found.items()}

    @cached_property
    def keys(self) -> frozenset[str]:
        """All that the words stand for."""
        return frozenset().union(*(node.keys for node in self.nodes))

    @cached_property
    def neighbours(self) -> dict[int, frozenset[int]]:
        """The nodes joined to each by an edge, either way."""
        found: dict[int, set[int]] = {}
        for edge in self.edges:
            found.setdefault(edge.head, set()).add(edge.node)
            found.setdefault(edge.node, set()).add(edge.head)
        return {position: frozenset(others) for position, others in found.items()}

    def token(self, node: Node) -> Token:
        """The word of a node."""
        return self.tree.tokens[node.position]

    def twins(self, node: Node) -> tuple[Node, ...]:
        """The nodes that may say the same thing as a node of another text."""
        return tuple(other for other in self.nodes if other.keys & node.keys)

    def within(self, start: int, end: int) -> "Graph":
        """The same text of which only some characters count: its other words are set aside, but
        what they govern is kept.
        """
        kept = tuple(n for n in self.nodes if start <= self.token(n).start < end)
        here = {node.position for node in kept}
        edges = tuple(e for e in self.edges if e.head in here and e.node in here)
        speeches = tuple(speech for speech in self.speeches if speech.verb in here)
        return Graph(
            tree=self.tree,
            nodes=kept,
            edges=edges,
            speeches=speeches,
            denied=self.denied,
            carriers=self.carriers,
            silent=self.silent,
            expressed=self.expressed,
            span=(start, end),
        )

    def merge(self, part: "Graph", offset: int) -> "Graph":
        """The same words, with the edges that reading a part of the text alone gives besides.

        `offset` is where the part begins in this text.
        """
        places = {self.token(node).start: node.position for node in self.nodes}
        there = {
            node.position: places[part.token(node).start + offset]
            for node in part.nodes
            if part.token(node).start + offset in places
        }
        found = [
            edge.model_copy(update={"head": there[edge.head], "node": there[edge.node]})
            for edge in part.edges
            if edge.head in there and edge.node in there
        ]
        edges = tuple(dict.fromkeys((*self.edges, *found)))
        return Graph(
            tree=self.tree,
            nodes=self.nodes,
            edges=edges,
            speeches=self.speeches,
            denied=self.denied,
            carriers=self.carriers,
            silent=self.silent,
            expressed=self.expressed,
            span=self.span,
        )
