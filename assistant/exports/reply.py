"""An answer or a refusal, as it is printed."""

from collections.abc import Iterator, Mapping

from assistant.domain import Answer, Document, Lead, Refusal, Table
from assistant.exports.labels import Labels, ReplyLabels
from assistant.exports.printable import (
    Grid,
    Item,
    Numbering,
    Part,
    Printable,
    plain_part,
    printable_text,
    standings,
)


def printable_reply(
    reply: Answer | Refusal, labels: Labels, documents: Mapping[str, Document] | None = None
) -> Printable:
    """An answer with its sources, or a refusal with its leads."""
    words = labels.reply
    numbering = Numbering(
        reply.citations if isinstance(reply, Answer) else (), standings(documents)
    )
    parts: list[Part] = []
    if reply.standalone and reply.standalone != reply.question.text:
        parts.append(plain_part("comprise", words.standalone, [reply.standalone]))
    if isinstance(reply, Answer):
        parts += _parts_of_answer(reply, words, numbering)
    else:
        parts += _parts_of_refusal(reply, words)
    if notices := [*_model_notices(reply, words), *reply.notices]:
        parts.append(plain_part("avertissements", words.notices, notices))
    kind = labels.kinds["reponse" if isinstance(reply, Answer) else "refus"]
    return Printable(
        kind=kind,
        title=printable_text(reply.question.text),
        subtitle="",
        author=labels.author,
        parts=tuple(parts),
        sources=numbering.sources,
    )


def _model_notices(reply: Answer | Refusal, words: ReplyLabels) -> Iterator[str]:
    """Which model wrote the reply, when one did."""
    trace = reply.trace
    if trace.mode == "model" and trace.writing is not None:
        yield words.written_by.format(nom=trace.writing.model)


def _parts_of_answer(answer: Answer, words: ReplyLabels, numbering: Numbering) -> Iterator[Part]:
    if answer.verdict:
        yield plain_part("verdict", words.verdict, [answer.verdict])
    yield _statements(answer, words.statements, numbering)
    if answer.table:
        yield _table(answer.table, words.table, numbering, answer)


def _parts_of_refusal(refusal: Refusal, words: ReplyLabels) -> Iterator[Part]:
    yield plain_part("message", words.absent, [refusal.message])
    if refusal.leads:
        yield plain_part("pistes", words.leads, map(_lead, refusal.leads))


def _statements(answer: Answer, title: str, numbering: Numbering) -> Part:
    """The statements of an answer, each with the numbers of its sources."""
    citations = {citation.n: citation for citation in answer.citations}
    items = [
        Item(
            key=f"phrases.{n}",
            label="",
            text=printable_text(statement.text),
            origin="",
            notes=numbering.notes(citations[number] for number in statement.citations),
        )
        for n, statement in enumerate(answer.statements)
    ]
    return Part(key="phrases", title=title, level=1, items=tuple(items))


def _table(table: Table, title: str, numbering: Numbering, answer: Answer) -> Part:
    """The table of an answer, the sources of each row beside its first cell."""
    citations = {citation.n: citation for citation in answer.citations}
    rows = []
    for n, row in enumerate(table.rows):
        notes = numbering.notes(citations[number] for number in row.citations)
        items = [
            Item(key=f"tableau.{n}.{place}", label="", text=printable_text(cell), origin="")
            for place, cell in enumerate(row.cells)
        ]
        items[:1] = [item.model_copy(update={"notes": notes}) for item in items[:1]]
        rows.append(tuple(items))
    grid = Grid(headers=tuple(table.columns), labels=(), rows=tuple(rows))
    return Part(key="tableau", title=title, level=1, grid=grid)


def _lead(lead: Lead) -> str:
    words = f" : « {lead.quote} »" if lead.quote else ""
    return f"{lead.label} ({lead.passage_id}){words}"
