"""What an editor quotes is cited, or refused with the place where it was written."""

import pytest

from assistant.errors import CorpusError, FormError
from assistant.index.citations import Quotation, citation_of, citations_of
from assistant.pipeline import Assistant

PASSAGE = "instruction-2024-132/I.A.3#1"


def test_quotations_are_numbered_citations(assistant: Assistant) -> None:
    """In their order, from 1, each at its place in the document."""
    index = assistant.index
    words = " ".join(index.passage(PASSAGE).text.split()[:4])
    quotation = Quotation(passage=PASSAGE, mots=words)
    found = citations_of(index, (quotation, quotation), where="essai.yaml")
    assert [citation.n for citation in found] == [1, 2]
    for citation in found:
        source = index.text(citation.document_id)
        assert source[citation.start : citation.end].split() == citation.quote.split()


@pytest.mark.parametrize("error", [CorpusError, FormError])
def test_words_that_are_not_there_are_refused_by_name(
    assistant: Assistant, error: type[CorpusError]
) -> None:
    """In the class of error asked for: where, which words, which passage, what to do."""
    with pytest.raises(error, match=r"essai\.yaml : « mots absents » .* recopiez les mots exacts"):
        citation_of(assistant.index, PASSAGE, "mots absents", where="essai.yaml", error=error)


def test_a_passage_that_does_not_exist_is_refused_by_name(assistant: Assistant) -> None:
    """With the command that lists those that do."""
    with pytest.raises(CorpusError, match=r"essai\.yaml : le passage « nulle/part » n’existe pas"):
        citation_of(assistant.index, "nulle/part", "mots", where="essai.yaml")
