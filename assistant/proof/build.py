"""A tree of words → a graph of what it claims."""

from collections.abc import Iterator

from assistant.proof.concepts import Concepts
from assistant.proof.graph import (
    ACTOR,
    AMONG,
    BARE,
    MODIFIER,
    OF,
    OTHER,
    PATIENT,
    RECIPIENT,
    Edge,
    Graph,
    Node,
    Speech,
)
from assistant.proof.modes import VERBAL, Modes, modes_of
from assistant.reading.polarity import polarity_of
from assistant.reading.sentence import Polarity
from assistant.reading.token import Token, Tree

CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM", "X", "INTJ", "SYM"})
EMPTY = frozenset({"fixed", "cop", "aux", "aux:pass", "aux:tense", "aux:caus"})
DENIALS = frozenset(
    "ne n' n’ pas plus jamais aucun aucune nul nulle ni guère nullement non".split()  # noqa: SIM905
)
WHOLES = frozenset({"chacun", "chacune", "ensemble", "totalité"})
INFINITIVE_MARKS = frozenset({"pour", "afin", "à", "d'", "d’", "de"})
HELPERS = ("aux", "aux:tense", "aux:pass", "cop")
OF_WORDS = frozenset({"de", "du", "des", "d'", "d’"})
TO_WORDS = frozenset({"à", "au", "aux", "auprès"})
Part = tuple[Token, str, str]
CLAUSES = frozenset({"acl:relcl", "acl", "xcomp", "ccomp", "advcl"})


def graph_of(tree: Tree, concepts: Concepts) -> Graph:
    """The nodes and edges of a tree."""
    return _Builder(tree, concepts).graph()


