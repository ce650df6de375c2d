"""The step that answers from facts: a list, a count, a filter, a sum, each row with its source."""

from collections.abc import Sequence

from assistant.answering.inquiry import Inquiry, Resources
from assistant.conversation.asked import is_closed
from assistant.domain import (
    Act,
    Citation,
    Evidence,
    Filters,
    Origin,
    Row,
    Span,
    Statement,
    Table,
    Weight,
)
from assistant.index.citations import citation_of
from assistant.index.index import Index
from assistant.records.calculate import FIGURES, Calculation, tabular_of_calculation
from assistant.records.question import FactQuery, read_question
from assistant.records.record import Record
from assistant.records.select import Select, Tabular, tabular_of
from assistant.records.series import missing_member
from assistant.records.stored import StoredRecords
from assistant.texts.quotes import find_words

CITED = 6  # rows that the sentence cites; a longer table cites row by row


def consult(resources: Resources, inquiry: Inquiry) -> Inquiry:
    """Answer from the facts when the question surely asks for some, or names one that does not
    exist: not for one to be answered by yes or no, on a past day, or on some documents only.
    """
    question = inquiry.question
    placed = inquiry.day != inquiry.today or question.filters != Filters()
    if inquiry.instructed or placed:
        return inquiry
    missing = missing_member(resources.records, inquiry.alone.text)
    if missing is not None:
        return _as_computed(resources, inquiry, missing, Act.QUESTION)
    asked = _read_in_conversation(resources, inquiry)
    tabular = answer_from_records(resources.records, asked) if asked else None
    if asked is None or tabular is None:
        return inquiry
    return _as_computed(resources, inquiry, tabular, _act_of(asked))


def _read_in_conversation(resources: Resources, inquiry: Inquiry) -> FactQuery | None:
    """What the question asks of the facts: as it was sent after those before it, else as it was
    understood.
    """
    question, alone = inquiry.question, inquiry.alone.text
    if is_closed(question.text, resources.patterns):
        return None
    history = [turn.question for turn in question.history]
    asked = read_question(resources.records, question.text, history)
    if asked is not None or alone == question.text or is_closed(alone, resources.patterns):
        return asked
    return read_question(resources.records, alone, ())


def answer_from_records(stored: StoredRecords, asked: FactQuery) -> Tabular | None:
    """The rows that a question asks for; None when there are none."""
    if isinstance(asked, Calculation):
        return tabular_of_calculation(stored.vocabulary, stored.rows(FIGURES), asked)
    kind = stored.vocabulary.kind(asked.kind)
    rows = stored.rows(asked.kind)
    return tabular_of(stored.vocabulary, kind, rows, asked) if kind else None


def _act_of(asked: FactQuery) -> Act:
    if isinstance(asked, Calculation):
        return Act.COUNT if asked.operation == "somme" else Act.COMPARISON
    return Act.LIST if isinstance(asked, Select) and asked.act in ("liste", "ligne") else Act.COUNT


def _as_computed(resources: Resources, inquiry: Inquiry, tabular: Tabular, act: Act) -> Inquiry:
    sources = TableSources(resources.index)
    first = _first_records(tabular)
    statement = sources.statement(tabular.sentence, first)
    table = sources.table(tabular)
    request = inquiry.request
    return inquiry.having(
        is_answered=True,
        status="answered",
        request=request.model_copy(update={"act": act}) if request else None,
        origin=Origin.COMPUTED,
        verdict=tabular.verdict,
        statements=(statement,),
        citations=sources.citations,
        table=table,
        pieces=sources.pieces(),
    )


def _first_records(tabular: Tabular) -> Sequence[Record]:
    """The records that the sentence cites: all when they are few, or when no table cites them."""
    few = len(tabular.records) <= CITED
    return tabular.records if few else (tabular.records[0], tabular.records[-1])


class TableSources:
    """Citations numbered as they are first used by a sentence or a row."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._numbers: dict[tuple[str, str], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations used so far, in order."""
        return tuple(self._numbers.values())

    def statement(self, text: str, records: Sequence[Record]) -> Statement:
        """The sentence, in words of ours: its figures count rows, they are no claim of a source."""
        cited = [self._citation(record) for record in records]
        documents = self.index.documents
        weights = [documents[each.document_id].weight for each in cited]
        return Statement(
            text=text,
            citations=_once(cited),
            weight=weights[0] if weights else Weight.COMMUNICATION,
            ours=(Span(start=0, end=len(text)),),
        )

    def table(self, tabular: Tabular) -> Table | None:
        """The table, one source or several a row; None for an answer without rows."""
        if not tabular.rows:
            return None
        rows = tuple(
            Row(
                cells=row.cells,
                citations=_once([self._citation(each) for each in row.records]),
            )
            for row in tabular.rows
        )
        return Table(columns=tabular.columns, rows=rows)

    def pieces(self) -> tuple[Evidence, ...]:
        """The words cited, as evidence."""
        return tuple(map(self._piece, self.citations))

    def _piece(self, citation: Citation) -> Evidence:
        passage = self.index.passage(citation.passage_id)
        start, end = find_words(citation.quote, passage.text) or (0, len(passage.text))
        return Evidence(passage=passage, start=start, end=end, score=1.0)

    def _citation(self, record: Record) -> Citation:
        """The citation of a record. Raises CorpusError when its words no longer stand there."""
        place = (record.passage, record.words)
        if place not in self._numbers:
            self._numbers[place] = citation_of(
                self.index,
                record.passage,
                record.words,
                where=f"fait « {record.id} »",
                n=len(self._numbers) + 1,
            )
        return self._numbers[place]


def _once(citations: Sequence[Citation]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(each.n for each in citations))
