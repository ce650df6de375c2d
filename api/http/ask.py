"""Questions: one answer at once, or its parts as they come."""

import logging
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.deps.serving import OpenAssistant
from api.errors import describe_errors, documented_beside_a_stream, sentence_for
from api.schemas.answers import (
    CitationOut,
    Problem,
    QuestionIn,
    ReplyOut,
    Shape,
    citation_out,
    reply_out,
    retrieved_out,
)
from assistant.domain import Answer, Found, Refusal, Said
from assistant.errors import CpomError
from assistant.pipeline import Assistant

LOG = logging.getLogger("cpom")
router = APIRouter(prefix="/api", tags=["questions"])


class StatementEvent(Shape):
    """Une phrase vérifiée, avec ses citations entières."""

    text: str
    citations: list[CitationOut]


@router.post(
    "/ask",
    summary="Poser une question",
    response_description="La réponse, ou un refus motivé",
    responses=describe_errors(400, 413, 422, 503),
)
def ask(question: QuestionIn, assistant: OpenAssistant) -> ReplyOut:
    """Répond avec les mots exacts des textes, ou dit pourquoi il n’y a pas de réponse."""
    return reply_out(assistant.ask(question.value()))


@router.post(
    "/ask/stream",
    summary="Poser une question, réponse en flux",
    response_description="Un flux d’événements",
    response_class=EventSourceResponse,
    responses=documented_beside_a_stream(400, 413, 422, 503),
)
def stream(question: QuestionIn, assistant: OpenAssistant) -> Iterator[ServerSentEvent]:
    """Envoie `retrieval` (les passages candidats), puis un `statement` par phrase avec ses
    citations, aussitôt qu’elle est vérifiée, puis `end` (la réponse entière).

    Une question refusée en cours de route donne un événement `error` : `{"detail": "une phrase"}`.
    """
    try:
        yield from _events(assistant, question)
    except CpomError as error:
        yield _failure_event(str(error))
    except Exception:  # the status is already sent: the sentence can only travel as an event
        LOG.exception("erreur imprévue pendant le flux")
        yield _failure_event(sentence_for(500))


def _events(assistant: Assistant, question: QuestionIn) -> Iterator[ServerSentEvent]:
    """The steps of the assistant as events; a sentence sent while a model was writing is not sent
    again with the reply.
    """
    sent = 0
    for step in assistant.stream(question.value()):
        if isinstance(step, Found):
            yield ServerSentEvent(event="retrieval", data=[retrieved_out(hit) for hit in step.hits])
        elif isinstance(step, Said):
            sent += 1
            yield _statement(step)
        else:
            for sentence in sentences_of(step)[sent:]:
                yield _statement(sentence)
            yield ServerSentEvent(event="end", data=reply_out(step))


def _statement(step: Said) -> ServerSentEvent:
    return ServerSentEvent(
        event="statement",
        data=StatementEvent(
            text=step.statement.text, citations=[citation_out(each) for each in step.citations]
        ),
    )


def sentences_of(reply: Answer | Refusal) -> list[Said]:
    """The sentences of a reply, each with its citations; a refusal has none."""
    if isinstance(reply, Refusal):
        return []
    return [
        Said(statement=each, citations=tuple(c for c in reply.citations if c.n in each.citations))
        for each in reply.statements
    ]


def _failure_event(sentence: str) -> ServerSentEvent:
    return ServerSentEvent(event="error", data=Problem(detail=sentence))
