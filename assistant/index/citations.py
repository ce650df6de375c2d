"""Words that an editor took from a passage, as data files write them, and the citation that they
make.
"""

from collections.abc import Iterable

from pydantic import Field

from assistant.domain import Citation, Value
from assistant.errors import CorpusError
from assistant.index.index import Index
from assistant.texts.quotes import cite_words


class Quotation(Value):
    """A passage and words of it (`passage`, `mots`)."""

    passage: str
    words: str = Field(alias="mots", min_length=1)


def citation_of(
    index: Index,
    passage_id: str,
    words: str,
    *,
    where: str,
    n: int = 1,
    error: type[CorpusError] = CorpusError,
) -> Citation:
    """The citation, numbered `n`, of words that an editor took from a passage.

    Raises `error`, which names `where` the quotation was written, when its passage does not exist
    or does not hold its words in one piece of the document.
    """
    if passage_id not in index.row:
        raise error(
            f"{where} : le passage « {passage_id} » n’existe pas (voir « cpom sources --detail »)."
        )
    passage = index.passage(passage_id)
    citation = cite_words(passage, words, index.text(passage.document_id), n=n)
    if citation is None:
        raise error(
            f"{where} : « {words[:80]} » n’est pas d’un seul tenant dans "
            f"{passage_id} ; recopiez les mots exacts du texte."
        )
    return citation


def citations_of(
    index: Index, quotations: Iterable[Quotation], *, where: str
) -> tuple[Citation, ...]:
    """The citations of several quotations, numbered from 1. Raises what `citation_of` raises."""
    return tuple(
        citation_of(index, quotation.passage, quotation.words, where=where, n=n)
        for n, quotation in enumerate(quotations, 1)
    )
