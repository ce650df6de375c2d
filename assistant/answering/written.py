"""A question → the answer that an editor wrote for it, when it surely asks the same thing.

Cautious on purpose: the nearest wording must be near enough and nearer than those of other needs;
the names and figures of the question must be in the need; and a verdict (« Non. ») is given only to
a question that a closed wording asks the same way. Otherwise the extracts answer.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.answering.similarity import LEXICAL_SHARE, dice
from assistant.answering.verify import verify
from assistant.conversation.asked import kind_of
from assistant.conversation.patterns import QuestionPatterns
from assistant.domain import (
    Attribution,
    Citation,
    Evidence,
    Passage,
    Query,
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
from assistant.needs.stored import StoredNeeds
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import fold
from assistant.texts.quotes import find_words
from assistant.texts.references import references_in

# Fitted on the tuning half of the questions (`python -m evaluation.written --fit`).
NEAR = 0.52
NEAR_OF_ANOTHER_KIND = 0.80
SURE = 0.66  # so near that a word of the question may be missing from the need
COVERED = 0.7  # the share of the question's words, by rarity, that the need must hold
COVERED_OF_ANOTHER_KIND = 0.85  # the same where the wording does not ask for the same kind of thing
HEAVIEST = 4.0  # what a word weighs at the most there: an unknown word is no proof
ALONE = 0.85  # so near that other needs asked nearly the same way do not count
MARGIN = 0.03
LETTER = 0.15  # what the very words weigh beside their roots
LOOKED_AT = 60
CLOSED_NEAR = 0.74
# Kinds that a wording without an interrogative may stand for.
LOOSE_KINDS = frozenset({"rien", "quoi", "oui ou non"})
WHY = "pourquoi"
CLOSED_KINDS = frozenset({"oui ou non", "rien"})


class WrittenMatch(Value):
    """A need found for a question: how near, and the verdict of the closed wording it repeats."""

    need: Need
    likeness: float
    wording: str
    verdict: str = ""


@dataclass(frozen=True)
class Nearest:
    """The nearest wording of a need."""

    need: int
    likeness: float
    row: int


def find_written(
    index: Index, patterns: QuestionPatterns, stored: StoredNeeds, query: Query
) -> WrittenMatch | None:
    """The need that a question asks for; None when no need is surely the one."""
    ranked = _rank_needs(index, stored, query)
    if not ranked:
        return None
    best = ranked[0]
    need = stored.needs[best.need]
    same_kind = _asks_the_same(patterns, query.text, stored.wordings[best.row][1])
    if best.likeness < (NEAR if same_kind is not False else NEAR_OF_ANOTHER_KIND):
        return None
    rivals = [other for other in ranked[1:] if other.likeness > best.likeness - MARGIN]
    if best.likeness < ALONE and any(
        not _are_neighbours(need, stored.needs[rival.need]) for rival in rivals
    ):
        return None
    if not _holds_names(index, query, need):
        return None
    wanted = COVERED if same_kind else COVERED_OF_ANOTHER_KIND
    if best.likeness < SURE and _coverage(index, stored, query, need) < wanted:
        return None
    _, wording, _ = stored.wordings[best.row]
    kind = kind_of(query.text, patterns)
    verdict = _closed_verdict(index, stored, query, best.need)
    # « Pourquoi… » supposes that it is so: a « Non » corrects it, a « Oui » says nothing.
    if kind not in CLOSED_KINDS and not (kind == WHY and verdict.startswith("Non")):
        verdict = ""
    return WrittenMatch(need=need, likeness=best.likeness, wording=wording, verdict=verdict)


def _asks_the_same(patterns: QuestionPatterns, question: str, wording: str) -> bool | None:
    """Do both ask for the same kind of thing? None when one of them does not say what it asks."""
    asked, written = kind_of(question, patterns), kind_of(wording, patterns)
    if asked == written:
        return True
    return None if asked in LOOSE_KINDS or written in LOOSE_KINDS else False


def _rank_needs(index: Index, stored: StoredNeeds, query: Query) -> list[Nearest]:
    """The needs whose wordings come nearest, the nearest first."""
    likeness = _likeness(index, stored, query)
    if likeness is None:
        return []
    nearest = np.argsort(-likeness)[:LOOKED_AT]
    same = {int(row): _same_words(query.text, stored.wordings[row][1]) for row in nearest}
    order = sorted(same, key=lambda row: -(likeness[row] + LETTER * same[row]))
    found: dict[int, Nearest] = {}
    for row in order:
        number = int(stored.owner[row])
        value = float(likeness[row] + LETTER * (same[row] - 1))
        found.setdefault(number, Nearest(number, value, row))
    return list(found.values())


def _same_words(one: str, other: str) -> float:
    """The share of common words, small words and endings included: it parts near wordings."""
    left, right = (set(fold(text).replace("'", " ").split()) for text in (one, other))
    return len(left & right) / max(1, len(left | right))


def _likeness(index: Index, stored: StoredNeeds, query: Query) -> npt.NDArray[np.float64] | None:
    """How near each wording is, from 0 to 1: shared words weighed by their rarity, and vectors."""
    words = stored.words
    if words is None or not words.rows:
        return None
    own: Mapping[str, float] = {term: query.terms.get(term, 1.0) for term in query.own}
    shared = dice(words, own, np.arange(words.rows))
    vectors = stored.vectors
    if index.embedder is None or vectors is None:
        return shared
    near = np.maximum(vectors @ index.embedder.one(query.text), 0)
    return np.asarray(LEXICAL_SHARE * shared + (1 - LEXICAL_SHARE) * near)


def _are_neighbours(one: Need, other: Need) -> bool:
    """Do two needs answer so nearly the same that either may answer?"""
    return other.id in one.neighbours or one.id in other.neighbours


def _holds_names(index: Index, query: Query, need: Need) -> bool:
    """Are the acronyms, figures, articles and regions of the question those of the need?"""
    text = " ; ".join(_texts_of(need))
    held = set(index.analyser.terms(text))
    names = {term for term in query.own if term.startswith("+")}
    figures = figures_in(query.text) | (figures_in_words(query.text) - {"1"})
    known = figures_in(text) | figures_in_words(text)
    references = references_in(query.text) - references_in(text)
    return names <= held and not references and (figures <= known or bool(need.closed))


def _coverage(index: Index, stored: StoredNeeds, query: Query, need: Need) -> float:
    """The share of the words of the question that the need holds, weighed by their rarity."""
    words = stored.words
    assert words is not None
    held = set(index.analyser.terms(" ; ".join(_texts_of(need))))
    weights = {term: min(words.weight(term), HEAVIEST) for term in query.own}
    return sum(weights[term] for term in weights if term in held) / max(1e-9, sum(weights.values()))


def _texts_of(need: Need) -> Iterator[str]:
    yield from need.subjects
    yield from (question for question, _ in need.questions_and_verdicts())
    yield from (text for text, _ in need.texts_and_supports())


def _closed_verdict(index: Index, stored: StoredNeeds, query: Query, number: int) -> str:
    """The verdict of the closed wording that the question repeats: same figures, same denial."""
    likeness = _likeness(index, stored, query)
    assert likeness is not None
    rows = [row for row in np.flatnonzero(stored.owner == number) if stored.wordings[row][2]]
    nearest = max(rows, key=lambda row: likeness[row], default=None)
    if nearest is None or likeness[nearest] < CLOSED_NEAR:
        return ""
    _, wording, verdict = stored.wordings[nearest]
    return verdict if _says_alike(query.text, wording) else ""


def _says_alike(question: str, wording: str) -> bool:
    """Do two closed questions hold the same figures and the same denials?"""
    figures = [figures_in(text) | figures_in_words(text) for text in (question, wording)]
    denials = [DENIALS & set(fold(text).replace("'", " ").split()) for text in (question, wording)]
    return figures[0] == figures[1] and denials[0] == denials[1]


DENIALS = frozenset({"pas", "sans", "jamais", "aucun", "aucune", "interdit", "dispense", "refuser"})


# -- what is shown ---------------------------------------------------------------------------------


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
            if gap is not None and (self.lists or gap.lead in piece.words):
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
        lists=need.form in ("liste", "non_fixe"),
    )


def check_shown(needs: Sequence[Need], index: Index) -> None:
    """Check that verification would let every sentence be shown, in every length.

    Raises CorpusError, which names the need and the sentence, for the first that it would not.
    """
    for need in needs:
        match = WrittenMatch(need=need, likeness=1.0, wording=need.question)
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
    if need.form == "resume":
        by_length = {"court": need.short, "moyen": need.medium, "long": need.long}
        return by_length[length] or need.short or need.medium or need.long
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
