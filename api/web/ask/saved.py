"""A reply that was saved, as the exports take it."""

from typing import Any

from api.schemas.answers import ReplyOut
from api.web.ask.views import REFUSED, Setting
from assistant.domain import (
    Answer,
    Citation,
    Lead,
    Question,
    Refusal,
    Statement,
    Table,
    Trace,
    Weight,
)


def reply_of(out: ReplyOut, setting: Setting) -> Answer | Refusal:
    """The reply that was saved; what its form does not hold (candidates, findings) is left empty.

    Raises UnknownItem when a document that it cites has left the corpus.
    """
    return _refusal(out, setting) if out.status in REFUSED else _answer(out, setting)


def _common(out: ReplyOut) -> dict[str, Any]:
    """The fields that an answer and a refusal share."""
    trace = Trace(generation=out.trace.generation, mode=out.trace.mode, vectors=out.trace.vectors)
    return {
        "question": Question(text=out.question),
        "standalone": out.standalone,
        "notices": tuple(out.notices),
        "status": out.status,
        "trace": trace,
    }


def _refusal(out: ReplyOut, setting: Setting) -> Refusal:
    leads = tuple(Lead(**each.model_dump()) for each in out.leads)
    message = setting.wording.refusals[out.status]
    return Refusal.model_validate({**_common(out), "message": message, "leads": leads})


def _answer(out: ReplyOut, setting: Setting) -> Answer:
    citations = tuple(Citation(**each.model_dump()) for each in out.citations)
    weights = {each.n: setting.index.document(each.document_id).weight for each in citations}
    statements = tuple(
        Statement(
            text=each.text,
            citations=tuple(each.citations),
            weight=weights[each.citations[0]] if each.citations else Weight.COMMUNICATION,
        )
        for each in out.statements
    )
    table = Table.model_validate(out.table.model_dump()) if out.table else None
    shown = {"verdict": out.verdict or "", "table": table, "origin": out.origin, "act": out.act}
    fields = {**_common(out), **shown, "statements": statements, "citations": citations}
    return Answer.model_validate(fields)
