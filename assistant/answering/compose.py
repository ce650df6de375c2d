"""Question + evidence → an answer in the sources' own words, with no language model.

One to four statements, each a source announced for what it is and its words between guillemets; at
most 120 words.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.domain import Announcement, Citation, Evidence, Kind, Span, Statement
from assistant.index.index import Index
from assistant.index.shown import ShownWords, shown_words
from assistant.texts.quotes import cite_span
from assistant.texts.spaces import flatten
from assistant.texts.wording import Wording


def compose(
    index: Index, wording: Wording, evidence: Sequence[Evidence], *, after: int = 0
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Statements and their citations from the evidence chosen, best first, numbered from the
    one that follows `after`.
    """
    statements: list[Statement] = []
    citations: list[Citation] = []
    for n, piece in enumerate(evidence, after + 1):
        statement, citation = _statement(index, wording, piece, n)
        statements.append(statement)
        citations.append(citation)
    return tuple(statements), tuple(citations)


def _statement(
    index: Index, wording: Wording, piece: Evidence, n: int
) -> tuple[Statement, Citation]:
    document = index.document(piece.passage.document_id)
    shown = shown_of(index, piece)
    announcement = wording.announce(document, piece.passage, shown.words)
    return announce(announcement, shown, n), cite(index, piece, n)


def shown_of(index: Index, piece: Evidence) -> ShownWords:
    """What is quoted of a piece of evidence."""
    shown = shown_words(index, piece.passage, piece.start, piece.end)
    return shown if shown.words else ShownWords(words=flatten(piece.words))


def announce(announcement: Announcement, shown: ShownWords, n: int, opening: str = "") -> Statement:
    """An announcement and the words it announces between guillemets, on citation `n`, after the
    title that they stand under; `opening` are other words of ours that come before.
    """
    told = announcement.text
    parts = [(f"{opening} : {told[0].lower()}{told[1:]}" if opening else told, True)]
    for title in shown.titles:
        parts += [(", ", True), (_quoted(title), False)]
    stop = "" if shown.words[-1] in ".!?…" or shown.cells else "."
    parts += [(" : ", True), (f"{_quoted(shown.words)}{stop}", False)]
    if shown.cells:
        parts += [(", et dans le tableau : ", True), (f"{_quoted(shown.cells)}.", False)]
    return Statement(
        text="".join(text for text, _ in parts),
        citations=(n,),
        weight=announcement.attribution.weight,
        attribution=announcement.attribution,
        ours=tuple(_spans_of_ours(parts)),
    )


def _quoted(words: str) -> str:
    """Words between guillemets, without the sign that would end them twice."""
    return f"« {words.rstrip(' ;,:')} »"


def _spans_of_ours(parts: Sequence[tuple[str, bool]]) -> Iterator[Span]:
    """Where our own words stand in a sentence made of parts."""
    place = 0
    for text, is_ours in parts:
        if is_ours:
            yield Span(start=place, end=place + len(text))
        place += len(text)


def cite(index: Index, piece: Evidence, n: int) -> Citation:
    """The citation of a piece of evidence: of its stretches that stand in one piece in the
    document, the one that holds the words that answer.
    """
    place = piece.passage.text.find(piece.quote) if piece.quote else -1
    return cite_span(
        piece.passage,
        piece.start,
        piece.end,
        index.text(piece.passage.document_id),
        n=n,
        around=place if place >= 0 else None,  # words cut by a line: the longest stretch is cited
    )


def is_form_blank(piece: Evidence) -> bool:
    """Is the evidence a rubric of a form left to be filled in?"""
    return piece.passage.kind is Kind.SECTION and bool(
        re.search(r"\(à définir|possibles\s*:?$", piece.passage.text)
    )
