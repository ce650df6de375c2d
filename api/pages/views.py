"""What a page shows of a reply or of a document, worded for its readers."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

from assistant.domain import Answer, Document, Lead, Passage, Refusal, Severity, Value, Weight
from assistant.index import Index
from assistant.wording import Wording

HEADINGS: Mapping[str, str] = {
    "answered": "Réponse",
    "source_gap": "Liste perdue par la source",
    "not_found": "Pas de réponse dans les textes",
    "out_of_scope": "Hors du domaine",
}
MODES: Mapping[str, str] = {
    "extractive": "Mode : sans modèle de langue ; les mots cités sont ceux des textes.",
    "model": "Mode : avec un modèle de langue ; chaque phrase a été vérifiée contre ses sources.",
}


class Badge(Value):
    """The weight of a text in a word, and the class that colours it."""

    word: str
    css: str


class SourceView(Value):
    """A numbered source of an answer."""

    n: int
    label: str
    badge: Badge
    dates: str
    territory: str
    title: str
    quote: str
    href: str


class LeadView(Value):
    """A passage offered as a lead."""

    label: str
    href: str


class StatementView(Value):
    """A sentence and the numbers of its sources."""

    text: str
    sources: tuple[int, ...]


class ReplyView(Value):
    """A reply as its page shows it; `understood` is empty when the question was taken as it stands."""

    heading: str
    message: str
    understood: str
    statements: tuple[StatementView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    leads: tuple[LeadView, ...] = ()
    notices: tuple[str, ...] = ()
    mode: str
    generation: str


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
    expired = document.weight is Weight.CONTRAT and document.dates.expired is not None and document.dates.expired < today
    return Badge(word="contrat échu" if expired else document.weight.value, css=f"{document.weight.value}{' echu' if expired else ''}")


def passage_href(passage_id: str) -> str:
    """Where a passage stands in the page of its document."""
    document_id, _, anchor = passage_id.partition("/")
    return f"/sources/{quote(document_id, safe='')}#{quote(anchor, safe='/')}"


def quote_href(document_id: str, start: int, end: int) -> str:
    """The page of a document, with the characters `start` to `end` highlighted."""
    return f"/sources/{quote(document_id, safe='')}?debut={start}&fin={end}#citation"


def reply_view(reply: Answer | Refusal, documents: Mapping[str, Document], wording: Wording, today: date) -> ReplyView:
    """A reply worded for its page."""
    common = ReplyView(
        heading=HEADINGS[reply.status], message="", understood=reply.standalone if reply.standalone != reply.question.text else "", notices=reply.notices,
        mode=MODES[reply.trace.mode], generation=reply.trace.generation,
    )  # fmt: skip
    if isinstance(reply, Refusal):
        return common.model_copy(update={"message": _without_leads(reply, wording), "leads": tuple(_lead(lead) for lead in reply.leads)})
    told = tuple(finding.message for finding in reply.findings if finding.severity is Severity.WARNING)
    statements = tuple(StatementView(text=statement.text, sources=statement.citations) for statement in reply.statements)
    return common.model_copy(update={"statements": statements, "sources": _sources(reply, documents, today), "notices": tuple(dict.fromkeys(reply.notices + told))})


def _sources(reply: Answer, documents: Mapping[str, Document], today: date) -> tuple[SourceView, ...]:
    shown = []
    for citation in reply.citations:
        document = documents[citation.document_id]
        shown.append(SourceView(
            n=citation.n, label=citation.label, badge=badge_of(document, today), dates=document.date_label, territory=document.territory, title=document.title,
            quote=citation.quote, href=quote_href(citation.document_id, citation.start, citation.end),
        ))  # fmt: skip
    return tuple(shown)


def _without_leads(refusal: Refusal, wording: Wording) -> str:
    """The message less its list of leads, which the page gives as links."""
    leads = " ; ".join(lead.label for lead in refusal.leads)
    return refusal.message.removesuffix(wording.refusals["not_found_pistes"].format(pistes=leads)).strip()


def _lead(lead: Lead) -> LeadView:
    return LeadView(label=lead.label, href=passage_href(lead.passage_id))


def elsewhere(passages: Sequence[Passage], index: Index) -> dict[str, LeadView]:
    """The passages that say something of the lists lost by some others, by identifier."""
    named = dict.fromkeys(id for passage in passages if passage.gap for id in passage.gap.elsewhere)
    return {id: LeadView(label=index.passage(id).label, href=passage_href(id)) for id in named if id in index.row}


def document_view(document: Document, passages: list[Passage], today: date) -> DocumentView:
    """A document worded for the catalogue and for its own page."""
    return DocumentView(
        id=document.id, title=document.title, short=document.short, kind=document.kind, issuer=document.issuer, badge=badge_of(document, today),
        dates=document.date_label, territory=document.territory, url=document.url if (document.url or "").startswith("https://") else None,
        passages=len(passages), gaps=sum(1 for passage in passages if passage.gap), href=f"/sources/{quote(document.id, safe='')}",
    )  # fmt: skip
