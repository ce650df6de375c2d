"""A reply as it is saved → what the evaluator's tools compare and judge."""

from collections.abc import Iterator

from pydantic import ValidationError

from api.schemas.answers import ReplyOut
from api.web.ask.views import reply_to_save
from assistant.domain import Answer, Citation, Refusal
from assistant.ratings.pairing import pairs_of_form, pairs_of_record
from assistant.ratings.record import Record, Sentence
from assistant.store import conversations, drafts
from assistant.store.database import Database
from assistant.store.nouns import Pair, SavedTurn

TURNS = 300
DRAFTS = 30


def record_of(reply: ReplyOut) -> Record:
    """A reply in the common form, as a record; a refusal is one sentence without a source."""
    sentences = tuple(
        Sentence(text=each.text, citations=tuple(each.citations)) for each in reply.statements
    ) or (Sentence(text=reply.answer),)
    cited = tuple(Citation.model_validate(each.model_dump()) for each in reply.citations)
    model = reply.trace.writing.model if reply.trace.mode == "model" and reply.trace.writing else ""
    return Record(
        question=reply.question,
        status=reply.status,
        sentences=sentences,
        citations=cited,
        generation=reply.trace.generation,
        model=model,
    )


def record_of_answer(reply: Answer | Refusal) -> Record:
    """A reply just made, as a record."""
    return record_of(reply_to_save(reply))


def record_of_saved(reply: str) -> Record | None:
    """A reply saved as JSON; None when another version of the application wrote it."""
    try:
        return record_of(ReplyOut.model_validate_json(reply))
    except ValidationError:
        return None


def list_turns(database: Database, owner: str | None) -> tuple[SavedTurn, ...]:
    """The last exchanges of the conversations of an owner, the last conversation first."""
    found: list[SavedTurn] = []
    for conversation in conversations.list_conversations(database, owner):
        found.extend(conversations.read_conversation(database, conversation.id)[1])
        if len(found) >= TURNS:
            break
    return tuple(found[:TURNS])


def pairs_of_conversations(database: Database, owner: str | None) -> Iterator[Pair]:
    """The pairs of the replies that were saved."""
    for turn in list_turns(database, owner):
        record = record_of_saved(turn.reply)
        yield from pairs_of_record(record) if record else ()


def pairs_of_drafts(database: Database, owner: str | None) -> Iterator[Pair]:
    """The pairs of the last drafts, as they now are."""
    for draft in drafts.list_drafts(database, owner)[:DRAFTS]:
        yield from pairs_of_form(drafts.read_draft(database, draft.id).form)
