"""The conversations of a session: listed, searched, renamed, exported, deleted; and what readers
think of their replies.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from api import web
from api.deps.access import CurrentActor, ReadConversation, WriteConversation, owner_filter
from api.deps.database import OpenDatabase
from api.deps.serving import OpenAssistant
from api.downloads import download
from api.schemas.answers import ReplyOut
from api.web.ask import views
from api.web.ask.saved import reply_of
from api.web.ask.texts import ask_texts
from assistant.errors import BadInput, UnknownItem
from assistant.exports.export import export_bytes
from assistant.store import conversations
from assistant.store.nouns import Feedback, Thumb

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get("/conversations")
def history(actor: CurrentActor, database: OpenDatabase, mots: str = "") -> HTMLResponse:
    """The conversations of the session, those that hold all the words of `mots` when there are
    any.
    """
    return HTMLResponse(
        web.render(
            "ask/historique.html",
            found=conversations.list_conversations(database, owner_filter(actor), mots),
            words=mots,
        )
    )


@router.get("/conversations/{id}.md")
def export_conversation(
    conversation_id: ReadConversation, database: OpenDatabase, assistant: OpenAssistant
) -> Response:
    """A conversation as a Markdown file. Raises UnknownItem."""
    conversation, turns = conversations.read_conversation(database, conversation_id)
    setting = views.setting_of(assistant)
    text = views.markdown(conversation.title, [views.turn_view(turn, setting) for turn in turns])
    return download(text.encode(), "md", f"conversation-{conversation_id}")


@router.get("/conversations/{id}/echanges/{number}.{format}")
def export_exchange(
    conversation_id: ReadConversation,
    number: Number,
    fmt: Annotated[str, Path(alias="format")],
    database: OpenDatabase,
    assistant: OpenAssistant,
) -> Response:
    """One reply as a file. Raises BadInput for an unknown format, or when the reply was saved by
    another version.
    """
    _, turns = conversations.read_conversation(database, conversation_id)
    turn = next((each for each in turns if each.number == number), None)
    if turn is None:
        raise UnknownItem(f"Cette conversation n’a pas d’échange numéro {number}.")
    try:
        out = ReplyOut.model_validate_json(turn.reply)
    except ValidationError as error:
        raise BadInput(ask_texts().outdated) from error
    reply = reply_of(out, views.setting_of(assistant))
    content = export_bytes(reply, fmt, assistant.index.documents)
    return download(content, fmt, f"reponse-{conversation_id}-{number}")


@router.post("/conversations/{id}/titre")
def rename(
    conversation_id: WriteConversation, database: OpenDatabase, titre: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Change the title of a conversation. Raises BadInput for an empty or too long one."""
    conversations.rename_conversation(database, conversation_id, titre)
    return RedirectResponse("/conversations", 303)


@router.post("/conversations/{id}/supprimer")
def remove(conversation_id: WriteConversation, database: OpenDatabase) -> RedirectResponse:
    """Delete a conversation for good."""
    conversations.remove_conversation(database, conversation_id)
    return RedirectResponse("/conversations", 303)


def feedback_of_form(
    echange: Annotated[int, Form(ge=1, le=1_000_000)],
    avis: Annotated[Thumb, Form()],
    citation: Annotated[int, Form(ge=0, le=1000)] = 0,
    raison: Annotated[list[str] | None, Form(max_length=10)] = None,
    remarque: Annotated[str, Form(max_length=1000)] = "",
) -> Feedback:
    """What the form says of a reply; reasons and a remark go with « non » alone."""
    if avis is not Thumb.DOWN:
        return Feedback(turn=echange, thumb=avis, citation=citation, reasons=(), comment="")
    reasons = tuple(each[:200] for each in raison or ())
    return Feedback(turn=echange, thumb=avis, citation=citation, reasons=reasons, comment=remarque)


@router.post("/conversations/{id}/avis")
def save_opinion(
    conversation_id: WriteConversation,
    database: OpenDatabase,
    feedback: Annotated[Feedback, Depends(feedback_of_form)],
) -> RedirectResponse:
    """What the reader thinks of a reply, or of one of its citations. Raises UnknownItem when there
    is no such exchange.
    """
    conversations.save_feedback(database, conversation_id, feedback)
    place = f"avis-{feedback.turn}-{feedback.citation}"
    return RedirectResponse(f"/conversations/{conversation_id}#{place}", 303)
