"""A command on the last answer → what it shows, from the citations already given: no new search."""

from collections.abc import Callable, Iterator, Mapping

from assistant.answering.compose import cite
from assistant.conversation.request import Request
from assistant.conversation.talk import Talk
from assistant.domain import (
    Answer,
    Attribution,
    Citation,
    Evidence,
    Row,
    Span,
    Statement,
    Table,
    Value,
    Weight,
)
from assistant.index.index import Index
from assistant.texts.sentences import sentence_spans

WORDS = "\0"  # where the words of the source stand in a sentence of the corpus
ABOUT = "detail-sur"  # « détaille l’étape de consultation »: a part of the last answer
FOLLOWING = 2  # passages
LONGEST = 1200  # characters of a passage shown whole


class CarriedOut(Value):
    """What a command shows; without sentences nor table, there was nothing to do it on."""

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    table: Table | None = None


class Ground(Value):
    """The last answer and what a command needs beside it."""

    answer: Answer
    request: Request
    talk: Talk

    def citations_of(self, statement: Statement) -> Iterator[Citation]:
        """The sources of a sentence."""
        return (each for each in self.answer.citations if each.n in statement.citations)


def carry_out(index: Index, talk: Talk, request: Request, answer: Answer) -> CarriedOut:
    """What the command of a request shows of the last answer."""
    ground = Ground(answer=answer, request=request, talk=talk)
    return COMMANDS[request.name](index, ground)


def _where(index: Index, ground: Ground) -> CarriedOut:
    """Each source: its label, its text, its exact words."""
    citations = ground.answer.citations
    statements = tuple(_source(index, ground.talk.commands.source, each) for each in citations)
    return CarriedOut(statements=statements, citations=citations)


def _source(index: Index, sentence: str, citation: Citation) -> Statement:
    """A source and its exact words; all that stands before these is ours."""
    document = index.document(citation.document_id)
    before, _, _ = sentence.format(
        label=citation.label, texte=document.short, mots=WORDS
    ).partition(WORDS)
    text = sentence.format(label=citation.label, texte=document.short, mots=citation.quote)
    return Statement(
        text=text,
        citations=(citation.n,),
        weight=document.weight,
        ours=(Span(start=0, end=len(before)),),
        attribution=Attribution(document_id=document.id, weight=document.weight),
    )


def _ours(text: str, weight: Weight) -> Statement:
    """A sentence of ours, which claims nothing."""
    return Statement(text=text, citations=(), weight=weight, ours=(Span(start=0, end=len(text)),))


def _sure(index: Index, ground: Ground) -> CarriedOut:
    """The words again, after a sentence that says so."""
    shown = _where(index, ground)
    if not shown.statements:
        return shown
    weight = shown.statements[0].weight
    opening = _ours(ground.talk.commands.sure, weight)
    return shown.model_copy(update={"statements": (opening, *shown.statements)})


def _detail(index: Index, ground: Ground) -> CarriedOut:
    """The whole paragraphs that were quoted, each once."""
    return _passages(index, ground.answer.citations)


def _passages(index: Index, citations: tuple[Citation, ...]) -> CarriedOut:
    first: dict[str, Citation] = {}
    for citation in citations:
        first.setdefault(citation.passage_id, citation)
    statements = tuple(_whole_passage(index, each) for each in first.values())
    return CarriedOut(statements=statements, citations=tuple(first.values()))


def _whole_passage(index: Index, citation: Citation) -> Statement:
    """The label of a source, then its whole passage."""
    document = index.document(citation.document_id)
    label = f"{citation.label} : "
    return Statement(
        text=label + _shorten(index.passage(citation.passage_id).text),
        citations=(citation.n,),
        weight=document.weight,
        ours=(Span(start=0, end=len(label)),),
        attribution=Attribution(document_id=document.id, weight=document.weight),
    )


def _shorten(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rsplit(' ', 1)[0]} […]"


def _shorter(index: Index, ground: Ground) -> CarriedOut:
    """The first sentence alone; the first words are said by the verdict. Of a table, each row with
    the first sentence of its cells.
    """
    statements = ground.answer.statements[:1]
    table = ground.answer.table
    if table is None:
        return _with_sources(ground, statements)
    rows = tuple(
        row.model_copy(update={"cells": tuple(map(_first_sentence, row.cells))})
        for row in table.rows
    )
    short = table.model_copy(update={"rows": rows})
    return CarriedOut(statements=statements, citations=ground.answer.citations, table=short)


