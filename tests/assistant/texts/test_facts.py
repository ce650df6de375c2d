"""What in a text can be checked word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.index import open_index
from assistant.settings import Settings
from assistant.texts.facts import clauses, dates, figures, references, sentences, worded_figures


def _cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


SENTENCES = {
    "Un CPOM dure cinq ans. Il est signé par trois parties.": [
        "Un CPOM dure cinq ans.",
        "Il est signé par trois parties.",
    ],
    "Voir l’art. L. 4622-10 du code. Puis la suite.": [
        "Voir l’art. L. 4622-10 du code.",
        "Puis la suite.",
    ],
    "Le Dr. Martin et M. Durand (cf. p. 12) viennent.": [
        "Le Dr. Martin et M. Durand (cf. p. 12) viennent."
    ],
    "Un :\n• premier ;\n• second.": ["Un :", "premier ;", "second."],
    "Quoi ? Oui ! Bon…": ["Quoi ?", "Oui !", "Bon…"],
    "Il est dit « assez ». Puis il part.": ["Il est dit « assez ».", "Puis il part."],
    "18,3 millions. 91 % des salariés.": ["18,3 millions.", "91 % des salariés."],
    "Mél. : [email protected]": ["Mél. : [email protected]"],
    "": [],
    " \n ": [],
}


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_are_cut_where_a_reader_stops(text: str) -> None:
    """Abbreviations and references do not end a sentence; bullets and lines do."""
    assert _cut(text) == SENTENCES[text]


@given(st.text(alphabet="Aab. \n;:!?«»•—é1", max_size=80))
def test_sentences_keep_every_word_in_order(text: str) -> None:
    """Bounds are in order and within the text; only space and the signs of bullets are left out."""
    bounds = list(sentences(text))
    assert all(0 <= start < end <= len(text) for start, end in bounds)
    assert all(a[1] <= b[0] for a, b in zip(bounds, bounds[1:], strict=False))
    kept = "".join("".join(text[a:b] for a, b in bounds).split())
    assert kept.replace("•", "") == "".join(text.split()).replace("•", "")


def test_clauses_are_parts_of_their_sentence() -> None:
    """Cut at semicolons, colons, dashes and some commas, nothing outside the bounds."""
    text = "Le contrat est signé, et il dure cinq ans ; il engage trois parties."
    found = [text[a:b].strip() for a, b in clauses(text, 0, len(text))]
    assert found == ["Le contrat est signé", "et il dure cinq ans", "il engage trois parties."]
    assert [text[a:b] for a, b in clauses(text, 4, 20)] == [text[4:20]]


def test_sentences_and_clauses_of_the_whole_corpus_are_words_of_their_passage(
    built: Settings,
) -> None:
    """On 1,059 real passages: no sentence is empty, none begins in the middle of a word."""
    for passage in open_index(built).passages:
        text = passage.text
        for start, end in sentences(text):
            assert text[start:end].strip() == text[start:end] and (
                start == 0 or not text[start - 1].isalnum() or not text[start].isalnum()
            ), passage.id
            assert all(start <= a < b <= end for a, b in clauses(text, start, end)), passage.id


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("86 100 salariés et 18,3 millions", {"86100", "18,3"}),
        ("86\u00a0100", {"86100"}),
        ("l’article L. 4622-10 et 5 ans", {"5"}),
        ("en 2023, 45 %", {"2023", "45"}),
        ("1 234,5 euros", {"1234,5"}),
        ("aucun", set()),
    ],
)
def test_figures_are_read_whole_and_legal_references_are_not_figures(
    text: str, wanted: set[str]
) -> None:
    """Thousands are joined, decimals kept."""
    assert figures(text) == wanted


def test_figures_in_words_are_figures() -> None:
    """« cinq ans » is 5, « Trois » is 3."""
    assert worded_figures("Trois parties pour cinq ans, un seul texte") == {"3", "5"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("le 12 juillet 2024", {"2024-07-12"}),
        ("le 1er août 2021 et le 31 DÉCEMBRE 2022", {"2021-08-01", "2022-12-31"}),
        ("12/07/2024 ou 28/08/18", {"2024-07-12", "2018-08-28"}),
        ("en juillet 2024, JJ/MM/AAAA", set()),
    ],
)
def test_dates_are_read_however_they_are_written(text: str, wanted: set[str]) -> None:
    """Words, figures, first of the month, two figures for the year."""
    assert dates(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("articles L. 4622-10 et D. 4622-44", {"l4622-10", "d4622-44"}),
        ("R4641-21", {"r4641-21"}),
        ("L 4622-6-1", {"l4622-6-1"}),
        ("article 11 de la loi n° 2021-1018", set()),
    ],
)
def test_references_to_a_code_are_read_in_all_their_spellings(text: str, wanted: set[str]) -> None:
    """With or without point and space."""
    assert references(text) == wanted
