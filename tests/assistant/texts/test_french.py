"""French words as the index knows them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.texts.french import ELISION, NUMBERS, fold, words_of

SAME_WORDS = {
    "l'agrément": ["agrement"],
    "L’AGRÉMENT": ["agrement"],
    "d'une": ["une"],
    "qu'il s'agit jusqu'au": ["il", "agit", "au"],
    "aujourd'hui": ["aujourd'hui"],
    "Ile-de-France": ["ile", "de", "france"],
    "cœur": ["coeur"],
    "Œuvre": ["oeuvre"],
    "garçon": ["garcon"],
    "L. 4622-10": ["l4622-10"],
    "L 4622-10": ["l4622-10"],
    "L.4622-10": ["l4622-10"],
    "l’article L4622-10": ["article", "l4622-10"],
    "R. 4641-21 et D. 4622-44": ["r4641-21", "et", "d4622-44"],
    "D. 4622-49-2": ["d4622-49-2"],
    "L. 4622-6-1": ["l4622-6-1"],
    "cinq ans": ["5", "ans"],
    "5 ans": ["5", "ans"],
    "trente jours": ["30", "jours"],
    "86 100 salariés": ["86100", "salaries"],
    "86\u00a0100": ["86100"],
    "86.100": ["86100"],
    "18,3 millions": ["18,3", "millions"],
    "20 %": ["20", "%"],
    "1er, 1re, 2e et 3ème": ["1", "1", "2", "et", "3"],
    "2023/2024": ["2023", "2024"],
    "": [],
    "?!… ☃": [],
}


@pytest.mark.parametrize("text", SAME_WORDS)
def test_words_are_cut_as_a_person_reads_them(text: str) -> None:
    """Elisions leave the word, a legal reference is one word, a number is its figures."""
    assert words_of(text) == SAME_WORDS[text]


@given(st.text(max_size=60))
def test_any_text_gives_plain_words(text: str) -> None:
    """Whatever is written, words are made of small letters, figures and a few signs, and folding
    twice changes nothing.
    """
    for word in words_of(text):
        assert word and set(word) <= set("abcdefghijklmnopqrstuvwxyz0123456789',-%")
    assert fold(fold(text)) == fold(text)


@given(
    st.sampled_from(
        [
            "prévention",
            "désinsertion",
            "établissements",
            "à",
            "œuvre",
            "Île-de-France",
            "L. 4622-10",
            "salarié·e",
        ]
    )
)
def test_accents_may_be_composed_or_not(text: str) -> None:
    """Two ways to encode é, one word."""
    assert words_of(unicodedata.normalize("NFD", text)) == words_of(
        unicodedata.normalize("NFC", text)
    )


def test_numbers_in_words_and_in_figures_are_the_same() -> None:
    """Every number of the table, however it is written."""
    for name, figure in NUMBERS.items():
        assert words_of(name) == words_of(figure) == [figure]
    assert words_of("Cinq") == ["5"] and words_of("l'un") == ["un"]


def test_no_elision_eats_a_word() -> None:
    """Only letters that French elides are taken off."""
    assert (
        ELISION.sub("", "l'eau") == "eau"
        and ELISION.sub("", "aujourd'hui") == "aujourd'hui"
        and ELISION.sub("", "qu'on") == "on"
    )
