"""What of a written sentence only names its sources: it claims nothing."""

import re
from collections.abc import Sequence

from assistant.domain import Attribution, Citation, Span
from assistant.index.index import Index
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import fold
from assistant.texts.references import blank_references


def naming_spans(text: str, citations: Sequence[Citation], index: Index) -> tuple[Span, ...]:
    """The places of the figures of a sentence that belong to the name of a source and not to the
    passages cited: the year of « (IGAS, rapport de 2023) ».
    """
    passages = " ; ".join(citation.text for citation in citations)
    held = figures_in(passages) | figures_in_words(passages)
    names = figures_in(" ; ".join(names_of(citation, index) for citation in citations))
    others = _other_names(text, index)
    return tuple(
        Span(start=figure.start(), end=figure.end())
        for figure in re.finditer(r"\d+(?:-\d+)*", blank_references(text))
        if _only_names(figures_in(figure[0]), names, held)
        or any(_holds(name, figure) for name in others)
    )


def _other_names(text: str, index: Index) -> list[re.Match[str]]:
    """The places where the sentence names a document of the corpus, cited or not."""
    aliases = [alias for document in index.documents.values() for alias in document.aliases]
    return [
        found
        for alias in aliases
        for found in re.finditer(re.escape(alias), text, flags=re.IGNORECASE)
    ]


def _only_names(figures: set[str], names: set[str], held: set[str]) -> bool:
    """Does a name hold all these figures, and the passages not all of them?"""
    return figures <= names | held and not figures <= held


def _holds(name: re.Match[str], figure: re.Match[str]) -> bool:
    return name.start() <= figure.start() and figure.end() <= name.end()


def attribution_of(text: str, citations: Sequence[Citation], index: Index) -> Attribution | None:
    """The first source cited that the sentence names; None when it names none of them."""
    folded = fold(text)
    for citation in citations:
        document = index.document(citation.document_id)
        names = (document.short, *document.aliases)
        if any(re.search(rf"\b{re.escape(fold(name))}\b", folded) for name in names):
            return Attribution(document_id=document.id, weight=document.weight)
    return None


def names_of(citation: Citation, index: Index) -> str:
    """All that names the source of a citation: title, label, headings, dates, aliases, and the
    columns of a recommendation.
    """
    document = index.document(citation.document_id)
    passage = index.passage(citation.passage_id)
    headings = " ; ".join((citation.label, *passage.path))
    dates = " ; ".join(str(day) for day in document.dates.model_dump().values() if day)
    row = passage.record
    columns = f"{row.priority} ; {row.authority} ; {row.deadline}" if row else ""
    return " ; ".join((columns, document.title, document.name, headings, dates, *document.aliases))
