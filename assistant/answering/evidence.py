"""Question + hits → evidence: the words of each passage that answer best, and how well.

The annotated questions of a passage say which of its words answer what; where none is close enough,
the sentence that shares most with the question does.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from assistant.answering.similarity import likeness
from assistant.domain import AnnotatedQuestion, Evidence, Found, Hit, Kind, Passage
from assistant.index.index import Index
from assistant.texts.analyser import Analyser
from assistant.texts.quotes import find_words
from assistant.texts.sentences import clause_spans, sentence_spans

FAMILIES = 5
MAX_WORDS = 58
LIST_WORDS = 75
LINED_WORDS = 55
WHOLE_WORDS = 100
LINED = {Kind.SECTION, Kind.TABLE, Kind.PEOPLE, Kind.CONTENTS}
ASKED = 6
SENTENCE_DISCOUNT = 0.55
UNFOUND = 200


def evidence_of(index: Index, found: Found) -> tuple[Evidence, ...]:
    """At most a few pieces of evidence for each of the first families, best first within a family,
    families in order.
    """
    near = _likeness(index, found)
    return tuple(
        piece for hit in found.hits[:FAMILIES] for piece in _of_family(index, found, hit, near)
    )


def _likeness(index: Index, found: Found) -> dict[int, float]:
    """How near each annotated question of the first families is to the question asked, by row of
    `index.questions`.
    """
    roots = {index.row[hit.passage.id] for hit in found.hits[:FAMILIES]}
    if not len(index.owner):
        return {}
    rows = np.flatnonzero(np.isin(index.family[index.owner], list(roots)))
    return dict(
        zip(
            rows.tolist(),
            likeness(index, "questions", found.query.text, found.query.terms, rows).tolist(),
            strict=True,
        )
    )


def _of_family(index: Index, found: Found, hit: Hit, near: dict[int, float]) -> Iterator[Evidence]:
    """Evidence from the parts of one family: annotated first, then by shared words; no two from the
    same sentence.
    """
    root = index.row[hit.passage.id]
    annotated = sorted(
        ((score, row) for row, score in near.items() if index.family[index.owner[row]] == root),
        reverse=True,
    )
    taken: list[tuple[int, int]] = []
    pieces: list[Evidence] = []
    for score, row in annotated[:ASKED]:
        owner, question = index.questions[row]
        passage = index.passages[owner]
        pieces.append(evidence_from(passage, question, score=hit.score, likeness=score))
    best = _best_sentence(index, found, index.passages[index.row[hit.matched]], hit.score)
    if best is not None:
        pieces.append(best)
    for piece in sorted(pieces, key=lambda piece: -piece.likeness):
        at = _place(piece)
        if not any(a < at[1] and at[0] < b for a, b in taken):
            taken.append(at)
            yield piece


def evidence_from(
    passage: Passage, question: AnnotatedQuestion, *, score: float, likeness: float = 1.0
) -> Evidence:
    """The words of a passage that answer one of its annotated questions; `score` says how well the
    passage was found, `likeness` how near that question is to the one asked.
    """
    start, end = _widen(passage.text, passage.kind, question.quote)
    return Evidence(
        passage=passage,
        start=start,
        end=end,
        score=score,
        asked=question.text,
        quote=question.quote,
        likeness=likeness,
    )


def _place(piece: Evidence) -> tuple[int, int]:
    """Where a piece of evidence stands in the document, roughly: enough to see that two overlap."""
    runs = [
        run
        for run in piece.passage.runs
        if run.at < piece.end and piece.start < run.at + run.length
    ]
    if not runs:
        return piece.passage.start, piece.passage.end
    last = runs[-1]
    return last.start + max(0, piece.start - last.at), min(
        last.end, last.start + max(1, piece.end - last.at)
    )


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a passage, cut once: every annotated question of a passage asks for them
    again.
    """
    return tuple(sentence_spans(text))


@lru_cache(maxsize=16_384)
def _terms(analyser: Analyser, sentence: str) -> frozenset[str]:
    """The terms of a passage's sentence, analysed once."""
    return frozenset(analyser.terms(sentence))


