"""The written answer of a need as it is shown: its first words, its sentences, sources numbered."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.verify import verify
from assistant.domain import (
    Attribution,
    Citation,
    Evidence,
    Passage,
    Severity,
    Span,
    Statement,
    Value,
    Weight,
)
from assistant.errors import CorpusError
from assistant.index.citations import citation_of
from assistant.index.index import Index
from assistant.needs.names import attribution_of, naming_spans
from assistant.needs.need import Need, Sentence, Support
from assistant.texts.quotes import find_words

SUMMARY = "resume"


class WrittenMatch(Value):
    """A need found for a question: how sure it is, and the verdict of the closed wording that the
    question repeats.
    """

    need: Need
    probability: float = 1.0
    wording: str = ""
    verdict: str = ""


def is_summary(match: WrittenMatch) -> bool:
    """Is the need met by a summary, written in several lengths?"""
    return match.need.form == SUMMARY


class WrittenParts(Value):
    """A written answer ready to be shown: its first words, sentences or rows, and sources."""

    verdict: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    pieces: tuple[Evidence, ...]
    lists: bool = False

    @property
    def lost_list(self) -> Passage | None:
        """The passage that announces a list that the source lost, when the answer is that list or
        quotes its announcement.
        """
        for piece in self.pieces:
            gap = piece.passage.gap
            announced = gap is not None and gap.lead.rstrip(" :") in piece.words
            if gap is not None and (self.lists or announced):
                return piece.passage
        return None


def show_written(index: Index, match: WrittenMatch, *, length: str = "court") -> WrittenParts:
    """The sentences of a written answer, numbered sources under them.

    `length` is `court`, `moyen` or `long`. Raises CorpusError when words no longer stand in their
    passage.
    """
    need = match.need
    sources = _Sources(index, need)
    statements = [
        sources.statement(text, supports) for text, supports in _shown_sentences(need, length)
    ]
    return WrittenParts(
        verdict=match.verdict or need.verdict,
        statements=tuple(statements),
        citations=tuple(sources.citations.values()),
        pieces=tuple(sources.pieces()),
        lists=need.form in ("liste", "non_fixe") and not need.elements,
    )


def check_shown(needs: Sequence[Need], index: Index) -> None:
    """Check that verification would let every sentence be shown, in every length.

    Raises CorpusError, which names the need and the sentence, for the first that it would not.
    """
    for need in needs:
        match = WrittenMatch(need=need)
        for length in ("court", "moyen", "long"):
            parts = show_written(index, match, length=length)
            findings = verify(parts.statements, parts.citations, index.documents, index.text)
            fault = next((each for each in findings if each.severity is Severity.ERROR), None)
            if fault is not None:
                raise CorpusError(
                    f"corpus/reponses, besoin « {need.id} », {fault.where} : {fault.message}"
                )


def _shown_sentences(need: Need, length: str) -> Iterator[tuple[str, tuple[Support, ...]]]:
    """The sentences of the length asked for, then the steps or the members of a list."""
    yield from ((each.text, each.supports) for each in _sentences(need, length))
    for number, step in enumerate(need.steps, 1):
        when = f" ({step.when})" if step.when else ""
        who = f"{step.who} : " if step.who else ""
        yield f"{number}. {who}{step.what}{when}", step.supports
    yield from ((f"– {element.text}", element.supports) for element in need.elements)


def _sentences(need: Need, length: str) -> tuple[Sentence, ...]:
    if need.form == SUMMARY:
        short, medium, long = need.short, need.medium, need.long
        nearest = {
            "court": (short, medium, long),
            "moyen": (medium, long, short),
            "long": (long, medium, short),
        }
        return next((sentences for sentences in nearest[length] if sentences), ())
    if length == "court":
        return need.short or need.medium or need.long[:2]
    if length == "moyen":
        return (*need.short, *need.medium)
    return (*need.short, *need.medium, *need.long)


def rank_span(text: str) -> tuple[Span, ...]:
    """The number of ours before a step (« 3. »); none before a sentence."""
    rank = re.match(r"\d+\. ", text)
    return (Span(start=0, end=rank.end()),) if rank else ()


class _Sources:
    """Citations numbered as they are first used."""

    def __init__(self, index: Index, need: Need) -> None:
        self.index = index
        self.where = f"besoin « {need.id} »"
        self.citations: dict[Support, Citation] = {}
        self.last: Attribution | None = None

    def statement(self, text: str, supports: tuple[Support, ...]) -> Statement:
        """A sentence with the numbers of its sources."""
        cited = [self._citation(support) for support in supports]
        return Statement(
            text=text,
            citations=tuple(dict.fromkeys(citation.n for citation in cited)),
            weight=self._weight(supports[0]),
            attribution=self._attribution(text, cited),
            ours=(*rank_span(text), *naming_spans(text, cited, self.index)),
        )

    def _attribution(self, text: str, cited: Sequence[Citation]) -> Attribution | None:
        """The source that the sentence names, or that the one before named and this one cites."""
        named = attribution_of(text, cited, self.index)
        sources = {citation.document_id for citation in cited}
        if named is None and self.last is not None and self.last.document_id in sources:
            named = self.last
        self.last = named
        return named

    def pieces(self) -> Iterator[Evidence]:
        """The words quoted, as evidence."""
        for citation in self.citations.values():
            passage = self.index.passage(citation.passage_id)
            span = find_words(citation.quote, passage.text) or (0, len(passage.text))
            yield Evidence(passage=passage, start=span[0], end=span[1], score=1.0)

    def _citation(self, support: Support) -> Citation:
        if support not in self.citations:
            number = len(self.citations) + 1
            self.citations[support] = citation_of(
                self.index, support.passage, support.words, where=self.where, n=number
            )
        return self.citations[support]

    def _weight(self, support: Support) -> Weight:
        return self.index.documents[self.index.passage(support.passage).document_id].weight
