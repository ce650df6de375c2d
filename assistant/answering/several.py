"""The replies to the questions of one message → one reply, in their order."""

from collections.abc import Sequence

from assistant.domain import Answer, Citation, Question, Refusal, Row, Span, Statement, Table

RETRIEVED = 20


def joined(question: Question, replies: Sequence[Answer | Refusal]) -> Answer | Refusal:
    """One reply to all: the sentences of each answer after its question, its citations numbered on;
    a question refused is told in a notice. A refusal when all are.
    """
    answers = [reply for reply in replies if isinstance(reply, Answer)]
    if not answers:
        return replies[0].model_copy(update={"question": question})
    numbered = [renumbered(answer, offset) for answer, offset in with_offsets(answers)]
    refused = [_told(reply) for reply in replies if isinstance(reply, Refusal)]
    notices = [notice for answer in answers for notice in answer.notices]
    hits = {hit.passage.id: hit for reply in reversed(replies) for hit in reversed(reply.retrieved)}
    table = next((answer.table for answer in numbered if answer.table), None)
    return answers[0].model_copy(
        update={
            "question": question,
            "standalone": " ".join(f"{reply.standalone.rstrip(' ?.!')} ?" for reply in replies),
            "verdict": " ".join(answer.verdict for answer in answers if answer.verdict),
            "statements": tuple(text for answer in numbered for text in _headed(answer)),
            "citations": tuple(each for answer in numbered for each in answer.citations),
            "table": table,
            "actions": tuple(action for answer in answers for action in answer.actions),
            "notices": tuple(dict.fromkeys((*refused, *notices))),
            "findings": tuple(finding for answer in answers for finding in answer.findings),
            "retrieved": tuple(reversed(hits.values()))[:RETRIEVED],
        }
    )


def _told(refusal: Refusal) -> str:
    return f"« {refusal.standalone} » : {refusal.message}"


def with_offsets(answers: Sequence[Answer]) -> Sequence[tuple[Answer, int]]:
    """Each answer with the number of citations before its own."""
    offset, pairs = 0, []
    for answer in answers:
        pairs.append((answer, offset))
        offset += max((citation.n for citation in answer.citations), default=0)
    return pairs


def renumbered(answer: Answer, offset: int) -> Answer:
    """An answer whose citations are numbered from the one that follows `offset`."""

    def moved(numbers: Sequence[int]) -> tuple[int, ...]:
        return tuple(number + offset for number in numbers)

    def moved_citation(citation: Citation) -> Citation:
        return citation.model_copy(update={"n": citation.n + offset})

    def moved_statement(statement: Statement) -> Statement:
        return statement.model_copy(update={"citations": moved(statement.citations)})

    def moved_row(row: Row) -> Row:
        return row.model_copy(update={"citations": moved(row.citations)})

    table = answer.table
    rows = tuple(map(moved_row, table.rows)) if table else ()
    return answer.model_copy(
        update={
            "citations": tuple(map(moved_citation, answer.citations)),
            "statements": tuple(map(moved_statement, answer.statements)),
            "table": Table(columns=table.columns, rows=rows) if table else None,
        }
    )


def _headed(answer: Answer) -> Sequence[Statement]:
    """The sentences of an answer, the first after its question, in words of ours."""
    first, *others = answer.statements or (None,)
    if first is None:
        return ()
    head = f"{answer.standalone.rstrip(' ?.!')} ? "
    ours = (Span(start=0, end=len(head)), *(_moved_span(span, len(head)) for span in first.ours))
    return (first.model_copy(update={"text": head + first.text, "ours": ours}), *others)


def _moved_span(span: Span, by: int) -> Span:
    return Span(start=span.start + by, end=span.end + by)
