"""Two words of a sentence that stand in the quoted text with the same words between them are joined
there as they are here, whatever the parser makes of them.
"""

from collections.abc import Sequence

from assistant.proof.concepts import Concepts
from assistant.proof.graph import Edge, Graph
from assistant.reading.token import Token

LIGHT = frozenset({"DET", "PUNCT", "SPACE"})
SKIPPED = frozenset({"ADJ", "ADV"})
MOST_SKIPPED = 2
SAME = {"du": "de", "des": "de", "d'": "de", "d’": "de", "au": "à", "aux": "à", "l'": "le"}

Word = frozenset[str]
Ends = tuple[int, int]


def runs_between(claim: Graph, edge: Edge, quoted: Graph, concepts: Concepts) -> set[Ends]:
    """Where the words from one end of an edge to the other stand in the quoted text, in order: the
    places of the edge's head and of its node.

    Articles and punctuation do not count; two adverbs or adjectives at most may be left out.
    """
    first, last = sorted((edge.head, edge.node))
    tokens = claim.tree.tokens[first : last + 1]
    wanted = [_word(claim, token, concepts) for token in tokens if _counts(claim, token)]
    there = [token for token in quoted.tokens if _counts(quoted, token)]
    words = [_word(quoted, token, concepts) for token in there]
    found: set[Ends] = set()
    for start in range(len(words)):
        end = _end_of(wanted, words, there, start)
        if end is not None:
            ends = (there[start].position, there[end].position)
            found.add(ends if edge.head == first else ends[::-1])
    return found


def _counts(graph: Graph, token: Token) -> bool:
    return token.tag not in LIGHT and token.position not in graph.silent


def _end_of(
    wanted: Sequence[Word], words: Sequence[Word], tokens: Sequence[Token], start: int
) -> int | None:
    """Where the words wanted end when they begin at `start`; None when they do not."""
    place, skipped = start, 0
    for word in wanted:
        while place < len(words) and not words[place] & word:
            skipped += 1
            if place == start or tokens[place].tag not in SKIPPED or skipped > MOST_SKIPPED:
                return None
            place += 1
        if place == len(words):
            return None
        place += 1
    return place - 1


def _word(graph: Graph, token: Token, concepts: Concepts) -> Word:
    """What a word stands for; for a word of grammar, itself."""
    node = graph.by_position.get(token.position)
    if node is not None:
        return node.keys
    if token.tag in ("NOUN", "PROPN", "VERB", "ADJ", "NUM"):
        return concepts.keys_of(token)
    return frozenset({SAME.get(token.word, token.lemma)})