def _best_sentence(index: Index, found: Found, passage: Passage, score: float) -> Evidence | None:
    """The sentence that holds most of the question's weight."""
    words = index.words["passages"]
    mass = sum(words.weight(term) for term in found.query.own) or 1.0
    best: tuple[float, int, int] | None = None
    for start, end in _sentences(passage.text):
        own = _terms(index.analyser, passage.text[start:end])
        if len(own) < 3 or not any(
            run.at < end and start < run.at + run.length for run in passage.runs
        ):
            continue
        share = (
            sum(
                weight * words.weight(term)
                for term, weight in found.query.terms.items()
                if term in own
            )
            / mass
        )
        if best is None or share > best[0]:
            best = (share, start, end)
    if best is None or not best[0]:
        return None
    share, start, end = best
    start, end = _widen(passage.text, passage.kind, passage.text[start:end])
    return Evidence(
        passage=passage,
        start=start,
        end=end,
        score=score,
        likeness=min(1.0, share) * SENTENCE_DISCOUNT,
    )


@lru_cache(maxsize=16_384)
def _widen(text: str, kind: Kind, quote: str) -> tuple[int, int]:
    """A quote widened to the sentences that hold it, or to the clauses around it when they are
    long; a lead-in takes its list.
    """
    start, end = find_words(quote, text) or (0, min(len(text), UNFOUND))
    if kind is Kind.RECOMMENDATION:
        return 0, _end_of_recommendation(text, end)
    bounds = [span for span in _sentences(text) if span[0] < end and start < span[1]]
    left, right = (bounds[0][0], bounds[-1][1]) if bounds else (start, end)
    if kind in LINED:
        return _lines(text, left, right)
    if text[:right].rstrip().endswith(":") or ":\n" in text[left:right]:
        return left, _with_list(text, left, right)
    return _trim(text, left, right, start, end)


def _end_of_recommendation(text: str, end: int) -> int:
    """Where a recommendation quoted up to `end` stops: with the text when it is short, else with
    its first line.
    """
    if len(text.split()) <= WHOLE_WORDS:
        return len(text)
    return max(end, text.find("\n"))


def _lines(text: str, start: int, end: int) -> tuple[int, int]:
    """Short lines that say little alone: from the title of the rubric when it is near, and the
    lines that follow.
    """
    if len(text[:end].split()) <= LINED_WORDS:
        start = 0
    return start, max(end, _with_lines(text, start, end))


def _with_lines(text: str, start: int, end: int) -> int:
    """The end of the short lines that follow, which say little alone."""
    for _, right in (span for span in _sentences(text) if span[0] >= end):
        if len(text[start:right].split()) > LINED_WORDS:
            break
        end = right
    return end


def _with_list(text: str, start: int, end: int) -> int:
    """The end of the list that a lead-in announces, as far as the words allow."""
    for _, right in (span for span in _sentences(text) if span[0] >= end):
        if len(text[start:right].split()) > LIST_WORDS:
            break
        end = right
    return end


def _trim(text: str, left: int, right: int, start: int, end: int) -> tuple[int, int]:
    """text[left:right] cut around start..end, clause by clause, when it is too long to show."""
    if len(text[left:right].split()) <= MAX_WORDS:
        return left, right
    parts = list(clause_spans(text, left, right))
    kept = [i for i, span in enumerate(parts) if span[0] < end and start < span[1]] or [0]
    first, last = kept[0], kept[-1]
    begin, finish = min(start, parts[first][0]), max(end, parts[last][1])
    if len(text[begin:finish].split()) > MAX_WORDS:
        begin, finish = start, end
    while last + 1 < len(parts) and len(text[begin : parts[last + 1][1]].split()) <= MAX_WORDS:
        last += 1
        finish = max(finish, parts[last][1])
    while first and len(text[parts[first - 1][0] : finish].split()) <= MAX_WORDS:
        first -= 1
        begin = min(begin, parts[first][0])
    words = text[begin:finish].split(" ")
    if len(words) > MAX_WORDS + 15:
        finish = begin + len(" ".join(words[: MAX_WORDS + 15]))
    while finish > begin and text[finish - 1] in " ,;:\n":
        finish -= 1
    return begin, finish