class _Builder:
    """Builds the graph of one tree."""

    def __init__(self, tree: Tree, concepts: Concepts) -> None:
        self.tree = tree
        self.concepts = concepts
        self.owner: dict[int, int] = {}
        self.names: dict[int, str] = {}
        self.modes: Modes = modes_of(tree, concepts.equivalences)
        self._find_names()

    def graph(self) -> Graph:
        nodes = tuple(self._nodes())
        here = {node.position for node in nodes}
        edges = tuple(dict.fromkeys(edge for node in nodes for edge in self._edges(node, here)))
        return Graph(
            tree=self.tree,
            nodes=nodes,
            edges=edges,
            speeches=tuple(self._speeches()),
            carriers=frozenset(self.modes.moved),
            silent=frozenset(self._silent()),
            expressed=frozenset(self.owner),
            denied=frozenset(t.position for t in self.tree.tokens if self._is_verb_denied(t)),
        )

    def _silent(self) -> Iterator[int]:
        """The words of expressions that say nothing by themselves."""
        for position, top in self.owner.items():
            if self.names[top] in self.concepts.free_keys:
                yield position

    def _is_verb_denied(self, token: Token) -> bool:
        verbal = token.tag in VERBAL and token.role not in EMPTY
        return verbal and self._denies(token)

    def _find_names(self) -> None:
        for span, key in self.concepts.spans(self.tree):
            tokens = [self.tree.tokens[position] for position in span]
            tops = (t.position for t in tokens if t.head not in span or t.is_root)
            top = next(tops, span[0])
            self.names[top] = key
            self.owner.update(dict.fromkeys(span, top))

    # -- nodes ---------------------------------------------------------------

    def _nodes(self) -> Iterator[Node]:
        for token in self.tree.tokens:
            keys = self._keys(token)
            if keys:
                yield self._node(token, keys)

    def _keys(self, token: Token) -> frozenset[str]:
        """What a word stands for; empty when it is not a node of its own."""
        position = token.position
        if self.owner.get(position, position) != position or position in self.modes.moved:
            return frozenset()
        name = self.names.get(position)
        if name is None and (token.tag not in CONTENT or self._is_empty(token)):
            return frozenset()
        keys = frozenset({name}) if name else self.concepts.keys_of(token)
        free = name in self.concepts.free_keys if name else self.concepts.is_free(token)
        return frozenset() if free else keys

    def _is_empty(self, token: Token) -> bool:
        return token.role in EMPTY or token.word in DENIALS

    def _node(self, token: Token, keys: frozenset[str]) -> Node:
        return Node(
            position=token.position,
            keys=keys,
            tag=token.tag,
            lemma=token.lemma if token.position not in self.names else token.text,
            denied=self._is_denied(token),
            modes=self.modes.put.get(token.position, frozenset()),
            tense=self._tense(token),
            leading=self._is_leading(token),
        )

    def _is_leading(self, token: Token) -> bool:
        """Is it the infinitive of a recommendation? The first word may be one that is misread."""
        if token.position == 0 and token.word.endswith(("er", "ir", "oir", "re")):
            return token.tag in VERBAL or token.word.endswith("er")
        return token.form == "Inf" and not self._is_under_verb(token)

    def _is_under_verb(self, token: Token) -> bool:
        """Does a conjugated verb, or a preposition, command an infinitive?"""
        above = [*self.tree.ancestors(token)]
        marked = any(mark.word in INFINITIVE_MARKS for mark in self._small(token))
        return marked or any(each.form == "Fin" for each in above)

    def _holders(self, token: Token) -> list[Token]:
        """A word and those that put a force on it."""
        return [
            token,
            *(self.tree.tokens[p] for p, to in self.modes.moved.items() if to == token.position),
        ]

    def _is_denied(self, token: Token) -> bool:
        before = self.tree.before(token)
        if before is not None and before.word == "non" or self._is_apart(token):
            return True
        if token.tag not in VERBAL and not self.tree.children(token, "cop"):
            return any(child.word in ("sans", "aucun", "aucune") for child in self._small(token))
        return sum(map(self._denies, self._holders(token))) % 2 == 1

    def _denies(self, token: Token) -> bool:
        polarity = polarity_of(self.tree, token, self.concepts.vocabulary)
        return polarity is Polarity.NEGATIVE

    def _small(self, token: Token) -> tuple[Token, ...]:
        return self.tree.children(token, "det", "case", "mark", "advmod")

    def _tense(self, token: Token) -> str:
        holders = self._holders(token)
        holders += [
            child for each in tuple(holders) for child in self.tree.children(each, *HELPERS)
        ]
        moods = {each.mood for each in holders}
        tenses = {each.tense for each in holders if each.mood == "Ind"}
        if "Cnd" in moods:
            return "cnd"
        if "Fut" in tenses:
            return "fut"
        if any(map(self._is_compound, self._holders(token))) or tenses & {"Past", "Imp"}:
            return "past"
        below = token.form == "Inf" or self._is_second_participle(token)
        if below and self._is_under_conditional(token):
            return "cnd"
        return "pres" if "Pres" in tenses else ""

    def _is_second_participle(self, token: Token) -> bool:
        """« des points seraient faits et un bilan présenté »: its helper is that of the first."""
        noun = self.tree.head(token)
        joined = noun.role == "conj" and self.tree.head(noun).tag in VERBAL
        return token.form == "Part" and token.role == "acl" and joined

    def _is_under_conditional(self, token: Token) -> bool:
        """« serait de nature à permettre »: the infinitive is no more done than its verb."""
        for above in self.tree.ancestors(token):
            helpers = self.tree.children(above, *HELPERS)
            if any(each.mood == "Cnd" for each in (above, *helpers)):
                return True
        return False

    def _is_compound(self, token: Token) -> bool:
        """« a été confié », « est entré », not « est conclu »."""
        helpers = self.tree.children(token, *HELPERS)
        had = any(helper.lemma == "avoir" for helper in helpers)
        been = any(helper.word == "été" for helper in helpers)
        return token.form == "Part" and (had or been)

    # -- edges ---------------------------------------------------------------

    def _edges(self, node: Node, here: set[int]) -> Iterator[Edge]:
        token = self.tree.tokens[node.position]
        for head, part, preposition in self._parts(token):
            top = self._node_below(head, here) or self._node_above(head, here)
            if top is not None and top != node.position:
                yield Edge(head=top, node=node.position, part=part, preposition=preposition)

    def _node_below(self, verb: Token, here: set[int]) -> int | None:
        """The act that « fait l’objet de » carries, for its subject."""
        if not self._carries_object(verb):
            return None
        below = [token for token in self.tree.subtree(verb) if token.position > verb.position]
        acts = [
            t.position for t in below if t.position in here and self._preposition(t) in OF_WORDS
        ]
        return min(acts, default=None)

    def _node_above(self, token: Token, here: set[int]) -> int | None:
        seen: set[int] = set()
        while token.position not in seen:
            seen.add(token.position)
            position = self.owner.get(token.position, token.position)
            position = self.modes.moved.get(position, position)
            if position in here:
                return position
            token = self.tree.head(self.tree.tokens[position])
        return None

    def _parts(self, token: Token) -> Iterator[Part]:
        """The parts that a word plays: its own, or that of the word it is coordinated with."""
        first = self._outermost(self._first(token))
        if token.tag in VERBAL and first is not token:
            if first.role in CLAUSES:
                yield self.tree.head(first), MODIFIER, ""
            return
        if self._is_apart(first):
            return
        head = self.tree.head(first)
        if first.is_root or first.role == "nsubj" and self._only_speaks(head):
            return
        own = self._preposition(token) if self._first(token) is first else ""
        preposition = own or self._preposition(first)
        part = self._part(first, head, preposition)
        yield head, part, preposition
        if first.role in ("nsubj", "nsubj:pass"):
            yield from ((verb, self._shared_part(first, verb), "") for verb in self._sharing(head))

    def _only_speaks(self, verb: Token) -> bool:
        """Is it a verb of speech put on an act? Its subject has no part in the act."""
        moved = verb.position in self.modes.moved
        return moved and bool(self.concepts.keys_of(verb) & self.concepts.speech)

    def _outermost(self, token: Token) -> Token:
        """« par voie de décret »: a noun that says nothing by itself stands for its complement."""
        head = self.tree.head(token)
        while token.role == "nmod" and self._is_transparent(head):
            token, head = head, self.tree.head(head)
        return token

    def _is_transparent(self, token: Token) -> bool:
        if token.word in WHOLES:
            return True
        free = token.tag == "NOUN" and self.concepts.is_free(token)
        return free and token.position not in self.names

    def _is_apart(self, token: Token) -> bool:
        """« sans excéder … » says another act of the same subject, like a coordinated verb."""
        marks = self.tree.children(token, "mark")
        return token.form == "Inf" and any(mark.word == "sans" for mark in marks)

    def _first(self, token: Token) -> Token:
        while token.role == "conj" and not token.is_root:
            token = self._joined_to(token, self.tree.head(token))
        return token

    def _joined_to(self, token: Token, head: Token) -> Token:
        """The word that a word is coordinated with: for a noun put under a verb, its last
        complement before.
        """
        beside = self._name_beside(token)
        if beside is not None:
            return beside
        if token.tag in VERBAL or head.tag not in VERBAL:
            return head
        before = [
            child
            for child in self.tree.children(head, "obj", "obl:arg", "obl:mod", "nsubj:pass")
            if child.position < token.position
        ]
        return before[-1] if before else head

    def _name_beside(self, token: Token) -> Token | None:
        """« la DREETS et la CARSAT »: the name just before « et », for a name just after."""
        if token.position not in self.names:
            return None
        link = self.tree.child(token, "cc")
        before = self.tree.before(link) if link is not None else None
        place = self.owner.get(before.position, before.position) if before is not None else None
        return self.tree.tokens[place] if place in self.names and place is not None else None

    def _sharing(self, verb: Token) -> Iterator[Token]:
        """The coordinated verbs that have the same subject."""
        for child in self.tree.children(verb, "conj"):
            own = self.tree.child(child, "nsubj", "nsubj:pass")
            if child.tag in VERBAL and own is None:
                yield child

    def _shared_part(self, subject: Token, verb: Token) -> str:
        """« est élaboré et détaille »: each verb is in its own voice; a participle alone has that
        of the first.
        """
        inherits = verb.form == "Part" and not self.tree.children(verb, *HELPERS)
        if inherits:
            return self._part(subject, verb, "")
        return PATIENT if self._is_passive(verb) else ACTOR

    def _part(self, token: Token, head: Token, preposition: str) -> str:
        role = token.role
        if role in ("nsubj", "csubj", "nsubj:pass", "csubj:pass"):
            if self._carries_object(head):
                return PATIENT
            passive = role.endswith("pass") and head.position not in self.modes.moved
            return PATIENT if passive or self._is_passive(head) else ACTOR
        if role in ("obj", "iobj"):
            return PATIENT if role == "obj" else RECIPIENT
        if role == "obl:agent":
            return ACTOR
        if role in ("obl:arg", "obl:mod", "obl", "nmod"):
            return self._oblique(role, head, preposition)
        return MODIFIER

    def _carries_object(self, verb: Token) -> bool:
        """« fait l’objet d’un suivi »: the subject is what is followed."""
        first = self.tree.after(verb)
        after = [first, self.tree.after(first) if first else None]
        return verb.lemma == "faire" and any(each.word == "objet" for each in after if each)

    def _oblique(self, role: str, head: Token, preposition: str) -> str:
        if preposition == "par" and (head.form == "Part" or head.tag == "NOUN"):
            return ACTOR
        if preposition in TO_WORDS and role == "obl:arg":
            return RECIPIENT
        if preposition.startswith("entre") and head.tag in VERBAL:
            return AMONG
        if not preposition:
            return BARE
        return OF if preposition in OF_WORDS else OTHER

    def _is_passive(self, head: Token) -> bool:
        """Is a verb, or the infinitive that it carries, in the passive?"""
        position = self.modes.moved.get(head.position)
        verb = self.tree.tokens[position] if position is not None else head
        if verb.form != "Part" or self.tree.child(verb, "obj") is not None:
            return False
        helpers = self.tree.children(verb, *HELPERS)
        return any(helper.lemma == "être" for helper in helpers)

    def _preposition(self, token: Token) -> str:
        case = self.tree.children(token, "case", "mark")
        return case[0].lemma if case else ""

    # -- who speaks ----------------------------------------------------------

    def _speeches(self) -> Iterator[Speech]:
        for token in self.tree.tokens:
            if token.tag not in VERBAL or not self.concepts.keys_of(token) & self.concepts.speech:
                continue
            subject = self.tree.child(token, "nsubj", "obl:agent")
            if subject is None and token.role == "conj":
                subject = self.tree.child(self._first(token), "nsubj", "obl:agent")
            named = subject is not None and subject.tag != "PRON"
            yield Speech(
                verb=token.position,
                speaker=self._owner_of(subject) if named and subject else None,
                pronoun=subject is not None and not named,
            )

    def _owner_of(self, token: Token) -> int:
        return self.owner.get(token.position, token.position)
