"""Words are found in their passage and placed in their document, or they make no citation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Kind, Passage, Run
from assistant.index.index import Index
from assistant.pipeline import Assistant
from assistant.texts.quotes import (
    cite_span,
    cite_words,
    find_whole_words,
    find_words,
    locate_span,
    plain_signs,
)
from assistant.texts.spaces import flatten

TABLE = "instruction-2024-132/annexe-4/tableau"
INSTRUCTION = "instruction-2024-132"

SOURCE = "Titre\n\n  Le contrat\n  dure   cinq ans.\n\n[note]\n\nIl est signé.\n"
TEXT = "Titre – Le contrat dure cinq ans.\nIl est signé."


def _run(words: str, source_words: str) -> Run:
    start = SOURCE.index(source_words)
    end = start + len(source_words)
    return Run(at=TEXT.index(words), length=len(words), start=start, end=end)


PASSAGE = Passage(
    id="essai/1",
    document_id="essai",
    label="essai, 1",
    path=(),
    text=TEXT,
    runs=(
        _run("Titre", "Titre"),
        _run("Le contrat dure cinq ans.", "Le contrat\n  dure   cinq ans."),
        _run("Il est signé.", "Il est signé."),
    ),
    start=0,
    end=len(SOURCE),
    kind=Kind.PARAGRAPH,
    order=0,
)


@pytest.fixture
def index(assistant: Assistant) -> Index:
    return assistant.index


@given(st.lists(st.sampled_from(["le", "contrat", "5", "«", "(a)", "."]), min_size=1, max_size=6))
def test_words_are_found_whatever_the_white_space(words: list[str]) -> None:
    """One space, a line break or several, in the words or in the text."""
    text = "début " + " \n\u00a0".join(words) + " fin"
    span = find_words(" ".join(words), text)
    assert span is not None and flatten(text[slice(*span)]) == " ".join(words)


@pytest.mark.parametrize("words", ["", "  ", "contrats", "dure six ans", "contratdure"])
def test_words_that_do_not_stand_there_are_not_found(words: str) -> None:
    """Nothing is not found everywhere, and a space is not left out."""
    assert find_words(words, TEXT) is None
    assert cite_words(PASSAGE, words, SOURCE) is None


def test_whole_words_are_found_whatever_the_shape_of_their_signs() -> None:
    """Straight or curly apostrophes, dashes and quotation marks; never a half of a word."""
    text = "L’agrément – dit « régional » – des contrats"
    assert find_whole_words('L\'agrément - dit " régional "', text) == (0, 29)
    assert find_whole_words("des contrat", text) is None
    assert find_whole_words("", text) is None
    assert len(plain_signs(text)) == len(text)


def test_a_citation_gives_the_offsets_of_its_document() -> None:
    """Across a line break of the document, with the number asked for."""
    citation = cite_words(PASSAGE, "contrat dure cinq", SOURCE, n=3)
    assert citation is not None
    assert SOURCE[citation.start : citation.end] == "contrat\n  dure   cinq"
    assert (citation.n, citation.quote, citation.text) == (3, "contrat dure cinq", TEXT)


@pytest.mark.parametrize("words", ["Titre – Le contrat", "cinq ans. Il est signé"])
def test_words_that_only_the_passage_brings_together_make_no_citation(words: str) -> None:
    """A dash of ours, or a note that stands between them in the document."""
    assert find_words(words, TEXT) is not None
    assert cite_words(PASSAGE, words, SOURCE) is None


def test_a_stretch_that_ends_in_words_of_ours_stands_nowhere() -> None:
    """The dash between the title and the text is in no run."""
    dash = TEXT.index("–")
    assert locate_span(PASSAGE, dash, dash + 5, SOURCE) is None
    assert locate_span(PASSAGE, 0, dash, SOURCE) is None


def test_a_stretch_is_cited_by_its_longest_piece_or_by_the_one_asked_for() -> None:
    """What is left out stands elsewhere in the document."""
    longest = cite_span(PASSAGE, 0, len(TEXT), SOURCE)
    assert longest.quote == "Le contrat dure cinq ans."
    asked = cite_span(PASSAGE, 0, len(TEXT), SOURCE, around=TEXT.index("signé"))
    assert asked.quote == "Il est signé." == SOURCE[asked.start : asked.end]
    assert cite_span(PASSAGE, 6, 7, SOURCE).quote == "Le contrat dure cinq ans."


def test_words_are_placed_in_the_document_across_a_line_break(index: Index) -> None:
    """« Risques chimiques » stands on two lines of the table of annexe 4."""
    source = index.text(INSTRUCTION)
    citation = cite_words(index.passage(TABLE), "Risques chimiques", source)
    assert citation is not None
    assert source[citation.start : citation.end].split() == ["Risques", "chimiques"]


@pytest.mark.parametrize(
    ("passage", "words"),
    [
        (TABLE, "Nombre d'établissements visités"),
        # the title of the fiche and its item are both in the passage, and apart in the document
        (
            "instruction-2024-132/annexe-3.fiche-5.pst4#3",
            (
                "prévenir les troubles musculo-squelettiques (TMS) Promouvoir les "
                "démarches de prévention Des TMS"
            ),
        ),
        (
            "instruction-2024-132/annexe-3.fiche-5.cog#2",
            "La branche AT/MP s’engage à : Apporter des fonctionnalités nouvelles",
        ),
    ],
)
def test_words_that_the_source_does_not_say_in_one_piece_make_no_citation(
    index: Index, passage: str, words: str
) -> None:
    """Neither words that are not there, nor words that only the passage brings together."""
    assert cite_words(index.passage(passage), words, index.text(INSTRUCTION)) is None
