"""Words that an editor took from a passage, as the data files write them, and the citations that
they make.
"""

from collections.abc import Iterable

from pydantic import Field

from assistant.domain import Citation, Value
from assistant.errors import CorpusError, FormError
from assistant.index.index import Index
from assistant.texts.quotes import cited
from assistant.texts.spaces import flatten


class Quotation(Value):
    """A passage and words of it (`passage`, `mots`)."""

    passage: str
    words: str = Field(alias="mots", min_length=1)


def citation_of(index: Index, quotation: Quotation, where: str, n: int = 1) -> Citation:
    """The citation that a quotation makes, numbered `n`; offsets are counted in characters of the
    document.

    Raises CorpusError, which names `where` the quotation was written, when its passage does not
    exist or does not hold its words in one piece.
    """
    if quotation.passage not in index.row:
        raise CorpusError(
            f"{where} : aucun passage ne porte l’identifiant « "
            f"{quotation.passage} » (voir « cpom sources --detail »)."
        )
    passage = index.passage(quotation.passage)
    try:
        found = cited(passage, quotation.words, index.text(passage.document_id), n)
    except FormError as error:
        raise CorpusError(
            f"{where} : les mots « {quotation.words[:60]} » ne sont pas d’un "
            f"seul tenant dans {passage.id} ; recopiez-les du texte."
        ) from error
    return found.model_copy(update={"quote": flatten(found.quote)})


def citations_of(index: Index, quotations: Iterable[Quotation], where: str) -> tuple[Citation, ...]:
    """The citations of several quotations, numbered from 1. Raises what `citation_of` raises."""
    return tuple(
        citation_of(index, quotation, where, n) for n, quotation in enumerate(quotations, 1)
    )
