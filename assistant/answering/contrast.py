"""The step that sets side by side what the texts say of the things that a question compares."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.inquiry import Inquiry, Resources
from assistant.answering.several import renumbered, with_offsets
from assistant.conversation.asked import form_asked
from assistant.conversation.comparison import Compared, things_compared
from assistant.domain import (
    Act,
    Answer,
    Filters,
    Origin,
    Question,
    Row,
    Span,
    Statement,
    Table,
    Value,
    Weight,
)
from assistant.texts.french import fold

COMPARISON = "comparaison"
SENTENCES = 2  # of an answer that an editor wrote; one of the sources' own words


class Side(Value):
    """What the assistant says of one of the things compared."""

    compared: Compared
    answer: Answer


def contrast(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Answer a question that compares by a row for each thing: what the assistant says of it alone.
    Not when fewer than two of them have an answer, nor on some documents only.
    """
    if inquiry.instructed or inquiry.question.filters != Filters():
        return inquiry
    compared = compared_in(resources, inquiry.alone.text)
    sides = [side for each in compared if (side := _side_of(resources, inquiry, each)) is not None]
    return _side_by_side(resources, inquiry, compared, sides) if len(sides) > 1 else inquiry


def compared_in(resources: Resources, text: str) -> tuple[Compared, ...]:
    """The things that a question compares; empty for a question that compares nothing."""
    if form_asked(text, resources.patterns) != COMPARISON:
        return ()
    return things_compared(text, resources.patterns.comparisons, _classes_of(resources))


def _side_of(resources: Resources, inquiry: Inquiry, compared: Compared) -> Side | None:
    """What is said of one thing alone; None when nothing is, or when what is found does not name
    it.
    """
    if resources.again is None:
        return None
    reply = resources.again(Question(text=compared.question), inquiry.today)
    if not isinstance(reply, Answer) or reply.status not in ("answered", "source_gap"):
        return None
    if reply.origin is Origin.WRITTEN:
        return Side(compared=compared, answer=_with(reply, reply.statements[:SENTENCES]))
    naming = [each for each in reply.statements if _names(resources, reply, each, compared)]
    return Side(compared=compared, answer=_with(reply, naming[:1])) if naming else None


def _names(resources: Resources, answer: Answer, statement: Statement, compared: Compared) -> bool:
    """Do the words of a statement, their paragraph or the headings above name the thing? What a
    local text calls so (the annexe 1 of a contract) is another thing, unless its text or its
    territory is what is compared.
    """
    sources = [each for each in answer.citations if each.n in statement.citations]
    passages = [resources.index.passage(each.passage_id) for each in sources]
    documents = [resources.index.document(each.document_id) for each in sources]
    places_named = [f"{each.short} {each.territory}" for each in documents if not each.national]
    if places_named and not compared.is_named_in(" ".join(places_named)):
        return False
    headings = [heading for passage in passages for heading in passage.path]
    places = [f"{each.label} {each.text}" for each in sources]
    return compared.is_named_in(" ".join((statement.text, *places, *headings)))


def _with(answer: Answer, statements: Sequence[Statement]) -> Answer:
    """An answer reduced to some of its statements, their sources numbered from 1."""
    numbers = [number for statement in statements for number in statement.citations]
    places = {number: place for place, number in enumerate(dict.fromkeys(numbers), 1)}
    return answer.model_copy(
        update={
            "statements": tuple(
                each.model_copy(update={"citations": tuple(places[n] for n in each.citations)})
                for each in statements
            ),
            "citations": tuple(
                each.model_copy(update={"n": places[each.n]})
                for each in answer.citations
                if each.n in places
            ),
        }
    )


def _classes_of(resources: Resources) -> Iterator[Sequence[tuple[str, re.Pattern[str]]]]:
    """The documents of the corpus and the regions, each with what names it in a folded question."""
    yield [
        (document.short, _any_of([fold(alias) for alias in document.aliases]))
        for document in resources.index.documents.values()
    ]
    regions = resources.patterns.region_patterns
    yield [
        ("", re.compile("|".join((pattern.pattern, *map(re.escape, names)))))
        for pattern, names in regions
    ]


def _any_of(forms: Sequence[str]) -> re.Pattern[str]:
    longest = sorted(map(re.escape, forms), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest) or '(?!)'})\b")


def _side_by_side(
    resources: Resources, inquiry: Inquiry, compared: Sequence[Compared], sides: Sequence[Side]
) -> Inquiry:
    """The rows, their sources numbered on, and a sentence that names what is compared."""
    offsets = with_offsets([side.answer for side in sides])
    answers = [renumbered(answer, offset) for answer, offset in offsets]
    words, told = resources.wording.contrast, [side.compared for side in sides]
    rows = tuple(_row(each.name, answer) for each, answer in zip(told, answers, strict=True))
    opening = words.opening.format(noms=" ; ".join(each.name for each in told))
    silent = [words.silent.format(nom=each.name) for each in compared if each not in told]
    request = inquiry.request
    return inquiry.having(
        is_answered=True,
        status="answered",
        request=request.model_copy(update={"act": Act.COMPARISON}) if request else None,
        statements=(_ours(opening, rows),),
        citations=tuple(each for answer in answers for each in answer.citations),
        table=Table(columns=words.columns, rows=rows),
        notices=(*inquiry.notices, *silent),
    )


def _row(name: str, answer: Answer) -> Row:
    """What is said of one thing: the first words, then the sentences."""
    sentences = [answer.verdict, *(statement.text for statement in answer.statements)]
    numbers = [number for statement in answer.statements for number in statement.citations]
    return Row(
        cells=(name, " ".join(sentence for sentence in sentences if sentence)),
        citations=tuple(dict.fromkeys(numbers)),
    )


def _ours(text: str, rows: Sequence[Row]) -> Statement:
    """A sentence of ours, which claims nothing but that these rows follow."""
    numbers = tuple(dict.fromkeys(number for row in rows for number in row.citations))
    return Statement(
        text=text,
        citations=numbers,
        weight=Weight.COMMUNICATION,
        ours=(Span(start=0, end=len(text)),),
    )
