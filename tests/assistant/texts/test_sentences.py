"""Where the sentences of a text, and the clauses of a sentence, begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.opening import open_index
from assistant.settings import Settings
from assistant.texts.sentences import clause_spans, sentence_spans


def _cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


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
    bounds = list(sentence_spans(text))
    assert all(0 <= start < end <= len(text) for start, end in bounds)
    assert all(a[1] <= b[0] for a, b in zip(bounds, bounds[1:], strict=False))
    kept = "".join("".join(text[a:b] for a, b in bounds).split())
    assert kept.replace("•", "") == "".join(text.split()).replace("•", "")


def test_clauses_are_parts_of_their_sentence() -> None:
    """Cut at semicolons, colons, dashes and some commas, nothing outside the bounds."""
    text = "Le contrat est signé, et il dure cinq ans ; il engage trois parties."
    found = [text[a:b].strip() for a, b in clause_spans(text, 0, len(text))]
    assert found == ["Le contrat est signé", "et il dure cinq ans", "il engage trois parties."]
    assert [text[a:b] for a, b in clause_spans(text, 4, 20)] == [text[4:20]]


def test_sentences_and_clauses_of_the_whole_corpus_are_words_of_their_passage(
    built: Settings,
) -> None:
    """On 1,059 real passages: no sentence is empty, none begins in the middle of a word."""
    for passage in open_index(built).passages:
        text = passage.text
        for start, end in sentence_spans(text):
            assert text[start:end].strip() == text[start:end] and (
                start == 0 or not text[start - 1].isalnum() or not text[start].isalnum()
            ), passage.id
            assert all(start <= a < b <= end for a, b in clause_spans(text, start, end)), passage.id
