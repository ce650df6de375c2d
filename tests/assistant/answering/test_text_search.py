"""The search in the texts finds the words asked for, exactly between quotation marks, or none."""

import pytest

from assistant.answering.text_search import TextSearch, phrases_of, search_in_texts
from assistant.domain import Filters, Question
from assistant.pipeline import Assistant
from assistant.texts.french import fold


def _search(assistant: Assistant, text: str, *documents: str) -> TextSearch:
    question = Question(text=text, filters=Filters(documents=documents))
    return search_in_texts(assistant.index, question, assistant.search(question))


@pytest.mark.parametrize(
    "text", ["xyzzy", "télescope", "le la de", "« xyzzy »", '"durée pilotage"']
)
def test_what_no_text_holds_is_not_found(assistant: Assistant, text: str) -> None:
    """No neighbour of nothing is shown in its place."""
    assert _search(assistant, text).found.hits == ()


@pytest.mark.parametrize(
    "marks", ['"{}"', "« {} »", "«{}»", "“{}”", "mots à part «\u00a0{}\u00a0»"]
)
@pytest.mark.parametrize(
    "words", ["capacité à faire", "désinsertion professionnelle", "bilan annuel"]
)
def test_words_between_quotation_marks_are_exact(
    assistant: Assistant, marks: str, words: str
) -> None:
    """Every passage shown holds them one after another, and all that hold them are counted."""
    result = _search(assistant, marks.format(words))
    assert result.phrases == (words,)
    texts = {each.id: " ".join(fold(each.text).split()) for each in assistant.index.passages}
    holding = {name for name, text in texts.items() if fold(words) in text}
    assert result.found.hits and result.total and 0 < result.total <= len(holding)
    assert {hit.passage.id for hit in result.found.hits} <= holding


def test_exact_words_keep_to_the_document_chosen(assistant: Assistant) -> None:
    """And are counted there only."""
    everywhere = _search(assistant, '"plan d\'action"')
    alone = _search(assistant, '"plan d\'action"', "igas-2023-rapport")
    assert alone.found.hits and (alone.total or 0) < (everywhere.total or 0)
    assert {hit.passage.document_id for hit in alone.found.hits} == {"igas-2023-rapport"}


def test_marks_that_hold_nothing_are_no_phrase() -> None:
    """Nor does a mark that nothing closes."""
    assert phrases_of('« » durée "') == ()
    assert phrases_of('"un" puis « deux mots »') == ("un", "deux mots")