def _first_sentence(text: str) -> str:
    """The first sentence of a cell, with the mark of what is left out."""
    _, end = next(iter(sentence_spans(text)), (0, len(text)))
    return text if end >= len(text.rstrip()) else f"{text[:end].rstrip()} […]"


def _nth(index: Index, ground: Ground) -> CarriedOut:
    """The whole paragraph of the sentence at the place named."""
    rank = ground.request.rank or 1
    statements = ground.answer.statements
    if ground.answer.table is not None:
        return _nth_row(index, ground, ground.answer.table, rank)
    place = len(statements) - 1 if rank == -1 else rank - 1
    if not 0 <= place < len(statements):
        return CarriedOut()
    chosen = _with_sources(ground, (statements[place],))
    whole = _passages(index, chosen.citations)
    return CarriedOut(
        statements=(*chosen.statements, *whole.statements), citations=chosen.citations
    )


def _nth_row(index: Index, ground: Ground, table: Table, rank: int) -> CarriedOut:
    """The row at the place named, and the whole paragraphs that it rests on."""
    place = len(table.rows) - 1 if rank == -1 else rank - 1
    if not 0 <= place < len(table.rows):
        return CarriedOut()
    row = table.rows[place]
    whole = _passages(
        index, tuple(each for each in ground.answer.citations if each.n in row.citations)
    )
    return whole.model_copy(update={"table": table.model_copy(update={"rows": (row,)})})


def _about(index: Index, ground: Ground) -> CarriedOut:
    """The whole paragraphs of what the last answer says on the words of the request."""
    wanted = set(index.analyser.terms(ground.request.question))
    parts = [(each.text, each.citations) for each in ground.answer.statements]
    if ground.answer.table is not None:
        parts += [(" ".join(row.cells), row.citations) for row in ground.answer.table.rows]
    shared = [len(wanted & set(index.analyser.terms(text))) for text, _ in parts]
    if not shared or not max(shared):
        return CarriedOut()
    numbers = parts[shared.index(max(shared))][1]
    return _passages(index, tuple(each for each in ground.answer.citations if each.n in numbers))


def _table(index: Index, ground: Ground) -> CarriedOut:
    """One row a sentence: what is said, the exact words, where."""
    if ground.answer.table is not None:
        return CarriedOut(table=ground.answer.table, citations=ground.answer.citations)
    rows = tuple(_row(ground, statement) for statement in ground.answer.statements)
    table = Table(columns=ground.talk.commands.columns, rows=rows)
    return CarriedOut(table=table, citations=ground.answer.citations)


def _row(ground: Ground, statement: Statement) -> Row:
    sources = list(ground.citations_of(statement))
    return Row(
        cells=(
            statement.text,
            " ; ".join(f"« {source.quote} »" for source in sources),
            " ; ".join(source.label for source in sources),
        ),
        citations=statement.citations,
    )


def _mail(index: Index, ground: Ground) -> CarriedOut:
    """A text ready to paste: the sentences, then the references in full."""
    words = ground.talk.commands
    if not ground.answer.statements:
        return CarriedOut()
    weight = ground.answer.statements[0].weight
    head, sources, foot = (
        _ours(text, weight) for text in (words.mail_head, words.mail_sources, words.mail_foot)
    )
    verdict = [_ours(ground.answer.verdict, weight)] if ground.answer.verdict else []
    where = _where(index, ground).statements
    body = (*verdict, *ground.answer.statements)
    return CarriedOut(
        statements=(head, *body, sources, *where, foot), citations=ground.answer.citations
    )


def _rest(index: Index, ground: Ground) -> CarriedOut:
    """What follows in the text the paragraphs that were quoted."""
    if not ground.answer.citations:
        return CarriedOut()
    _, after = index.neighbours(ground.answer.citations[-1].passage_id, FOLLOWING)
    pieces = [Evidence(passage=each, start=0, end=len(each.text), score=0.0) for each in after]
    return _passages(index, tuple(cite(index, piece, n) for n, piece in enumerate(pieces, 1)))


def _with_sources(ground: Ground, statements: tuple[Statement, ...]) -> CarriedOut:
    numbers = {number for statement in statements for number in statement.citations}
    citations = tuple(each for each in ground.answer.citations if each.n in numbers)
    return CarriedOut(statements=statements, citations=citations)


Command = Callable[[Index, Ground], CarriedOut]
COMMANDS: Mapping[str, Command] = {
    "source": _where,
    "certitude": _sure,
    "detail": _detail,
    ABOUT: _about,
    "court": _shorter,
    "tableau": _table,
    "courriel": _mail,
    "suivants": _rest,
    "rang": _nth,
}
