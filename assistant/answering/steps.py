"""The steps of an answer, in order: each takes what is known of a question and says more of it.

`assistant.pipeline` goes through `STEPS`. Two of them send something before the answer is complete:
what was found, and each sentence of a language model.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import get_args

from assistant.answering import authority, divergences, presupposition, verify
from assistant.answering.compose import compose, is_form_blank
from assistant.answering.consult import consult
from assistant.answering.contrast import compared_in, contrast
from assistant.answering.converse import converse
from assistant.answering.eligible import eligible
from assistant.answering.evidence import evidence_of
from assistant.answering.features import Signs, signs_of
from assistant.answering.inquiry import Inquiry, Resources
from assistant.answering.lost_list import lost_list, on_lost_list
from assistant.answering.matching import find_written
from assistant.answering.recognition import Grounds
from assistant.answering.retrieve import retrieve
from assistant.answering.selection import chosen, distinct
from assistant.answering.succession import succession_asked
from assistant.answering.topic import clues_of
from assistant.answering.written import WrittenMatch, is_summary, show_written
from assistant.conversation import message
from assistant.conversation.asked import length_asked, without_length
from assistant.conversation.memory import answered_turns
from assistant.conversation.requests import asking_sentence
from assistant.conversation.standalone import Standalone, parts, standalone
from assistant.domain import (
    Evidence,
    Filters,
    Found,
    Origin,
    Question,
    RefusalStatus,
    Said,
    Turn,
)

RETRIEVED = 20

Event = Found | Said
Step = Callable[[Resources, Inquiry], Generator[Event, None, Inquiry]]


def receive(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Read the message, and answer at once what is no question on the texts.

    Raises BadQuestion for a message that is empty, too long or not text.
    """
    text = message.check_text(inquiry.question.text, resources.longest)
    question = inquiry.question.model_copy(update={"text": text})
    instructed = message.without_instructions(text, resources.wording).instructed
    return converse(resources, inquiry.having(question=question, instructed=instructed))


