"""Questions kept to be asked again: what a change of corpus or model does to their replies."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from api import web
from api.deps.access import (
    Act,
    CurrentActor,
    ReadQuestion,
    WriteQuestion,
    check_access,
    owner_filter,
)
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.web.ask.views import reply_to_save
from api.web.rate.records import list_turns, record_of_answer, record_of_saved
from api.web.rate.texts import rate_texts
from assistant.conversation import message
from assistant.domain import Question, Turn, Value
from assistant.errors import BadInput, CpomError, UnknownItem
from assistant.index.index import Index
from assistant.pipeline import Assistant
from assistant.ratings.record import Record
from assistant.ratings.replay import Change, Stale, compare_replies, stale_citations
from assistant.store import conversations, questions
from assistant.store.database import Database
from assistant.store.nouns import SavedQuestion

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
OFFERED = 30
MOST = 200  # questions of one session
CHANGES = tuple(change.value for change in Change)


class Row(Value):
    """A question; `change` is what asking again changed, empty when it was not asked; `problem` why
    it could not be; `old` when its reply cannot be read.
    """

    id: str
    text: str
    saved: datetime
    generation: str
    sentences: int
    stale: tuple[Stale, ...] = ()
    change: str = ""
    problem: str = ""
    old: bool = False


def row_of(
    saved: SavedQuestion,
    before: Record | None,
    index: Index,
    ask: Callable[[], Record | str] | None,
) -> Row:
    """The row of a question; `ask` asks it again, or gives the sentence of an error."""
    row = Row(
        id=saved.id,
        text=saved.text,
        saved=saved.saved,
        generation=saved.generation,
        sentences=len(before.sentences) if before else 0,
        old=before is None,
    )
    if before is None:
        return row
    row = row.model_copy(update={"stale": stale_citations(before, index)})
    after = ask() if ask else None
    if isinstance(after, str):
        return row.model_copy(update={"problem": after})
    return (
        row.model_copy(update={"change": compare_replies(before, after, index).change.value})
        if after
        else row
    )


@router.get("/evaluer/questions")
def read_kept(
    assistant: OpenAssistant, actor: CurrentActor, database: OpenDatabase, rejouer: str = ""
) -> HTMLResponse:
    """The questions kept, and whether their sources still stand; with `rejouer`, each is asked
    again.
    """
    found = questions.list_questions(database, owner_filter(actor))
    rows = [
        row_of(
            each,
            record_of_saved(each.reply),
            assistant.index,
            _asker(assistant, each) if rejouer else None,
        )
        for each in found
    ]
    offered = list_turns(database, owner_filter(actor))[:OFFERED]
    return HTMLResponse(
        web.render(
            "rate/questions.html",
            rows=rows,
            replayed=bool(rejouer),
            counts=_counts(rows),
            offered=offered,
            generation=assistant.index.manifest.id,
        )
    )


@router.post("/evaluer/questions")
def keep(
    assistant: OpenAssistant,
    actor: CurrentActor,
    database: OpenDatabase,
    question: Annotated[str, Form()] = "",
    echange: Annotated[str, Form(max_length=80)] = "",
) -> RedirectResponse:
    """Keep a question with its reply: one that was typed, or an exchange of a conversation. Raises
    BadInput for too many, and what a question raises.
    """
    if len(questions.list_questions(database, owner_filter(actor))) >= MOST:
        raise BadInput(f"Vous suivez déjà {MOST} questions : ôtez-en une avant d’en ajouter.")
    if echange:
        question_id, _, number = echange.partition(":")
        asked, reply, generation = _exchange(
            database, check_access(database, actor, "conversation", question_id, Act.READ), number
        )
    else:
        asked = Question(text=message.check_text(question, assistant.settings.max_question))
        reply, generation = _answer(assistant, asked)
    made = questions.save_question(database, actor.owner, asked, reply, generation)
    return RedirectResponse(f"/evaluer/questions#question-{made.id}", 303)


@router.get("/evaluer/questions/{id}")
def one(
    question_id: ReadQuestion, assistant: OpenAssistant, database: OpenDatabase
) -> HTMLResponse:
    """The reply that was kept and the one given now, sentence by sentence."""
    saved = questions.read_question(database, question_id)
    before, after = (
        record_of_saved(saved.reply),
        record_of_answer(assistant.ask(Question.model_validate_json(saved.question))),
    )
    found = compare_replies(before, after, assistant.index) if before else None
    return HTMLResponse(
        web.render(
            "rate/question.html",
            saved=saved,
            found=found,
            after=after,
            statuses=rate_texts().statuses,
            documents=assistant.index.documents,
        )
    )


@router.post("/evaluer/questions/{id}/reprendre")
def renew(
    question_id: WriteQuestion, assistant: OpenAssistant, database: OpenDatabase
) -> RedirectResponse:
    """Put the reply given now in the place of the one that was kept."""
    questions.update_reply(
        database,
        question_id,
        *_answer(
            assistant,
            Question.model_validate_json(questions.read_question(database, question_id).question),
        ),
    )
    return RedirectResponse(f"/evaluer/questions#question-{question_id}", 303)


@router.post("/evaluer/questions/{id}/supprimer")
def remove(question_id: WriteQuestion, database: OpenDatabase) -> RedirectResponse:
    """Remove a saved question. Raises UnknownItem."""
    questions.remove_question(database, question_id)
    return RedirectResponse("/evaluer/questions", 303)


def _answer(assistant: Assistant, question: Question) -> tuple[str, str]:
    """The reply given now, in JSON, and the generation that gave it."""
    out = reply_to_save(assistant.ask(question))
    return out.model_dump_json(), out.trace.generation


def _exchange(database: Database, question_id: str, number: str) -> tuple[Question, str, str]:
    """An exchange of a conversation, with what came before it. Raises UnknownItem, or BadInput when
    another version of the application kept it.
    """
    turns = conversations.read_conversation(database, question_id)[1]
    turn = next((each for each in turns if str(each.number) == number), None)
    if turn is None:
        raise UnknownItem("Cet échange n’existe plus : choisissez-en un de la liste.")
    record = record_of_saved(turn.reply)
    if record is None:
        raise BadInput(
            "Cet échange a été enregistré par une autre version de l’assistant "
            ": posez de nouveau la question."
        )
    before = tuple(
        Turn(question=each.question, answer=each.answer)
        for each in turns
        if each.number < turn.number
    )
    return Question(text=turn.question, history=before), turn.reply, record.generation


def _asker(assistant: Assistant, saved: SavedQuestion) -> Callable[[], Record | str]:
    """Asks a question again; the sentence of the error when it cannot be answered."""

    def ask() -> Record | str:
        try:
            return record_of_answer(assistant.ask(Question.model_validate_json(saved.question)))
        except CpomError as error:
            return str(error)

    return ask


def _counts(rows: list[Row]) -> list[tuple[str, int]]:
    """How many replies of each kind of change, in the order of CHANGES."""
    return [(word, sum(row.change == word for row in rows)) for word in CHANGES]
