"""What is known of a question at the end → the reply: an answer, or a refusal with its leads."""

from assistant.answering.inquiry import Inquiry, Resources
from assistant.answering.timer import Timer
from assistant.domain import Act, Answer, Found, Lead, Passage, Refusal, RefusalStatus, Trace
from assistant.texts.sentences import sentence_spans
from assistant.texts.spaces import flatten

LEADS = 3
SHORTEST = 4  # words of a sentence that says something


def reply_of(resources: Resources, inquiry: Inquiry, trace: Trace) -> Answer | Refusal:
    """The reply to a question that went through all the steps."""
    alone = inquiry.alone
    sentence = resources.wording.spelled_out(alone.text, alone.topic) or inquiry.question.text
    if inquiry.status in ("not_found", "out_of_scope", "unclear"):
        return _refusal(resources, inquiry, inquiry.status, sentence, trace)
    mended = _notice_of_spelling(resources, inquiry.found)
    return Answer(
        status=inquiry.status,
        act=inquiry.request.act if inquiry.request else Act.QUESTION,
        origin=inquiry.origin,
        question=inquiry.question,
        standalone=sentence,
        verdict=inquiry.verdict,
        table=inquiry.table,
        actions=inquiry.actions,
        statements=inquiry.statements,
        citations=inquiry.citations,
        notices=(*inquiry.notices, *mended, *_warnings(resources)),
        findings=inquiry.findings,
        retrieved=inquiry.found.hits,
        trace=trace,
    )


def _refusal(
    resources: Resources,
    inquiry: Inquiry,
    status: RefusalStatus,
    sentence: str,
    trace: Trace,
) -> Refusal:
    """A refusal with the nearest passages as leads, never as an answer."""
    refusals = resources.wording.refusals
    leads = _leads(resources, inquiry) if status == "not_found" else ()
    listed = " ; ".join(lead.label for lead in leads)
    return Refusal(
        status=status,
        question=inquiry.question,
        standalone=sentence,
        message=refusals[status],
        leads=leads,
        leads_message=refusals["not_found_pistes"].format(pistes=listed) if leads else "",
        notices=(*inquiry.notices, *_warnings(resources)),
        retrieved=inquiry.found.hits,
        trace=trace,
    )


def text_of_reply(reply: Answer | Refusal) -> str:
    """What a reader hears of a reply: its first words, then its sentences."""
    if isinstance(reply, Refusal):
        return reply.text
    sentences = (reply.verdict, *(statement.text for statement in reply.statements))
    return " ".join(filter(None, sentences))


def trace_of(resources: Resources, timer: Timer) -> Trace:
    """How the answer was made: by which generation, in what time, and what a language model
    wrote of it, when one was asked.
    """
    writing = resources.task.writing() if resources.task is not None else None
    return Trace(
        generation=resources.index.manifest.id,
        mode="model" if writing and writing.kept else "extractive",
        vectors=resources.index.engine,
        timings_ms=timer.laps,
        writing=writing,
    )


def _leads(resources: Resources, inquiry: Inquiry) -> tuple[Lead, ...]:
    """The passages nearest to the question, each with its words that come nearest: those that
    would have been shown first, then the other passages found.
    """
    near = [hit.passage for hit in inquiry.found.hits[:LEADS] if hit.score > 0]
    quotes = {piece.passage.id: piece.words for piece in reversed(inquiry.pieces)}
    return tuple(
        Lead(
            passage_id=passage.id,
            document_id=passage.document_id,
            label=passage.label,
            quote=flatten(quotes.get(passage.id) or _nearest_sentence(resources, inquiry, passage)),
        )
        for passage in near
    )


def _nearest_sentence(resources: Resources, inquiry: Inquiry, passage: Passage) -> str:
    """The sentence of a passage that holds most words of the question, the first of them."""
    asked = set(inquiry.found.query.own)
    sentences = [passage.text[start:end] for start, end in sentence_spans(passage.text)]
    whole = [sentence for sentence in sentences if len(sentence.split()) >= SHORTEST]
    terms = resources.index.analyser.terms
    return max(whole, key=lambda each: len(asked & set(terms(each))), default=passage.text)


def _notice_of_spelling(resources: Resources, found: Found) -> tuple[str, ...]:
    """The notice that tells the words whose spelling was mended."""
    wording = resources.wording
    pairs = [
        wording.mended.format(juste=right, faux=wrong)
        for wrong, right in found.query.mended.items()
    ]
    return (wording.notices["orthographe"].format(mots=", ".join(pairs)),) if pairs else ()


def _warnings(resources: Resources) -> tuple[str, ...]:
    """What the reader is told of the state of the index, each thing once."""
    return tuple(dict.fromkeys(resources.index.warnings))
