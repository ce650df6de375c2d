"""A question answered as it goes: the same fragments of page as without JavaScript, sent as events
one after another.

`attente` opens the exchange, `verdict` holds its first words, `phrase` a verified sentence with
its sources, `fin` the whole exchange as it is saved, `echec` the sentence that says why there is
none. A stream that ends without `fin` or `echec` was cut: the page says so.
"""

import logging
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api import web
from api.deps.access import WriteConversation
from api.deps.serving import OpenAssistant
from api.errors import sentence_for
from api.http.ask import sentences_of
from api.schemas.answers import Problem, Shape
from api.web.ask import views
from api.web.ask.conversation import before_of, question_of, recent_of, save_exchange
from api.web.ask.routes import AskPage, Page, QuestionText, Typed
from api.web.ask.texts import ask_texts
from api.web.ask.where import Where
from assistant.domain import Answer, Found, Mode, Refusal, Said
from assistant.errors import CpomError
from assistant.pipeline import Assistant
from assistant.store import conversations
from assistant.store.nouns import SavedConversation

LOG = logging.getLogger("cpom")
router = APIRouter(include_in_schema=False)


class Fragment(Shape):
    """A piece of the page, already escaped."""

    html: str


class Ended(Fragment):
    """The whole exchange, the list of recent conversations, and where the exchange is saved (empty
    when it is not).
    """

    recent: str
    title: str
    address: str


class Flow:
    """One question on its way: where it looks, and in which conversation it stands."""

    def __init__(
        self, page: AskPage, assistant: Assistant, where: Where, conversation_id: str | None = None
    ) -> None:
        self.page = page
        self.where = where
        self.conversation_id = conversation_id
        self.before = before_of(page.database, conversation_id)
        self.assistant = assistant
        self.setting = views.setting_of(assistant)

    def events(self, text: str) -> Iterator[ServerSentEvent]:
        """The events of one question; whatever fails ends in an `echec`."""
        try:
            html = web.render("ask/attente.html", question=text, number=len(self.before) + 1)
            yield _event("attente", Fragment(html=html))
            yield from self._answer(text)
        except CpomError as error:
            yield _event("echec", Problem(detail=str(error)))
        except Exception:  # the status is already sent: the sentence can only travel as an event
            LOG.exception("erreur imprévue pendant le flux")
            yield _event("echec", Problem(detail=sentence_for(500)))

    def _answer(self, text: str) -> Iterator[ServerSentEvent]:
        """A sentence sent while a model was writing is not sent again with the reply."""
        question = question_of(text, self.where, self.before)
        mode: Mode | None = "extractive" if self.where.plain else None
        sent = 0
        for step in self.assistant.stream(question, mode=mode):
            if isinstance(step, Said):
                sent += 1
                yield self._sentence(step)
            elif not isinstance(step, Found):
                yield from self._first_words(step)
                yield from map(self._sentence, sentences_of(step)[sent:])
                yield self._end(text, step)

    def _first_words(self, reply: Answer | Refusal) -> Iterator[ServerSentEvent]:
        """The words that answer at once, when there are some."""
        verdict = reply.verdict if isinstance(reply, Answer) else ""
        if verdict:
            yield _event("verdict", Fragment(html=web.render("ask/verdict.html", verdict=verdict)))

    def _sentence(self, step: Said) -> ServerSentEvent:
        statement, sources = views.sentence_view(step, self.setting)
        html = web.render("ask/phrase.html", statement=statement, sources=sources)
        return _event("phrase", Fragment(html=html))

    def _end(self, text: str, reply: Answer | Refusal) -> ServerSentEvent:
        turn, conversation = self._save(text, reply)
        recent = web.render(
            "ask/recentes.html",
            recent=recent_of(self.page.database, self.page.actor),
            conversation=conversation,
        )
        ended = Ended(
            html=web.render("ask/echange.html", turn=turn, texts=ask_texts()),
            recent=recent,
            title=conversation.title if conversation else "",
            address=f"/conversations/{turn.id}" if turn.id else "",
        )
        return _event("fin", ended)

    def _save(
        self, text: str, reply: Answer | Refusal
    ) -> tuple[views.TurnView, SavedConversation | None]:
        """The exchange, and the conversation where it is saved if there is a database."""
        database = self.page.database
        if database is None:
            view = views.reply_view(views.reply_to_save(reply), self.setting)
            return views.unsaved_turn(text, view), None
        owner = self.page.actor.owner
        saved = save_exchange(database, owner, self.conversation_id, text, reply)
        conversation, _ = conversations.read_conversation(database, saved.conversation_id)
        return views.turn_view(saved, self.setting), conversation


@router.post("/flux", response_class=EventSourceResponse)
def begin(
    page: Page, assistant: OpenAssistant, where: Typed, q: QuestionText
) -> Iterator[ServerSentEvent]:
    """The first question of a conversation, as a stream."""
    yield from Flow(page, assistant, where).events(q)


@router.post("/conversations/{id}/flux", response_class=EventSourceResponse)
def follow(
    conversation_id: WriteConversation,
    page: Page,
    assistant: OpenAssistant,
    where: Typed,
    q: QuestionText,
) -> Iterator[ServerSentEvent]:
    """A further question, as a stream."""
    yield from Flow(page, assistant, where, conversation_id).events(q)


def _event(name: str, data: Fragment | Problem) -> ServerSentEvent:
    return ServerSentEvent(event=name, data=data)