def understand(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Set orders aside, make a follow-up stand alone, find the day that the question is about."""
    question, text = inquiry.question, inquiry.question.text
    asked = message.without_instructions(text, resources.wording)
    alone = _alone(resources, question, asked)
    orders = (resources.wording.refusals["consigne"],) if asked.instructed else ()
    return inquiry.having(
        question=question,
        alone=alone,
        instructed=asked.instructed,
        day=authority.as_of(alone.whole, question.as_of, inquiry.today),
        notices=orders,
    )


def _alone(resources: Resources, question: Question, asked: message.Asked) -> Standalone:
    """The question that can be understood alone, put so by a language model when there is one
    and its words hold.
    """
    words = resources.patterns.follow_ups
    asking = asking_sentence(asked.text)
    alone = standalone(asking, turns_leant_on(resources, question), words)
    unchanged = alone.text == asked.text and not alone.topic
    if resources.task is None or asked.instructed or not question.history or unchanged:
        return alone
    written = resources.task.alone(asked.text, question.history)
    return Standalone(text=written) if written else alone


def turns_leant_on(resources: Resources, question: Question) -> tuple[Turn, ...]:
    """The turns of the conversation that a follow-up may lean on."""
    refusals = resources.wording.refusals
    messages = [refusals[status] for status in get_args(RefusalStatus)]
    return answered_turns(question.history, resources.acts, messages)


def search(resources: Resources, inquiry: Inquiry) -> Generator[Event, None, Inquiry]:
    """Find passages, and send them; the year that only places a question, and the length that it
    wants, are not looked for.

    Raises BadFilter when a filter names a document that does not exist.
    """
    question, alone = inquiry.question, inquiry.alone
    undated = partial(
        authority.without_day_asked, given=question.as_of, day=inquiry.day, today=inquiry.today
    )
    text = without_length(undated(alone.text), resources.patterns)
    sought = alone.model_copy(update={"text": text or question.text, "topic": undated(alone.topic)})
    found = passages_for(resources, question, sought, inquiry.day)
    yield found
    return inquiry.having(found=found)


def passages_for(resources: Resources, question: Question, alone: Standalone, day: date) -> Found:
    """What a question finds, each document weighed by its authority on that day."""
    return retrieve(
        resources.index,
        question.model_copy(update={"text": alone.text}),
        limit=RETRIEVED,
        context=alone.context,
        factors=authority.factors(alone.whole, resources.index.documents, day),
    )


def recall(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Take the answer that an editor wrote for this need, when there surely is one: not for a
    question on a past day or on some documents only. A language model that is to write goes first.
    """
    question = inquiry.question
    placed = inquiry.day != inquiry.today or question.filters != Filters()
    if inquiry.instructed or placed:
        return inquiry
    if _is_outside(resources, inquiry, inquiry.signs):
        return inquiry
    superseded = succession_asked(
        resources.successions, inquiry.alone.text, inquiry.day, resources.patterns
    )
    if superseded is not None and resources.task is None:
        recalled = inquiry.having(recalled=show_written(resources.index, superseded))
        return _as_written(resources, recalled)
    grounds = Grounds(asked=inquiry.alone.text, found=inquiry.found, signs=inquiry.signs)
    match = find_written(resources.known_needs, grounds)
    if match is None or not _tells_all_compared(resources, inquiry, match):
        return inquiry
    length = length_asked(inquiry.alone.text, resources.patterns, is_summary=is_summary(match))
    recalled = inquiry.having(recalled=show_written(resources.index, match, length=length))
    return recalled if resources.task is not None else _as_written(resources, recalled)


def _tells_all_compared(resources: Resources, inquiry: Inquiry, match: WrittenMatch) -> bool:
    """Does an answer speak of each of the things that the question compares?"""
    told = " ".join((match.need.verdict, *(text for text, _ in match.need.texts_and_supports())))
    return all(each.is_named_in(told) for each in compared_in(resources, inquiry.alone.text))


def fall_back(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Give the answer of an editor where a language model wrote nothing that can be shown."""
    if inquiry.recalled is None or inquiry.origin is Origin.MODEL:
        return inquiry
    return _as_written(resources, inquiry)


def _as_written(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """The inquiry answered by an editor, what other texts count otherwise beside it."""
    parts = inquiry.recalled
    assert parts is not None
    index, wording = resources.index, resources.wording
    applying = _divergences_for(resources, inquiry)
    sentences = " ".join(statement.text for statement in parts.statements)
    others, differing = divergences.other_figures(index, wording, applying, parts.pieces, sentences)
    statements, citations = compose(index, wording, others, after=len(parts.citations))
    pieces = (*parts.pieces, *others)
    notices = (*differing, *_notices_of_sources(resources, inquiry, pieces, inquiry.alone.whole))
    lost = parts.lost_list
    if lost is not None:
        notices = (wording.notices["lacune"].format(label=lost.label), *notices)
    return inquiry.having(
        is_answered=True,
        status="source_gap" if lost is not None else "answered",
        origin=Origin.WRITTEN,
        verdict=parts.verdict,
        pieces=pieces,
        statements=(*parts.statements, *statements),
        citations=(*parts.citations, *citations),
        notices=(*inquiry.notices, *notices),
    )


def _divergences_for(resources: Resources, inquiry: Inquiry) -> Sequence[divergences.Divergence]:
    """What texts say differently on that day. A question that names its source or its year wants
    their figure: that of another text or year is not set beside it.
    """
    index, text = resources.index, inquiry.alone.whole
    applying = divergences.on(resources.divergences, index, inquiry.day)
    named = authority.names_source(text, index.documents) or authority.names_year(text)
    return [each for each in applying if each.rule == "opposable"] if named else applying


def gather(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Choose the words that may answer, and read the signs that they do."""
    named = authority.names_source(inquiry.alone.whole, resources.index.documents)
    pieces = tuple(pieces_of(resources, inquiry.found, source_named=named))
    return inquiry.having(pieces=pieces, signs=read_signs(resources, inquiry.found, pieces))


def read_signs(resources: Resources, found: Found, pieces: tuple[Evidence, ...]) -> Signs:
    """The signs that the evidence answers a question."""
    return signs_of(resources.index, resources.patterns, found.query.text, found, pieces)


def pieces_of(resources: Resources, found: Found, *, source_named: bool) -> list[Evidence]:
    """The evidence that an answer would show, best first. Unless the question names its source, a
    text in force comes first.
    """
    vocabulary = resources.records.vocabulary
    evidence = eligible(
        vocabulary,
        resources.patterns,
        found.query.text,
        evidence_of(resources.index, found),
    )
    return chosen(resources.index, evidence, source_named=source_named, own=found.query.own)


def judge(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Say whether there is an answer: is the question of the field, is a list lost, do the words
    found answer?
    """
    found, calibration, signs = inquiry.found, resources.calibration, inquiry.signs
    if _is_unknown(resources, inquiry):
        return inquiry.having(status="unclear")
    if _is_outside(resources, inquiry, signs):
        return inquiry.having(status="out_of_scope")
    if any(lost_list(piece) for piece in inquiry.pieces):
        return inquiry.having(status="source_gap")
    answered = calibration.answers(found.query.written, signs)
    return inquiry.having(status="answered" if answered else "not_found")


def _is_unknown(resources: Resources, inquiry: Inquiry) -> bool:
    """Does the message hold no word that the texts or the editors know?"""
    index, query = resources.index, inquiry.found.query
    known = (index.words["passages"].number, index.words["questions"].number)
    words = [term for term in query.own if not term.isdigit()]
    return not any(word in vocabulary for word in words for vocabulary in known)


def _is_outside(resources: Resources, inquiry: Inquiry, signs: Mapping[str, float]) -> bool:
    """Is the question none of the field's, or is nothing left of it once its orders are set
    aside?
    """
    alone, index = inquiry.alone, resources.index
    situated = message.is_situated(alone.whole, index, resources.patterns)
    if message.is_foreign(alone.whole, index, resources.wording):
        return True
    if inquiry.instructed and not situated:
        return True
    subject = f"{inquiry.found.query.written} {alone.topic}"
    return not resources.calibration.field.holds(subject, clues_of(signs, situated=situated))


def complete(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Add the evidence of a second question in the sentence, and what other texts say
    differently.
    """
    if inquiry.status != "answered":
        return inquiry
    index = resources.index
    applying = _divergences_for(resources, inquiry)
    pieces, notices = divergences.beside(
        index, resources.wording, applying, _with_parts(resources, inquiry)
    )
    return inquiry.having(pieces=tuple(pieces), notices=(*inquiry.notices, *notices))


def _with_parts(resources: Resources, inquiry: Inquiry) -> list[Evidence]:
    """For a sentence that asks two things, the best evidence of each; otherwise the evidence as
    it is.
    """
    questions = parts(inquiry.alone.text)
    if len(questions) == 1:
        return list(inquiry.pieces)
    best: list[Evidence] = []
    for text in questions:
        part = Standalone(text=text, context=inquiry.alone.whole)
        found = passages_for(resources, inquiry.question, part, inquiry.day)
        best += pieces_of(resources, found, source_named=True)[:1]
    return distinct([*best, *inquiry.pieces])


def write(resources: Resources, inquiry: Inquiry) -> Generator[Event, None, Inquiry]:
    """Put the evidence into sentences: the sources' own words, or those of a language model, sent
    one by one as they are verified.
    """
    if inquiry.status == "source_gap":
        return _write_lost_list(resources, inquiry)
    if inquiry.status != "answered":
        return inquiry
    statements, citations = compose(resources.index, resources.wording, inquiry.pieces)
    shown, notices = inquiry.pieces, inquiry.notices
    if resources.task is not None:
        sentence = spelled_out(resources, inquiry.alone)
        written = yield from resources.task.write(
            sentence, inquiry.pieces, inquiry.found.hits, inquiry.day
        )
        notices += written.notices
        if written.statements:
            statements, citations, shown = written.statements, written.citations, written.pieces
            inquiry = inquiry.having(origin=Origin.MODEL)
    notices += _notices_of_sources(resources, inquiry, shown, inquiry.alone.whole)
    notices += _notices_of_evidence(resources, inquiry)
    return inquiry.having(statements=statements, citations=citations, notices=notices)


def _write_lost_list(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Say that the source lost a list, and quote what the corpus holds of it elsewhere."""
    piece, gap = next(
        (piece, gap) for piece in inquiry.pieces if (gap := lost_list(piece)) is not None
    )
    statements, citations = on_lost_list(resources.index, resources.wording, piece, gap)
    lost = resources.wording.notices["lacune"].format(label=piece.passage.label)
    notices = (lost, *_notices_of_sources(resources, inquiry, (piece,), ""))
    return inquiry.having(
        statements=statements, citations=citations, notices=(*inquiry.notices, *notices)
    )


def _notices_of_sources(
    resources: Resources, inquiry: Inquiry, pieces: tuple[Evidence, ...], text: str
) -> tuple[str, ...]:
    """What must be known of the sources shown; `text` is the question, for its old names."""
    return authority.notices_of(
        pieces,
        text,
        documents=resources.index.documents,
        lexicon=resources.index.lexicon,
        wording=resources.wording,
        day=inquiry.day,
        today=inquiry.today,
    )


def _notices_of_evidence(resources: Resources, inquiry: Inquiry) -> tuple[str, ...]:
    """What the question supposes and the evidence contradicts, and a rubric left blank."""
    notices, pieces = resources.wording.notices, inquiry.pieces
    told: list[str] = []
    words = " ".join(piece.words for piece in pieces[:2])
    clash = presupposition.contradiction(
        inquiry.alone.whole,
        words,
        opposites=resources.wording.opposites,
        units=resources.patterns.counted_units,
    )
    if clash:
        told.append(notices["premisse"].format(question=clash[0], texte=clash[1]))
    if pieces and is_form_blank(pieces[0]):
        told.append(notices["blanc"])
    return tuple(told)


def check(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Keep the sentences that verification lets through; without any, there is no answer."""
    if not inquiry.statements:
        return inquiry
    index = resources.index
    if inquiry.status == "dialogue":  # words of ours, or those of the last answer
        findings = verify.verify((), inquiry.citations, index.documents, index.text)
        return inquiry.having(findings=findings)
    findings = verify.verify(inquiry.statements, inquiry.citations, index.documents, index.text)
    statements = verify.statements_shown(inquiry.statements, findings)
    if not statements:
        return inquiry.having(status="not_found", statements=(), citations=())
    rows = inquiry.table.rows if inquiry.table else ()
    numbers = {number for row in rows for number in row.citations}
    numbers |= {number for statement in statements for number in statement.citations}
    return inquiry.having(
        statements=statements,
        citations=tuple(each for each in inquiry.citations if each.n in numbers),
        findings=findings,
    )


def spelled_out(resources: Resources, alone: Standalone) -> str:
    """The question that is answered, as a sentence that stands alone."""
    return resources.wording.spelled_out(alone.text, alone.topic)


def _silent(step: Callable[[Resources, Inquiry], Inquiry]) -> Step:
    """A step that sends nothing while it works."""

    def run(resources: Resources, inquiry: Inquiry) -> Generator[Event, None, Inquiry]:
        yield from ()
        return step(resources, inquiry)

    return run


def _unless_answered(step: Step) -> Step:
    """A step that is passed over once the reply is known: a courtesy, an answer that an editor
    wrote.
    """

    def run(resources: Resources, inquiry: Inquiry) -> Generator[Event, None, Inquiry]:
        if inquiry.is_answered:
            return inquiry
        return (yield from step(resources, inquiry))

    return run


STEPS: Mapping[str, Step] = {
    "receive": _silent(receive),
    "understand": _unless_answered(_silent(understand)),
    "search": _unless_answered(search),
    "consult": _unless_answered(_silent(consult)),
    "gather": _unless_answered(_silent(gather)),
    "recall": _unless_answered(_silent(recall)),
    "contrast": _unless_answered(_silent(contrast)),
    "judge": _unless_answered(_silent(judge)),
    "complete": _unless_answered(_silent(complete)),
    "write": _unless_answered(write),
    "fall_back": _unless_answered(_silent(fall_back)),
    "check": _silent(check),
}
