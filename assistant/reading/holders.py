"""Who is bound by a list of commitments: « La Caisse s’engage à : », « Engagements du SPSTI »."""

from collections.abc import Iterable

from assistant.reading.participants import class_of, participant_of
from assistant.reading.sentence import Participant
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import Vocabulary

BINDING = frozenset({"engagement", "engager"})


def holder_of(above: Iterable[Tree], vocabulary: Vocabulary) -> Participant | None:
    """The one that the headings or the sentence above bind, the nearest first; None if nobody.

    It stands outside the sentence: its span is empty and `antecedent` holds its words.
    """
    for tree in reversed(tuple(above)):
        for token in tree.tokens:
            noun = _bound_by(tree, token, vocabulary) if token.lemma in BINDING else None
            if noun is not None:
                found = participant_of(tree, noun, vocabulary.actors)
                update = {"text": "", "start": 0, "end": 0, "antecedent": found.text}
                return found.model_copy(update=update)
    return None


def _bound_by(tree: Tree, word: Token, vocabulary: Vocabulary) -> Token | None:
    """The subject of « s’engage », the complement of « engagements »."""
    if word.tag == "VERB":
        return tree.child(word, "nsubj")
    complements = tree.children(word, "nmod")
    return next((c for c in complements if class_of(tree, c, vocabulary.actors)), None)
