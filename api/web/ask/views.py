"""What the pages show of a reply: the same view whether it was just made or comes from a
conversation that was saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pydantic import ValidationError

from api.schemas.answers import (
    ActionOut,
    CitationOut,
    ReplyOut,
    TableOut,
    TraceOut,
    citation_out,
    markdown_rows,
    reply_out,
)
from api.web.ask.texts import ask_texts
from api.web.common import Badge, LeadView, badge_of, lead_view, panel_href, quote_href
from assistant.domain import Answer, Refusal, Said, Severity, Value
from assistant.store.nouns import SavedFeedback, SavedTurn, Thumb

if TYPE_CHECKING:
    from assistant.index.index import Index
    from assistant.pipeline import Assistant
    from assistant.texts.wording import Wording

NEAR = 5  # passages found and not cited that are offered
REFUSED = ("not_found", "out_of_scope", "unclear")


@dataclass(frozen=True)
class Setting:
    """What wording a reply takes: the texts it cites, the assistant's sentences, the day."""

    index: Index
    wording: Wording
    today: date


def setting_of(assistant: Assistant) -> Setting:
    """The texts and the sentences of an assistant, today."""
    return Setting(assistant.index, assistant.wording, date.today())


class SourceView(Value):
    """A numbered source: `href` opens its whole text at the quotation, `panel` the passage alone,
    `before` and `after` are its words around the quotation.

    `repeated`: a sentence of the answer already holds the whole quotation.
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
    repeated: bool
    href: str
    panel: str


class StatementView(Value):
    """A sentence and the numbers of its sources."""

    text: str
    sources: tuple[int, ...]


class OfferView(Value):
    """A page offered, its form filled by the address."""

    label: str
    href: str


class OpinionView(Value):
    """What the reader thought of a reply or of a citation."""

    useful: bool
    reasons: tuple[str, ...]
    comment: str


class ReplyView(Value):
    """A reply as its page shows it; `understood` is empty when the question was taken as it stands,
    `near` are passages found and not cited.
    """

    status: str
    heading: str
    message: str
    understood: str
    verdict: str = ""
    table: TableOut | None = None
    offers: tuple[OfferView, ...] = ()
    commands: tuple[str, ...] = ()
    statements: tuple[StatementView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    leads: tuple[LeadView, ...] = ()
    near: tuple[LeadView, ...] = ()
    searched: str = ""
    notices: tuple[str, ...] = ()
    mode: str
    generation: str

    def sources_of(self, statement: StatementView) -> tuple[SourceView, ...]:
        """The sources of one of its sentences."""
        return tuple(source for source in self.sources if source.n in statement.sources)


class TurnView(Value):
    """A question, its reply, the reader's opinions by citation number (0: the whole reply); `id` is
    empty when nothing is saved.
    """

    id: str
    number: int
    question: str
    reply: ReplyView
    mail: str
    opinions: dict[int, OpinionView] = {}


def reply_to_save(reply: Answer | Refusal) -> ReplyOut:
    """A reply in the form that is saved and shown: what verification tells the reader stands among
    its notices.
    """
    out = reply_out(reply)
    findings = reply.findings if isinstance(reply, Answer) else ()
    warnings = [each.message for each in findings if each.severity is Severity.WARNING]
    return out.model_copy(update={"notices": list(dict.fromkeys([*out.notices, *warnings]))})


def reply_view(reply: ReplyOut, setting: Setting) -> ReplyView:
    """A reply worded for its page. A source whose document has left the corpus is not shown."""
    refused = reply.status in REFUSED
    return ReplyView(
        status=reply.status,
        heading=ask_texts().headings[reply.status],
        message=setting.wording.refusals[reply.status] if refused else "",
        understood=reply.standalone if reply.standalone != reply.question else "",
        verdict=reply.verdict or "",
        table=reply.table,
        offers=tuple(_offer(each) for each in reply.actions),
        commands=ask_texts().commands if reply.citations else (),
        statements=tuple(
            StatementView(text=each.text, sources=tuple(each.citations))
            for each in reply.statements
        ),
        sources=_sources(reply, setting),
        leads=tuple(
            lead_view(each.passage_id, each.label, quote=each.quote) for each in reply.leads
        ),
        near=() if refused else _near(reply),
        searched=_scope_sentence(setting.index) if refused else "",
        notices=tuple(reply.notices),
        mode=_mode(reply.trace),
        generation=reply.trace.generation,
    )


def _offer(action: ActionOut) -> OfferView:
    """A page with what its form receives, as an address."""
    page = ask_texts().pages[action.page]
    values = {
        parameter: page.in_its_words(action.prefill[name])
        for name, parameter in page.values.items()
        if name in action.prefill
    }
    query = urlencode(values, doseq=True)
    return OfferView(label=action.label, href=f"{page.address}?{query}" if query else page.address)


def _sources(reply: ReplyOut, setting: Setting) -> tuple[SourceView, ...]:
    text = " ".join(each.text for each in reply.statements)
    known = [each for each in reply.citations if each.document_id in setting.index.documents]
    return tuple(_source(each, setting, text) for each in known)


def _near(reply: ReplyOut) -> tuple[LeadView, ...]:
    """The best passages found that are not cited."""
    cited = {citation.passage_id for citation in reply.citations}
    others = [each for each in reply.retrieved if each.passage_id not in cited]
    return tuple(lead_view(each.passage_id, each.label) for each in others[:NEAR])


def turn_view(
    turn: SavedTurn, setting: Setting, opinions: Sequence[SavedFeedback] = ()
) -> TurnView:
    """A turn that was saved. When its JSON is of another version, its words are shown, and the page
    says so.
    """
    try:
        reply = reply_view(ReplyOut.model_validate_json(turn.reply), setting)
        text = mail(turn.question, reply)
    except ValidationError:
        reply, text = _outdated_view(turn), turn.answer
    return TurnView(
        id=turn.conversation_id,
        number=turn.number,
        question=turn.question,
        reply=reply,
        mail=text,
        opinions={
            each.citation: _opinion_view(each) for each in opinions if each.turn == turn.number
        },
    )


def _outdated_view(turn: SavedTurn) -> ReplyView:
    """What is left of a reply that this version cannot read."""
    texts = ask_texts()
    return ReplyView(
        status="answered",
        heading=texts.headings["answered"],
        message=turn.answer,
        understood="",
        notices=(texts.outdated,),
        mode="",
        generation="",
    )


def _opinion_view(feedback: SavedFeedback) -> OpinionView:
    useful = feedback.thumb is Thumb.UP
    return OpinionView(useful=useful, reasons=feedback.reasons, comment=feedback.comment)


def unsaved_turn(question: str, reply: ReplyView) -> TurnView:
    """A question and its reply that are saved nowhere."""
    return TurnView(id="", number=1, question=question, reply=reply, mail=mail(question, reply))


def mail(question: str, reply: ReplyView) -> str:
    """A reply as text to paste into a mail: sentences, then each reference with what it is worth
    and its exact words.
    """
    sentences = [_sentence_with_numbers(each) for each in reply.statements] or [reply.message]
    notices = [f"À savoir : {notice}" for notice in reply.notices]
    references = [_reference(each) for each in reply.sources]
    table = "\n".join(markdown_rows(reply.table)) if reply.table else ""
    answer = "\n".join(part for part in (reply.verdict, *sentences, table) if part)
    parts = [f"Question : {question}", answer, "\n".join(notices)]
    if references:
        parts.append("\n".join(["Références", *references]))
    return "\n\n".join(part for place, part in enumerate(parts) if part or place == 1)


def _sentence_with_numbers(statement: StatementView) -> str:
    """« La phrase. [1][2] »."""
    return f"{statement.text} {''.join(f'[{number}]' for number in statement.sources)}".strip()


def _reference(source: SourceView) -> str:
    worth = f"{source.badge.word} ; {source.dates} ; {source.territory}"
    return f"[{source.n}] {source.label} ({worth}) : « {source.quote} »"


def markdown(title: str, turns: Sequence[TurnView]) -> str:
    """A conversation as Markdown: each question, then its reply as in a mail."""
    parts = [f"## {turn.number}. {turn.question}\n\n{turn.mail}" for turn in turns]
    return "\n\n".join([f"# {title}", *parts]) + "\n"


def sentence_view(step: Said, setting: Setting) -> tuple[StatementView, tuple[SourceView, ...]]:
    """A sentence that is sent before its answer, and its sources."""
    text = step.statement.text
    sources = tuple(_source(citation_out(each), setting, text) for each in step.citations)
    return StatementView(text=text, sources=step.statement.citations), sources


def _source(citation: CitationOut, setting: Setting, text: str) -> SourceView:
    """A source; `text` is that of the sentences that cite."""
    document = setting.index.document(citation.document_id)
    before, after = _around(citation)
    return SourceView(
        n=citation.n,
        label=citation.label,
        badge=badge_of(document, setting.today),
        dates=document.date_label,
        territory=document.territory,
        title=document.title,
        quote=citation.quote,
        before=before,
        after=after,
        repeated=citation.quote in text,
        href=quote_href(document.id, citation.start, citation.end),
        panel=panel_href(citation.passage_id, citation.start, citation.end),
    )


def _around(citation: CitationOut) -> tuple[str, str]:
    """The words of the passage before and after the quotation; empty when the quotation is not
    there in one stretch.
    """
    before, found, after = citation.text.partition(citation.quote)
    return (before, after) if found else ("", "")


def _scope_sentence(index: Index) -> str:
    names = [document.short for document in index.documents.values()]
    return f"{len(index.passages)} passages de {len(names)} textes : {', '.join(names)}"


def _mode(trace: TraceOut) -> str:
    """How the reply was made, with the model and what was dropped when there was one."""
    texts = ask_texts()
    sentence, writing = texts.modes[trace.mode], trace.writing
    if trace.mode == "extractive" or writing is None:
        return sentence
    return f"{sentence} {texts.model.format(nom=writing.model, ecartees=len(writing.dropped))}"
