"""What an evaluator sees of a pair: the sentence, and its source as it stands today, with nothing
of who else judged it or how it was made.
"""

from collections.abc import Sequence
from datetime import date

from api.web.common import Badge, badge_of, passage_href, quote_href
from api.web.sources.extract import NearView, extract_view, split_at_quote
from assistant.domain import Citation, Value
from assistant.index.index import Index
from assistant.store.nouns import SavedPair


class SourceView(Value):
    """The passage of a citation between its neighbours: `before`, `quoted` and `after` are its
    words in order.

    `is_former` says that the passage is shown as it was when the sentence was written, because it
    is no longer in the corpus; `quoted` is empty when the words cited are not in the passage.
    """

    label: str
    title: str
    badge: Badge | None
    reminder: str
    before: str
    quoted: str
    after: str
    previous: tuple[NearView, ...] = ()
    next: tuple[NearView, ...] = ()
    notes: tuple[NearView, ...] = ()
    href: str = ""
    is_former: bool = False


class PairView(Value):
    """A pair to be judged."""

    id: str
    question: str
    sentence: str
    quote: str
    source: SourceView


def pair_view(pair: SavedPair, index: Index, today: date) -> PairView:
    """A pair as the evaluator sees it."""
    return PairView(
        id=pair.id,
        question=pair.question,
        sentence=pair.sentence,
        quote=pair.citation.quote,
        source=source_view(pair.citation, index, today),
    )


def source_view(citation: Citation, index: Index, today: date) -> SourceView:
    """The source of a citation; what was kept of it when the corpus no longer holds its passage."""
    if citation.passage_id not in index.row:
        before, quoted, after = _apart(citation.text, citation.quote)
        return SourceView(
            label=citation.label,
            title="",
            badge=None,
            reminder="",
            before=before,
            quoted=quoted,
            after=after,
            is_former=True,
        )
    passage = index.passage(citation.passage_id)
    document, around = (
        index.document(passage.document_id),
        extract_view(index, passage.id, None, today),
    )
    before, quoted, after = split_at_quote(passage, citation.quote)
    return SourceView(
        label=passage.label,
        title=document.title,
        badge=badge_of(document, today),
        reminder=f"{document.date_label}. Territoire : {document.territory}.",
        before=before,
        quoted=quoted,
        after=after,
        previous=around.previous,
        next=around.next,
        notes=around.notes,
        href=_whole(citation, index) if quoted else passage_href(passage.id),
    )


def next_waiting(waiting: Sequence[SavedPair], after: str) -> SavedPair | None:
    """The next pair to judge: the first of those that wait, or the one that comes after a pair that
    was passed over.
    """
    ids = [pair.id for pair in waiting]
    place = ids.index(after) + 1 if after in ids else 0
    return waiting[place % len(waiting)] if waiting else None


def _whole(citation: Citation, index: Index) -> str:
    """The whole text at the quotation, as long as it has not moved in it."""
    moved = (
        index.text(citation.document_id)[citation.start : citation.end].split()
        != citation.quote.split()
    )
    return (
        passage_href(citation.passage_id)
        if moved
        else quote_href(citation.document_id, citation.start, citation.end)
    )


def _apart(text: str, quote: str) -> tuple[str, str, str]:
    before, found, after = text.partition(quote)
    return before, found, after
