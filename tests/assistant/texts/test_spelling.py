"""Misspelt words are mended by the words of the corpus, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index import generation
from assistant.index.contents import vocabulary
from assistant.index.index import Index
from assistant.index.opening import core_of
from assistant.settings import Settings
from assistant.texts.spelling import Spelling, edit_distance


@pytest.fixture(scope="module")
def index(built: Settings) -> Index:
    """The core of the real index."""
    return core_of(generation.folder_of(built.data, generation.published_id(built.data)))


@pytest.fixture(scope="module")
def spelling(index: Index) -> Spelling:
    """By the words of the corpus and of its annotations."""
    return Spelling(vocabulary(index))


MISSPELT = {
    "conventoin": "convention",
    "agremant": "agrement",
    "desinsertion": "desinsertion",
    "recomandation": "recommandation",
    "preventionn": "prevention",
    "dirigent": "dirigent",
    "financment": "financement",
    "indicateus": "indicateurs",
    "signatires": "signataires",
    "consultationn": "consultation",
}


@pytest.mark.parametrize("wrong", MISSPELT)
def test_misspelt_words_are_mended_by_the_words_of_the_corpus(
    spelling: Spelling, wrong: str
) -> None:
    """A letter missing, doubled, wrong or swapped; the mended word is one that the corpus knows."""
    assert (
        spelling.mend(wrong) in {MISSPELT[wrong], *spelling.known}
        and spelling.mend(wrong) in spelling.known
    )
    assert edit_distance(wrong, spelling.mend(wrong)) <= 2


@pytest.mark.parametrize(
    "wrong",
    [
        "conventoin",
        "recomandation",
        "preventionn",
        "financment",
        "indicateus",
        "signatires",
        "consultationn",
    ],
)
def test_the_mended_word_is_the_one_that_was_meant(spelling: Spelling, wrong: str) -> None:
    """Not just any near word."""
    assert spelling.mend(wrong) == MISSPELT[wrong]


def test_words_of_the_corpus_short_words_and_figures_are_left_alone(spelling: Spelling) -> None:
    """A known word is never changed, nor an acronym of three letters, a number, a legal reference
    or a word far from all.
    """
    for word in ("prevention", "cpom", "xyz", "2031", "l4622-99", "anticonstitutionnellement"):
        assert spelling.mend(word) == word


def test_every_word_of_the_corpus_is_its_own_mend(spelling: Spelling) -> None:
    """Mending a right text changes nothing."""
    assert [word for word in spelling.known if spelling.mend(word) != word] == []


WORDS = st.text(alphabet="abcd", max_size=6)


@given(WORDS, WORDS)
def test_distance_counts_edits(a: str, b: str) -> None:
    """Zero only for equal words, symmetric, at most the longer length, at least the difference of
    lengths.
    """
    found = edit_distance(a, b)
    assert (found == 0) == (a == b) and found == edit_distance(b, a)
    assert abs(len(a) - len(b)) <= found <= max(len(a), len(b))


def test_swapped_letters_are_one_edit() -> None:
    """« conventoin » is one slip away."""
    assert (
        edit_distance("conventoin", "convention") == 1
        and edit_distance("ab", "ba") == 1
        and edit_distance("", "abc") == 3
    )
