"""A quotation of a form is looked for in its passage and placed in its document, or refused."""

import pytest

from assistant.errors import FormError
from assistant.index.index import Index
from assistant.pipeline import Assistant
from assistant.texts.quotes import cited

TABLE = "instruction-2024-132/annexe-4/tableau"


@pytest.fixture
def index(assistant: Assistant) -> Index:
    return assistant.index


def test_words_are_placed_in_the_document_across_a_line_break(index: Index) -> None:
    """« Risques chimiques » stands on two lines of the table of annexe 4."""
    citation = cited(index.passage(TABLE), "Risques chimiques", index.text("instruction-2024-132"))
    assert index.text("instruction-2024-132")[citation.start : citation.end].split() == [
        "Risques",
        "chimiques",
    ]


@pytest.mark.parametrize(
    ("passage", "words"),
    [
        (TABLE, "Nombre d'établissements visités"),
        (TABLE, ""),
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
def test_words_that_the_source_does_not_say_in_one_piece_are_refused(
    index: Index, passage: str, words: str
) -> None:
    """Neither words that are not there, nor words that only the passage brings together."""
    with pytest.raises(FormError, match="d’un seul tenant"):
        cited(index.passage(passage), words, index.text("instruction-2024-132"))
