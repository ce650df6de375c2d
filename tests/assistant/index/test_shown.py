"""What is quoted of a passage is what its document holds, nothing that was put there to read."""

import pytest

from assistant.index.shown import shown_words
from assistant.pipeline import Assistant


@pytest.mark.parametrize(
    ("passage_id", "begins", "marked"),
    [
        ("igas-2023-rapport/recommandation-8", "En vue de la nouvelle génération", False),
        ("igas-2023-rapport/encadré-2#5", "Réalité à laquelle sont confrontées", False),
        ("instruction-2024-132/annexe-3.fiche-4.donnees", "Données : Les secteurs", False),
        ("instruction-2024-132/II.C.3#1.3", "C.3. Le CPOM décline", True),
        ("igas-2023-rapport/§32", "La loi du 2 août 2021, qui reprend", False),
    ],
)
def test_titles_and_labels_are_left_and_what_is_skipped_is_marked(
    assistant: Assistant, passage_id: str, begins: str, marked: bool
) -> None:
    """The title of a box, the cells of a row and the number of ours go; a list item that is not the
    first is parted from its lead-in; a note that cuts a paragraph leaves no mark.
    """
    passage = assistant.index.passage(passage_id)
    words = shown_words(assistant.index, passage, 0, len(passage.text)).words
    assert words.startswith(begins)
    assert ("[…]" in words) is marked
    assert "(Priorité" not in words


def test_inner_quotation_marks_pair(assistant: Assistant) -> None:
    """Of any beginning or end of any passage, what is quoted opens what it closes."""
    passages = [each for each in assistant.index.passages if "«" in each.text]
    assert len(passages) > 50
    for passage in passages:
        half = len(passage.text) // 2
        for start, end in ((0, half), (half, len(passage.text))):
            words = shown_words(assistant.index, passage, start, end).words
            assert words.count("«") == words.count("»"), passage.id
