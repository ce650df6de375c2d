"""The shapes that cross a door: the batch form, which the HTTP API shares, and what the API adds to
it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.domain import (
    Answer,
    Citation,
    Filters,
    Hit,
    Lead,
    Question,
    Refusal,
    Status,
    Table,
    Trace,
    Turn,
    Weight,
)


class Shape(BaseModel):
    """A shape that refuses unknown fields."""

    model_config = ConfigDict(extra="forbid")


def _encodable(text: str) -> str:
    """JSON may carry half a character (a lone surrogate), which no answer could be written with."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("ce n’est pas du texte")
    return text


Text = Annotated[str, AfterValidator(_encodable)]


class TurnIn(Shape):
    """Un échange précédent de la conversation."""

    question: Text = Field(max_length=50_000, description="question posée")
    answer: Text = Field("", max_length=50_000, description="réponse donnée")


class FiltersIn(Shape):
    """Où chercher ; rien veut dire partout."""

    documents: list[Text] = Field(
        default_factory=list, max_length=50, description="identifiants de documents"
    )
    weights: list[Weight] = Field(
        default_factory=list,
        description="poids des textes : opposable, contrat, recommandation, communication",
    )
    territory: Text | None = Field(
        None,
        max_length=100,
        description="territoire : les textes nationaux et ceux de ce territoire",
    )
    in_force_on: date | None = Field(None, description="textes en vigueur ce jour-là (AAAA-MM-JJ)")

    def value(self) -> Filters:
        return Filters(
            documents=tuple(self.documents),
            weights=tuple(self.weights),
            territory=self.territory,
            in_force_on=self.in_force_on,
        )


class QuestionIn(Shape):
    """Une question."""

    question: Text = Field(
        description="question en français",
        examples=["Qui doit être consulté avant la conclusion d’un CPOM ?"],
    )
    history: list[TurnIn] = Field(
        default_factory=list,
        max_length=50,
        description="échanges précédents, du plus ancien au plus récent",
    )
    as_of: date | None = Field(None, description="date à laquelle se placer (AAAA-MM-JJ)")
    filters: FiltersIn = Field(default_factory=FiltersIn, description="où chercher")

    def value(self) -> Question:
        history = tuple(Turn(question=turn.question, answer=turn.answer) for turn in self.history)
        return Question(
            text=self.question, history=history, as_of=self.as_of, filters=self.filters.value()
        )


class BatchTurn(BaseModel):
    """Un échange précédent, dans un fichier de questions ; les champs en plus sont ignorés."""

    question: Text
    answer: Text | None = None


class BatchIn(BaseModel):
    """Une ligne du fichier de questions ; les champs en plus sont ignorés, pour qu’un jeu
    d’évaluation puisse servir tel quel.
    """

    id: Text | int
    question: Text
    history: list[BatchTurn] | None = None
    as_of: date | None = None

    def value(self, filters: Filters) -> Question:
        history = tuple(
            Turn(question=turn.question, answer=turn.answer or "") for turn in self.history or ()
        )
        return Question(text=self.question, history=history, as_of=self.as_of, filters=filters)


class StatementOut(Shape):
    """Une phrase montrée et les numéros de ses citations."""

    text: str
    citations: list[int]


class CitationOut(Shape):
    """Les mots exacts d’une source et leur place dans le document, en caractères."""

    n: int
    passage_id: str
    document_id: str
    label: str
    quote: str
    start: int
    end: int
    text: str


class RetrievedOut(Shape):
    """Un passage candidat, du meilleur au moins bon."""

    passage_id: str
    document_id: str
    label: str
    score: float
    text: str


class LeadOut(Shape):
    """Un passage proche d’une question sans réponse : une piste, et non une réponse."""

    passage_id: str
    document_id: str
    label: str
    quote: str = Field("", description="les mots du passage les plus proches de la question")


class RowOut(Shape):
    """Une ligne de tableau et les numéros de ses citations."""

    cells: list[str]
    citations: list[int]


class TableOut(Shape):
    """Un tableau : autant de cases par ligne que de colonnes."""

    columns: list[str]
    rows: list[RowOut]


class ActionOut(Shape):
    """Une page proposée, et ce que son formulaire reçoit."""

    page: str
    label: str
    prefill: dict[str, Any]


class WritingOut(Shape):
    """Ce qu’a fait le modèle de langue : son nom, les empreintes des consignes, les jetons lus et
    écrits, les phrases gardées et les règles des phrases écartées.
    """

    model: str
    prompts: dict[str, str]
    calls: int
    sent: int
    received: int
    cost: float | None
    kept: int
    dropped: list[str]
    failure: str


