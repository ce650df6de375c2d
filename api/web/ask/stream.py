"""A question answered as it goes: the same fragments of page as without JavaScript, sent as events
one after another.

`attente` opens the exchange, `phrase` is a verified sentence with its sources, `fin` the whole
exchange as it is kept, `echec` the sentence
that says why there is none. A stream that ends without `fin` or `echec` was cut: the page says so.
"""

import logging
from collections.abc import Iterator
from datetime import date

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api import web
from api.deps.access import Actor, CurrentActor, WriteConversation
from api.deps.serving import OpenAssistant
from api.errors import SENTENCES
from api.http.ask import said_of
from api.schemas.answers import Problem, Shape
from api.web.ask import views
from api.web.ask.conversation import MaybeDatabase, before_of, question_of, recent_of, saved
from api.web.ask.routes import Asked, Typed
from api.web.ask.where import Where
from api.web.texts import question_texts
from assistant.domain import Answer, Found, Refusal, Said
from assistant.errors import CpomError
from assistant.pipeline import Assistant
from assistant.store import conversations
from assistant.store.database import Database

LOG = logging.getLogger("cpom")
router = APIRouter(include_in_schema=False)


class Fragment(Shape):
    """A piece of the page, already escaped."""

    html: str


class Ended(Fragment):
    """The whole exchange, the list of recent conversations, and where the exchange is kept (empty
    when it is not).
    """

    recent: str
    title: str
    address: str


class Flow:
    """One question on its way: who asks it, where, and in which conversation."""

    def __init__(
        self,
        assistant: Assistant,
        actor: Actor,
        database: Database | None,
        where: Where,
        conversation_id: str | None,
    ) -> None:
        self.assistant = assistant
        self.actor = actor
        self.database = database
        self.where = where
        self.id = conversation_id
        self.before = before_of(database, conversation_id)

    def events(self, text: str) -> Iterator[ServerSentEvent]:
        """The events of one question; whatever fails ends in an `echec`."""
        try:
            yield _event(
                "attente",
                Fragment(
                    html=web.render("ask/attente.html", question=text, number=len(self.before) + 1)
                ),
            )
            yield from self._answered(text)
        except CpomError as error:
            yield _event("echec", Problem(detail=str(error)))
        except Exception:  # the status is already sent: the sentence can only travel as an event
            LOG.exception("erreur imprévue pendant le flux")
            yield _event("echec", Problem(detail=SENTENCES[500]))

    def _answered(self, text: str) -> Iterator[ServerSentEvent]:
        sent = 0
        for step in self.assistant.stream(
            question_of(text, self.where, self.before),
            mode="extractive" if self.where.plain else None,
        ):
            if isinstance(step, Said):
                sent += 1
                yield self._phrase(step)
            elif not isinstance(step, Found):
                yield from (self._phrase(said) for said in said_of(step)[sent:])
                yield self._ended(text, step)

    def _phrase(self, said: Said) -> ServerSentEvent:
        statement, sources = views.said_view(said, self.assistant.index, date.today())
        return _event(
            "phrase",
            Fragment(html=web.render("ask/phrase.html", statement=statement, sources=sources)),
        )

    def _ended(self, text: str, reply: Answer | Refusal) -> ServerSentEvent:
        index, wording, today = self.assistant.index, self.assistant.wording, date.today()
        if self.database is None:
            turn, conversation = (
                views.loose_turn(text, views.reply_view(views.shown(reply), index, wording, today)),
                None,
            )
        else:
            kept = saved(self.database, self.actor.owner, self.id, text, reply)
            turn, (conversation, _) = (
                views.turn_view(kept, index, wording, today),
                conversations.read_conversation(self.database, kept.conversation_id),
            )
        html = web.render("ask/echange.html", turn=turn, texts=question_texts())
        recent = web.render(
            "ask/recentes.html",
            recent=recent_of(self.database, self.actor),
            conversation=conversation,
        )
        return _event(
            "fin",
            Ended(
                html=html,
                recent=recent,
                title=conversation.title if conversation else "",
                address=f"/conversations/{turn.id}" if turn.id else "",
            ),
        )


@router.post("/flux", response_class=EventSourceResponse)
def begin(
    assistant: OpenAssistant, actor: CurrentActor, database: MaybeDatabase, where: Typed, q: Asked
) -> Iterator[ServerSentEvent]:
    """The first question of a conversation, as a stream."""
    yield from Flow(assistant, actor, database, where, None).events(q)


@router.post("/conversations/{id}/flux", response_class=EventSourceResponse)
def follow(
    conversation_id: WriteConversation,
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: MaybeDatabase,
    where: Typed,
    q: Asked,
) -> Iterator[ServerSentEvent]:
    """A further question of a conversation, as a stream."""
    yield from Flow(assistant, actor, database, where, conversation_id).events(q)


def _event(name: str, data: Shape) -> ServerSentEvent:
    return ServerSentEvent(event=name, data=data)
