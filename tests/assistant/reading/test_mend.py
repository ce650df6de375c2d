"""What the parser gets wrong is put right on the tree, and the tree stays a tree."""

import pytest

from assistant.reading.mend import mend_tree
from assistant.reading.parse import parse_texts
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import read_vocabulary
from assistant.settings import ROOT

SENTENCES = (
    "Parmi les moyens que les DREETS peuvent apporter, on peut mentionner les éléments suivants :",
    "Il n'est pas obligatoire que la CMT vote le contrat.",
    "Le SPSTI accepte la charge du suivi, que lui confient les deux autres parties.",
    "Clarifier, dans les textes, les rôles respectifs de l'agrément et du CPOM.",
    "Celui-ci n'a pas répondu.",
    "L'employeur veille à la sécurité des salariés.",
    "Les parties, hormis la Caisse, ont signé.",
)


@pytest.fixture(scope="module")
def trees() -> tuple[Tree, ...]:
    words = read_vocabulary(ROOT / "corpus")
    verbs = words.governors.common
    return tuple(mend_tree(tree, verbs) for tree in parse_texts(SENTENCES, words.actors.nouns))


def test_every_word_still_hangs_from_one_root(trees: tuple[Tree, ...]) -> None:
    """No rule closes a circle, nor leaves a word outside."""
    assert len(trees) == len(SENTENCES)
    for tree in trees:
        assert list(tree.subtree(tree.root)) == list(tree.tokens)


def test_a_noun_with_a_subject_is_a_verb(trees: tuple[Tree, ...]) -> None:
    """« la CMT vote »: the parser says noun, the tree says verb."""
    vote = next(token for token in trees[1].tokens if token.text == "vote")
    assert (vote.tag, vote.lemma) == ("VERB", "voter")


def test_a_known_verb_is_found_where_no_verb_was_seen(trees: tuple[Tree, ...]) -> None:
    """« L'employeur veille »: the list of verbs decides."""
    assert trees[5].root.lemma == "veiller"
    assert trees[5].child(trees[5].root, "nsubj") is not None


def test_what_is_set_apart_is_no_subject(trees: tuple[Tree, ...]) -> None:
    """« Les parties, hormis la Caisse »: the parties sign, the Caisse does not."""
    (subject,) = trees[6].children(trees[6].root, "nsubj")
    assert subject.text == "parties"


def test_a_walk_down_a_circle_ends() -> None:
    """Two words that hang from each other are each met once."""
    tokens = tuple(
        Token(position=n, text="x", lemma="x", tag="X", role="dep", head=1 - n, start=n, end=n + 1)
        for n in (0, 1)
    )
    circle = Tree(text="xx", tokens=tokens)
    assert list(circle.subtree(circle.tokens[0])) == list(circle.tokens)
