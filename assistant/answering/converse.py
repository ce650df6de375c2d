"""The step that takes what is no question on the texts: courtesies, help, commands on the last
answer, pages to open.
"""

from collections.abc import Mapping
from typing import Any

from assistant.answering.authority import names_source
from assistant.answering.commands import ABOUT, CarriedOut, carry_out
from assistant.answering.inquiry import Inquiry, Resources
from assistant.conversation.memory import answered_turns
from assistant.conversation.message import is_situated
from assistant.conversation.prefill import prefill_of
from assistant.conversation.request import Acts, Request, part_detailed, request_of
from assistant.conversation.standalone import exchange_of
from assistant.conversation.swap import renumbered
from assistant.conversation.talk import Talk
from assistant.domain import Act, Action, Answer, Question, Refusal, Statement, Weight
from assistant.texts.french import fold

LOOKED_BACK = 6
RANK = "rang"
LENGTHS = ("court", "detail")  # said of a text that is named, they ask for its summary
PASSED_OVER = (Act.COURTESY, Act.HELP, Act.COMMAND, Act.HAND_OVER)
EMPTY = "ce que vous préciserez"


def converse(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Answer a courtesy, a demand for help, a command on the last answer, or offer a page; a
    question goes on, without its greetings.
    """
    acts, talk = resources.acts, resources.talk
    if acts is None or talk is None or inquiry.instructed:
        return inquiry
    request = request_of(inquiry.question.text, acts)
    if request.act is Act.QUESTION:
        return _detailed(resources, inquiry, request, acts, talk)
    if request.name == RANK and _asks_of_another_number(resources, inquiry):
        return _asking(inquiry, request.model_copy(update={"act": Act.QUESTION, "name": ""}))
    if request.name in LENGTHS and names_source(request.question, resources.index.documents):
        return _asking(inquiry, request.model_copy(update={"act": Act.QUESTION, "name": ""}))
    if request.act is Act.COMMAND:
        return _carry_out_command(resources, inquiry, request, talk)
    if request.act is Act.HAND_OVER:
        return _handed_over(resources, inquiry, request, acts)
    text = _fill_sentence(resources, talk.replies.get(request.name, talk.replies["aide"]))
    return _speaking(inquiry, request, text)


def _detailed(
    resources: Resources, inquiry: Inquiry, request: Request, acts: Acts, talk: Talk
) -> Inquiry:
    """« Détaille l'étape de consultation »: that part of the last answer when it has one, else a
    question on what is named; any other question goes on.
    """
    part = part_detailed(request.question, acts)
    if not part:
        return _asking(inquiry, request)
    last = _last_reply(resources, inquiry)
    command = request.model_copy(update={"act": Act.COMMAND, "name": ABOUT, "question": part})
    if isinstance(last, Answer) and last.citations:
        done = carry_out(resources.index, talk, command, last)
        if done.statements:
            return _reply_with(inquiry, command, done, last)
    is_ours = is_situated(part, resources.index, resources.patterns)
    return _asking(inquiry, request.model_copy(update={"question": part}) if is_ours else request)


def _asks_of_another_number(resources: Resources, inquiry: Inquiry) -> bool:
    """Is « et la 5 ? » said of « l’annexe 4 », rather than of the fifth sentence?"""
    words = resources.patterns.follow_ups
    history = answered_turns(inquiry.question.history, resources.acts, ())
    exchange = exchange_of(history, words)
    text = words.link.sub("", inquiry.question.text, count=1).rstrip(" ?.!")
    return exchange is not None and bool(renumbered(text, exchange.question))


def _asking(inquiry: Inquiry, request: Request) -> Inquiry:
    """A question, less its greetings."""
    question = inquiry.question.model_copy(update={"text": request.question})
    return inquiry.having(question=question, request=request)


def _speaking(inquiry: Inquiry, request: Request, text: str) -> Inquiry:
    statement = Statement(text=text, citations=(), weight=Weight.COMMUNICATION)
    return inquiry.having(
        is_answered=True, request=request, status="dialogue", statements=(statement,)
    )


def _fill_sentence(resources: Resources, text: str) -> str:
    """A sentence with the texts of the corpus named and counted."""
    index = resources.index
    documents = " ; ".join(document.short for document in index.documents.values())
    counts = {"nombre": len(index.documents), "passages": len(index.passages)}
    return text.format(documents=documents, **counts)


def _carry_out_command(
    resources: Resources, inquiry: Inquiry, request: Request, talk: Talk
) -> Inquiry:
    """The command carried out on the last answer, when it had sources."""
    last = _last_reply(resources, inquiry)
    if last is None:
        return _speaking(inquiry, request, talk.commands.no_answer)
    if not isinstance(last, Answer) or not last.citations:
        return _speaking(inquiry, request, talk.commands.no_source)
    done = carry_out(resources.index, talk, request, last)
    if not done.statements and done.table is None:
        return _speaking(inquiry, request, talk.commands.nothing_more)
    return _reply_with(inquiry, request, done, last)


def _reply_with(inquiry: Inquiry, request: Request, done: CarriedOut, last: Answer) -> Inquiry:
    return inquiry.having(
        is_answered=True,
        request=request,
        status="answered" if done.citations else "dialogue",
        origin=last.origin,
        verdict=last.verdict if request.name == "court" else "",
        statements=done.statements,
        citations=done.citations,
        table=done.table,
    )


def _last_reply(resources: Resources, inquiry: Inquiry) -> Answer | Refusal | None:
    """The reply to the last question of the conversation, answered again; None when no question was
    asked. What is no question (a courtesy, another command) is passed over; a refusal is not: an
    older answer is not what the reader has before his eyes.
    """
    acts, history = resources.acts, inquiry.question.history
    if acts is None or resources.again is None:
        return None
    for place in range(len(history) - 1, max(-1, len(history) - 1 - LOOKED_BACK), -1):
        turn = history[place]
        if request_of(turn.question, acts).act in PASSED_OVER:
            continue
        return resources.again(Question(text=turn.question, history=history[:place]), inquiry.today)
    return None


def _handed_over(resources: Resources, inquiry: Inquiry, request: Request, acts: Acts) -> Inquiry:
    """A page to open, its form filled with what the conversation said."""
    talk = resources.talk
    assert talk is not None
    messages = [turn.question for turn in inquiry.question.history] + [inquiry.question.text]
    known = frozenset(fold(name) for name in resources.index.lexicon.acronyms)
    prefill: dict[str, Any] = dict(request.prefill)
    for message in messages[-LOOKED_BACK:]:
        prefill |= prefill_of(message, acts, resources.regions, known)
    text = _filled_with(talk, talk.hand_overs[request.name], prefill)
    button = Action(page=request.page, label=talk.buttons[request.page], prefill=prefill)
    return _speaking(inquiry, request, text).having(actions=(button,))


def _filled_with(talk: Talk, text: str, prefill: Mapping[str, Any]) -> str:
    """A sentence with what the page receives, each value in the words of the corpus."""
    heard = [
        talk.heard[name].format(", ".join(value) if isinstance(value, list) else value)
        for name, value in prefill.items()
        if name in talk.heard
    ]
    return text.format(compris=", ".join(heard) or EMPTY)
