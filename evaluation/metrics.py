"""What is measured on one reply, and how the measures of many are put together."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

import numpy as np

from assistant.domain import (
    Answer,
    Citation,
    Hit,
    Origin,
    Passage,
    Refusal,
    Statement,
    Value,
    Writing,
)
from assistant.texts.calendar import dates_in
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import NUMBERS, THOUSANDS, fold
from assistant.texts.references import references_in
from assistant.texts.spaces import flatten
from evaluation.dataset import GoldQuestion, Need, Source

MISSED = 1000
NOTE_MARK = re.compile(r"\[\d{1,3}\]")


class Measured(Value):
    """The measures of one turn; None where a measure has no meaning. `writing` is what a language
    model did, when one was asked; `in_full` is the question as the set writes it to be understood
    alone, and `passed_alone` whether it succeeds so; None when the set does not write it.
    """

    id: str
    kind: str
    style: str
    turn: int
    question: str
    standalone: str
    documents: tuple[str, ...]
    expected: tuple[str, ...]
    status: str
    status_right: bool
    ranks: tuple[int, ...]
    citation_recall: float | None
    citation_precision: float | None
    facts: float | None
    passed: bool
    verbatim: bool
    locked: bool
    cited: bool
    words: int
    milliseconds: float
    answer: str
    labels: tuple[str, ...]
    wanted: tuple[str, ...]
    writing: Writing | None = None
    in_full: str = ""
    passed_alone: bool | None = None


class TurnLabel(Value):
    """Which turn a reply answers: its case, the nature and style of the case, the turn (from 1)."""

    case_id: str
    kind: str
    style: str
    turn: int


@dataclass(frozen=True)
class CorpusTexts:
    """Where the words of the corpus are read, to check the citations of a reply.

    `document_text` gives the text of a document by its identifier; `family_text` gives, by the
    identifier of a passage, the text of the whole passage that it is a part of.
    """

    document_text: Callable[[str], str]
    family_text: Callable[[str], str]


def plain(text: str) -> str:
    """A text as facts are compared: folded, figures joined, numbers in figures, punctuation
    dropped.
    """
    joined_figures = THOUSANDS.sub(lambda m: m[1] + re.sub(r"[ .]", "", m[2]), fold(text))
    words = re.findall(r"[a-z0-9,%°]+", joined_figures)
    numerals = [NUMBERS.get(word, word).rstrip(",") for word in words]
    return f" {' '.join(numerals)} "


def holds(text: str, spellings: Sequence[str]) -> bool:
    """Does a text hold one of the spellings? « 5 ans » is not held by « 15 ans » nor by « 2,5 ans
    ».
    """
    haystack = plain(text)
    return any(_holds_spelling(haystack, spelling) for spelling in spellings)


def _holds_spelling(haystack: str, spelling: str) -> bool:
    """Does a plain text hold a spelling, and not as a part of a longer number?"""
    needle = re.escape(plain(spelling).strip())
    return re.search(rf"(?<!\d)(?<!\d,){needle}(?!,?\d)", haystack) is not None


def ranks_of(hits: Sequence[Hit], question: GoldQuestion) -> tuple[int, ...]:
    """For each need of a question, the rank (from 1) of the first passage found that holds one of
    its quotes; `MISSED` when none does.
    """
    passages = [hit.passage for hit in hits]
    return tuple(_rank_of_need(need, passages) for need in question.gold)


def _rank_of_need(need: Need, passages: Sequence[Passage]) -> int:
    ranks = (rank for rank, passage in enumerate(passages, 1) if _meets_need(passage, need))
    return next(ranks, MISSED)


def _meets_need(passage: Passage, need: Need) -> bool:
    """Does a passage hold the words of one of the sources of a need?"""
    return any(_holds_source(source, passage.document_id, passage.text) for source in need)


def _holds_source(source: Source, document_id: str, text: str) -> bool:
    """Are the words of a source in a text of the document they come from?"""
    return source.document_id == document_id and flatten(source.quote) in flatten(text)


def measure(
    label: TurnLabel, question: GoldQuestion, reply: Answer | Refusal, texts: CorpusTexts
) -> Measured:
    """Measure the reply to a question whose right answer is known."""
    statements = reply.statements if isinstance(reply, Answer) else ()
    citations = reply.citations if isinstance(reply, Answer) else ()
    text = text_of_reply(reply)
    facts = [holds(facts_text_of(reply), spellings) for spellings in question.facts]
    return Measured(
        id=label.case_id,
        kind=label.kind,
        style=label.style,
        turn=label.turn,
        question=question.question,
        standalone=reply.standalone,
        documents=_documents_of(question),
        expected=question.expected,
        status=reply.status,
        status_right=reply.status in question.expected,
        ranks=ranks_of(reply.retrieved, question),
        citation_recall=_citation_recall(question, citations),
        citation_precision=_citation_precision(question, citations, texts),
        facts=mean(facts) if facts else None,
        passed=_passes(question, reply),
        verbatim=all(_is_verbatim(citation, texts) for citation in citations),
        locked=_bears_figures(reply),
        cited=all(statement.citations for statement in statements),
        words=len(text.split()) if isinstance(reply, Answer) else 0,
        milliseconds=sum(reply.trace.timings_ms.values()),
        answer=text,
        labels=tuple(citation.label for citation in citations),
        wanted=tuple(need[0].quote for need in question.gold),
        writing=reply.trace.writing,
        in_full=question.standalone,
    )


def text_of_reply(reply: Answer | Refusal) -> str:
    """The sentences of an answer, or the text of a refusal."""
    if isinstance(reply, Refusal):
        return reply.text
    return " ".join(statement.text for statement in reply.statements)


def facts_text_of(reply: Answer | Refusal) -> str:
    """Where the facts of a reply are looked for: what is quoted, and the sentences that an editor
    or a calculation puts in words, its first words included: they too are held to what it cites
    (`assistant.needs.check`).

    Neither announcements, nor notices, nor the labels and numbers of citations (« [2] ») say a
    fact, and a refusal says none.
    """
    if isinstance(reply, Refusal):
        return ""
    is_computed = reply.origin is Origin.COMPUTED  # its sentence is the answer, wholly of ours
    sentences = (each.text if is_computed else each.claim for each in reply.statements)
    return NOTE_MARK.sub(" ", " ".join((reply.verdict, *sentences)))


def _text_with_notices(reply: Answer | Refusal) -> str:
    return f"{text_of_reply(reply)} {' '.join(reply.notices)}"


def _documents_of(question: GoldQuestion) -> tuple[str, ...]:
    """The documents expected, by the first source of each need, each once."""
    first_sources = [need[0] for need in question.gold if need]
    return tuple(dict.fromkeys(source.document_id for source in first_sources))


def _citation_recall(question: GoldQuestion, citations: Sequence[Citation]) -> float | None:
    """The share of the needs that a citation meets; None when the question has no need."""
    if not question.gold:
        return None
    return mean(_is_cited(need, citations) for need in question.gold)


def _is_cited(need: Need, citations: Sequence[Citation]) -> bool:
    """Does one of the citations give the words of one of the sources of a need?"""
    return any(_gives_source(citation, source) for source in need for citation in citations)


def _gives_source(citation: Citation, source: Source) -> bool:
    if source.document_id != citation.document_id:
        return False
    expected = flatten(source.quote)
    return expected in flatten(citation.text) or flatten(citation.quote) in expected


def _citation_precision(
    question: GoldQuestion, citations: Sequence[Citation], texts: CorpusTexts
) -> float | None:
    """The share of the citations whose passage meets a need: 0 without a citation, None when the
    question has no need.
    """
    if not question.gold:
        return None
    if not citations:
        return 0.0
    return mean(_is_expected(citation, question, texts) for citation in citations)


def _is_expected(citation: Citation, question: GoldQuestion, texts: CorpusTexts) -> bool:
    """Does the whole passage that a citation belongs to meet one of the needs?"""
    document_id, text = citation.document_id, texts.family_text(citation.passage_id)
    return any(
        _holds_source(source, document_id, text) for need in question.gold for source in need
    )


def _passes(question: GoldQuestion, reply: Answer | Refusal) -> bool:
    """Has the reply the status, the facts and the notices expected, and no forbidden word?"""
    if reply.status not in question.expected:
        return False
    if not all(holds(facts_text_of(reply), spellings) for spellings in question.facts):
        return False
    text = _text_with_notices(reply)
    if not all(holds(f"{text} {_labels_of(reply)}", spellings) for spellings in question.notices):
        return False
    sentences = fold(text_of_reply(reply))
    return not any(fold(word) in sentences for word in question.must_not)


def _labels_of(reply: Answer | Refusal) -> str:
    citations = reply.citations if isinstance(reply, Answer) else ()
    return " ".join(citation.label for citation in citations)


def _is_verbatim(citation: Citation, texts: CorpusTexts) -> bool:
    """Do the words of a citation stand in its passage, and in the document where it says?"""
    quote = flatten(citation.quote)
    in_document = texts.document_text(citation.document_id)[citation.start : citation.end]
    return quote in flatten(citation.text) and flatten(in_document) == quote


def _bears_figures(reply: Answer | Refusal) -> bool:
    """Does every figure, date and article shown stand in a passage that its sentence cites?"""
    if isinstance(reply, Refusal):
        return True
    return all(_has_sourced_figures(statement, reply) for statement in reply.statements)


def _has_sourced_figures(statement: Statement, reply: Answer) -> bool:
    claim = statement.claim
    source = " ".join(c.text for c in reply.citations if c.n in statement.citations)
    figures = figures_in(claim) - figures_in(source) - figures_in_words(source)
    dates = dates_in(claim) - dates_in(source)
    references = references_in(claim) - references_in(source)
    return not (figures or dates or references)


def recall_at(rows: Sequence[Measured], k: int) -> list[float]:
    """For each need of each row, whether it is met within the first k passages."""
    return [float(rank <= k) for rank in _ranks(rows)]


def _ranks(rows: Sequence[Measured]) -> Iterator[int]:
    """The ranks of the needs of every row, one after the other."""
    for row in rows:
        yield from row.ranks


def _reciprocal_ranks(rows: Sequence[Measured]) -> list[float]:
    """For each need of each row, 1 over its rank; 0 when no passage meets it."""
    return [1 / rank if rank < MISSED else 0.0 for rank in _ranks(rows)]


def interval(values: Sequence[float], draws: int = 500, seed: int = 7) -> tuple[float, float]:
    """95 % bootstrap interval of a mean (Efron 1979)."""
    if not values:
        return 0.0, 0.0
    count = len(values)
    drawn_rows = np.random.default_rng(seed).integers(0, count, (draws, count))
    means = np.sort(np.asarray(values)[drawn_rows].mean(axis=1))
    low, high = means[int(0.025 * draws)], means[int(0.975 * draws)]
    return float(low), float(high)


MEASURES: dict[str, Callable[[Sequence[Measured]], list[float]]] = {
    "rappel@1": lambda rows: recall_at(rows, 1),
    "rappel@5": lambda rows: recall_at(rows, 5),
    "rappel@10": lambda rows: recall_at(rows, 10),
    "rang réciproque": _reciprocal_ranks,
    "citations : rappel": lambda rows: [
        row.citation_recall for row in rows if row.citation_recall is not None
    ],
    "citations : précision": lambda rows: [
        row.citation_precision for row in rows if row.citation_precision is not None
    ],
    "faits présents": lambda rows: [row.facts for row in rows if row.facts is not None],
    "statut juste": lambda rows: [float(row.status_right) for row in rows],
    "réussi": lambda rows: [float(row.passed) for row in rows],
    "mots exacts": lambda rows: [float(row.verbatim) for row in rows if row.labels],
    "chiffres tenus": lambda rows: [float(row.locked) for row in rows if row.labels],
    "phrases citées": lambda rows: [float(row.cited) for row in rows if row.labels],
    "mots par réponse": lambda rows: [float(row.words) for row in rows if row.words],
}
