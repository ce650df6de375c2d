"""What the pages show of a reply: the same view whether it was just made or comes from a
conversation that was kept.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import ValidationError

from api.schemas.answers import (
    CitationOut,
    ReplyOut,
    RetrievedOut,
    TraceOut,
    citation_out,
    reply_out,
)
from api.web.common import Badge, LeadView, badge_of, lead_view, panel_href, quote_href
from assistant.domain import (
    Answer,
    Citation,
    Lead,
    Question,
    Refusal,
    Said,
    Severity,
    Statement,
    Trace,
    Value,
)
from assistant.index.index import Index
from assistant.store.nouns import SavedFeedback, SavedTurn, Thumb
from assistant.texts.wording import Wording

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
OLD = (
    "Cette réponse a été enregistrée par une autre version de l’assistant : posez "
    "de nouveau la question pour en voir les sources."
)
NEAR = 5


class SourceView(Value):
    """A numbered source: `href` opens its whole text at the quotation, `panel` the passage alone,
    `before` and `after` are its words around the quotation.

    `told`: a sentence of the answer already holds the whole quotation.
    """

    n: int
    label: str
    badge: Badge
    dates: str
    territory: str
    title: str
    quote: str
    before: str
    after: str
    told: bool
    href: str
    panel: str


class StatementView(Value):
    """A sentence and the numbers of its sources."""

    text: str
    sources: tuple[int, ...]


class OpinionView(Value):
    """What the reader thought of a reply or of a citation."""

    useful: bool
    reasons: tuple[str, ...]
    comment: str


class ReplyView(Value):
    """A reply as its page shows it; `understood` is empty when the question was taken as it stands,
    `near` are passages found and not cited.
    """

    heading: str
    message: str
    understood: str
    statements: tuple[StatementView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    leads: tuple[LeadView, ...] = ()
    near: tuple[LeadView, ...] = ()
    searched: str = ""
    notices: tuple[str, ...] = ()
    mode: str
    generation: str

    def of(self, statement: StatementView) -> tuple[SourceView, ...]:
        """The sources of one of its sentences."""
        return tuple(source for source in self.sources if source.n in statement.sources)


class TurnView(Value):
    """A question, its reply, the reader's opinions by citation number (0: the whole reply); `id` is
    empty when nothing is kept.
    """

    id: str
    number: int
    question: str
    reply: ReplyView
    mail: str
    opinions: dict[int, OpinionView] = {}


def shown(reply: Answer | Refusal) -> ReplyOut:
    """A reply in the form that is kept and shown: what verification tells the reader stands among
    its notices.
    """
    out = reply_out(reply)
    told = (
        [finding.message for finding in reply.findings if finding.severity is Severity.WARNING]
        if isinstance(reply, Answer)
        else []
    )
    return out.model_copy(update={"notices": list(dict.fromkeys([*out.notices, *told]))})


def reply_view(reply: ReplyOut, index: Index, wording: Wording, today: date) -> ReplyView:
    """A reply worded for its page. A source whose document has left the corpus is shown without its
    links.
    """
    said = " ".join(each.text for each in reply.statements)
    refused = reply.status in {"not_found", "out_of_scope"}
    cited = {citation.passage_id for citation in reply.citations}
    leads = [lead_view(each.passage_id, each.label) for each in reply.leads]
    near = [_lead(each) for each in reply.retrieved if each.passage_id not in cited][:NEAR]
    return ReplyView(
        heading=HEADINGS[reply.status],
        message=wording.refusals[reply.status] if refused else "",
        understood=reply.standalone if reply.standalone != reply.question else "",
        statements=tuple(
            StatementView(text=each.text, sources=tuple(each.citations))
            for each in reply.statements
        ),
        sources=tuple(
            _source(each, index, today, said)
            for each in reply.citations
            if each.document_id in index.documents
        ),
        leads=tuple(leads),
        near=() if refused else tuple(near),
        searched=_searched(index) if refused else "",
        notices=tuple(reply.notices),
        mode=_mode(reply.trace),
        generation=reply.trace.generation,
    )


def turn_view(
    turn: SavedTurn,
    index: Index,
    wording: Wording,
    today: date,
    opinions: Sequence[SavedFeedback] = (),
) -> TurnView:
    """A turn that was kept. When its JSON is of another version, its words are shown, and that is
    said.
    """
    given = {
        each.citation: OpinionView(
            useful=each.thumb is Thumb.UP, reasons=each.reasons, comment=each.comment
        )
        for each in opinions
        if each.turn == turn.number
    }
    try:
        reply = ReplyOut.model_validate_json(turn.reply)
    except ValidationError:
        old = ReplyView(
            heading=HEADINGS["answered"],
            message=turn.answer,
            understood="",
            notices=(OLD,),
            mode="",
            generation="",
        )
        return TurnView(
            id=turn.conversation_id,
            number=turn.number,
            question=turn.question,
            reply=old,
            mail=turn.answer,
            opinions=given,
        )
    view = reply_view(reply, index, wording, today)
    return TurnView(
        id=turn.conversation_id,
        number=turn.number,
        question=turn.question,
        reply=view,
        mail=mail(turn.question, view),
        opinions=given,
    )


def loose_turn(question: str, reply: ReplyView) -> TurnView:
    """A question and its reply that are kept nowhere."""
    return TurnView(id="", number=1, question=question, reply=reply, mail=mail(question, reply))


def reply_of(out: ReplyOut, index: Index, wording: Wording) -> Answer | Refusal:
    """The reply that was kept, as the exports take it; what it does not hold (candidates, findings)
    is left empty.
    """
    common: dict[str, object] = {
        "question": Question(text=out.question),
        "standalone": out.standalone,
        "notices": tuple(out.notices),
        "status": out.status,
    }
    common["trace"] = Trace(
        generation=out.trace.generation, mode=out.trace.mode, vectors=out.trace.vectors
    )
    if out.status in {"not_found", "out_of_scope"}:
        leads = tuple(Lead(**each.model_dump()) for each in out.leads)
        message = wording.refusals[out.status]
        return Refusal.model_validate({**common, "message": message, "leads": leads})
    citations = tuple(Citation(**each.model_dump()) for each in out.citations)
    weights = {each.n: index.document(each.document_id).weight for each in citations}
    statements = tuple(
        Statement(
            text=each.text, citations=tuple(each.citations), weight=weights[each.citations[0]]
        )
        for each in out.statements
    )
    return Answer.model_validate({**common, "statements": statements, "citations": citations})


def mail(question: str, reply: ReplyView) -> str:
    """A reply as text to paste into a mail: sentences, then each reference with what it is worth
    and its exact words.
    """
    said = [
        f"{each.text} {''.join(f'[{n}]' for n in each.sources)}".strip()
        for each in reply.statements
    ] or [reply.message]
    sources = [
        (
            f"[{each.n}] {each.label} ({each.badge.word} ; {each.dates} ; "
            f"{each.territory}) : « {each.quote} »"
        )
        for each in reply.sources
    ]
    told = [f"À savoir : {notice}" for notice in reply.notices]
    return "\n\n".join(
        [
            f"Question : {question}",
            "\n".join(said),
            *(["\n".join(told)] if told else []),
            *(["Références\n" + "\n".join(sources)] if sources else []),
        ]
    )


def markdown(title: str, turns: Sequence[TurnView]) -> str:
    """A conversation as Markdown: each question, then its reply as in a mail."""
    return (
        "\n\n".join(
            [f"# {title}", *(f"## {turn.number}. {turn.question}\n\n{turn.mail}" for turn in turns)]
        )
        + "\n"
    )


def said_view(
    said: Said, index: Index, today: date
) -> tuple[StatementView, tuple[SourceView, ...]]:
    """A sentence that is sent before its answer, and its sources."""
    text = said.statement.text
    return StatementView(text=text, sources=said.statement.citations), tuple(
        _source(citation_out(each), index, today, text) for each in said.citations
    )


def _source(citation: CitationOut, index: Index, today: date, said: str) -> SourceView:
    document = index.document(citation.document_id)
    before, after = _around(citation)
    return SourceView(
        n=citation.n,
        label=citation.label,
        badge=badge_of(document, today),
        dates=document.date_label,
        territory=document.territory,
        title=document.title,
        quote=citation.quote,
        before=before,
        after=after,
        told=citation.quote in said,
        href=quote_href(document.id, citation.start, citation.end),
        panel=panel_href(citation.passage_id, citation.start, citation.end),
    )


def _around(citation: CitationOut) -> tuple[str, str]:
    """The words of the passage before and after the quotation; empty when the quotation is not
    there in one stretch.
    """
    before, found, after = citation.text.partition(citation.quote)
    return (before, after) if found else ("", "")


def _lead(each: RetrievedOut) -> LeadView:
    return lead_view(each.passage_id, each.label)


def _searched(index: Index) -> str:
    names = [document.short for document in index.documents.values()]
    return f"{len(index.passages)} passages de {len(names)} textes : {', '.join(names)}"


def _mode(trace: TraceOut) -> str:
    """How the reply was made, with the model and what was dropped when there was one."""
    if trace.mode == "extractive" or trace.writing is None:
        return MODES[trace.mode]
    return (
        f"{MODES[trace.mode]} Modèle : {trace.writing.model}. Phrases écartées : "
        f"{len(trace.writing.dropped)}."
    )
