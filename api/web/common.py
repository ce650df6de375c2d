"""What a page shows of documents and passages, worded for its readers."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from urllib.parse import quote

from assistant.domain import Citation, Document, Passage, Value, Weight
from assistant.index.index import Index


class Badge(Value):
    """The weight of a text in a word, and the class that colours it."""

    word: str
    css: str


class LeadView(Value):
    """A passage offered as a lead: `href` is its place in its document, `panel` the passage
    alone, `quote` the words of it that come nearest to the question, when there was one.
    """

    label: str
    href: str
    panel: str
    quote: str = ""


class DocumentView(Value):
    """A document of the catalogue."""

    id: str
    title: str
    short: str
    kind: str
    issuer: str
    badge: Badge
    dates: str
    territory: str
    url: str | None
    passages: int
    gaps: int
    href: str


def badge_of(document: Document, today: date) -> Badge:
    """The badge of a document on that day: a contract that has ended says so."""
    expired = (
        document.weight is Weight.CONTRAT
        and document.dates.expired is not None
        and document.dates.expired < today
    )
    return Badge(
        word="contrat échu" if expired else document.weight.value,
        css=f"{document.weight.value}{' echu' if expired else ''}",
    )


def passage_href(passage_id: str) -> str:
    """Where a passage stands in the page of its document."""
    document_id, _, anchor = passage_id.partition("/")
    return f"/sources/{quote(document_id, safe='')}#{quote(anchor, safe='/')}"


def quote_href(document_id: str, start: int, end: int) -> str:
    """The page of a document, with the characters `start` to `end` highlighted."""
    return f"/sources/{quote(document_id, safe='')}?debut={start}&fin={end}#citation"


def panel_href(passage_id: str, start: int | None = None, end: int | None = None) -> str:
    """The page of one passage between its neighbours, with those characters of its document
    highlighted.
    """
    span = f"?debut={start}&fin={end}" if start is not None and end is not None else ""
    return f"/passages/{quote(passage_id, safe='/')}{span}"


def lead_view(passage_id: str, label: str, *, quote: str = "") -> LeadView:
    """The links to a passage that is shown as a lead: its page, and its panel beside an answer."""
    href, panel = passage_href(passage_id), panel_href(passage_id)
    return LeadView(label=label, href=href, panel=panel, quote=quote)


def elsewhere(passages: Sequence[Passage], index: Index) -> dict[str, LeadView]:
    """The passages that say something of the lists lost by some others, by identifier."""
    gaps = [passage.gap for passage in passages if passage.gap]
    elsewhere_ids = dict.fromkeys(chain.from_iterable(gap.elsewhere for gap in gaps))
    return {
        passage_id: lead_view(passage_id, index.passage(passage_id).label)
        for passage_id in elsewhere_ids
        if passage_id in index.row
    }


def document_view(document: Document, passages: Sequence[Passage], today: date) -> DocumentView:
    """A document worded for the catalogue and for its own page."""
    return DocumentView(
        id=document.id,
        title=document.title,
        short=document.short,
        kind=document.kind,
        issuer=document.issuer,
        badge=badge_of(document, today),
        dates=document.date_label,
        territory=document.territory,
        url=document.url if (document.url or "").startswith("https://") else None,
        passages=len(passages),
        gaps=sum(1 for passage in passages if passage.gap),
        href=f"/sources/{quote(document.id, safe='')}",
    )


class CitationView(Value):
    """A citation as a link to its words."""

    label: str
    quote: str
    href: str
    badge: Badge


def citation_view(
    citation: Citation, documents: Mapping[str, Document], today: date
) -> CitationView:
    """A citation as a link to its words in their document."""
    return CitationView(
        label=citation.label,
        quote=citation.quote,
        href=quote_href(citation.document_id, citation.start, citation.end),
        badge=badge_of(documents[citation.document_id], today),
    )