class TraceOut(Shape):
    """Comment la réponse a été faite ; `writing` n’y est que si un modèle de langue a été
    sollicité.
    """

    generation: str
    mode: Literal["extractive", "model"]
    vectors: str
    timings_ms: dict[str, float]
    writing: WritingOut | None = Field(None, exclude_if=lambda writing: writing is None)


class ReplyOut(Shape):
    """Une réponse, ou un refus, dans la forme commune au fichier de lot et à l’API."""

    id: str | int | None = None
    question: str
    standalone: str
    act: str = "question"
    status: Status
    origin: str = "extraits"
    answer: str
    verdict: str | None = Field(None, exclude_if=lambda verdict: verdict is None)
    statements: list[StatementOut]
    table: TableOut | None = Field(None, exclude_if=lambda table: table is None)
    citations: list[CitationOut]
    leads: list[LeadOut] = Field(default_factory=list)
    actions: list[ActionOut] = Field(default_factory=list)
    retrieved: list[RetrievedOut]
    notices: list[str]
    trace: TraceOut


def reply_out(reply: Answer | Refusal, question_id: str | int | None = None) -> ReplyOut:
    """A reply as the API and batch files give it; `question_id` is repeated as it was sent."""
    if isinstance(reply, Refusal):
        return _refusal_out(reply, question_id)
    return ReplyOut(
        id=question_id,
        question=reply.question.text,
        standalone=reply.standalone,
        act=reply.act.value,
        status=reply.status,
        origin=reply.origin.value,
        answer=shown_text(reply),
        verdict=reply.verdict or None,
        statements=[
            StatementOut(text=each.text, citations=list(each.citations))
            for each in reply.statements
        ],
        table=TableOut.model_validate(reply.table.model_dump()) if reply.table else None,
        citations=[citation_out(each) for each in reply.citations],
        actions=[ActionOut.model_validate(each.model_dump()) for each in reply.actions],
        retrieved=[retrieved_out(hit) for hit in reply.retrieved],
        notices=list(reply.notices),
        trace=trace_out(reply.trace),
    )


def _refusal_out(reply: Refusal, question_id: str | int | None) -> ReplyOut:
    return ReplyOut(
        id=question_id,
        question=reply.question.text,
        standalone=reply.standalone,
        status=reply.status,
        answer=reply.text,
        statements=[],
        citations=[],
        leads=[lead_out(lead) for lead in reply.leads],
        retrieved=[retrieved_out(hit) for hit in reply.retrieved],
        notices=list(reply.notices),
        trace=trace_out(reply.trace),
    )


def shown_text(reply: Answer) -> str:
    """All that is shown of an answer: its first words, its sentences, its table as Markdown."""
    sentences = _separator(reply).join(
        f"{each.text} {_calls(each.citations)}".strip() for each in reply.statements
    )
    table = "\n".join(markdown_rows(reply.table)) if reply.table else ""
    first = f"{reply.verdict} {sentences}".strip()
    return "\n\n".join(part for part in (first, table) if part)


def _separator(reply: Answer) -> str:
    """What stands between two sentences: steps and members of a list go one a line."""
    listed = any(each.text[:1].isdigit() or each.text[:1] == "–" for each in reply.statements)
    return "\n" if listed else " "


def _calls(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def markdown_rows(table: Table | TableOut) -> Iterator[str]:
    """The lines of a table in Markdown, the numbers of its sources after each row."""
    yield f"| {' | '.join(table.columns)} |"
    yield f"|{' --- |' * len(table.columns)}"
    for row in table.rows:
        cells = " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in row.cells)
        yield f"| {cells} {_calls(row.citations)} |"


def trace_out(trace: Trace) -> TraceOut:
    """The trace of a reply as the API gives it."""
    writing = WritingOut.model_validate(trace.writing.model_dump()) if trace.writing else None
    return TraceOut(
        generation=trace.generation,
        mode=trace.mode,
        vectors=trace.vectors,
        timings_ms=trace.timings_ms,
        writing=writing,
    )


def citation_out(citation: Citation) -> CitationOut:
    """A citation as the API gives it."""
    return CitationOut(**citation.model_dump())


def lead_out(lead: Lead) -> LeadOut:
    """A lead as the API gives it."""
    return LeadOut(**lead.model_dump())


def retrieved_out(hit: Hit) -> RetrievedOut:
    """A passage found, with its score rounded to four decimals, as the API gives it."""
    passage = hit.passage
    return RetrievedOut(
        passage_id=passage.id,
        document_id=passage.document_id,
        label=passage.label,
        score=round(hit.score, 4),
        text=passage.text,
    )


class Problem(Shape):
    """Une erreur, en une phrase."""

    detail: str
