"""A list that the source announces and has lost: say so, never fill it in."""

from assistant.answering.compose import announce, cite, shown_of
from assistant.domain import (
    Attribution,
    Citation,
    Document,
    Evidence,
    Gap,
    Passage,
    Span,
    Statement,
)
from assistant.index.index import Index
from assistant.texts.spaces import flatten
from assistant.texts.wording import Wording

LEAD_WORDS = 30
LIST_WORDS = 70


def lost_list(piece: Evidence) -> Gap | None:
    """The lost list whose announcement a piece of evidence falls on; None when it does not."""
    gap = piece.passage.gap
    if gap is None:
        return None
    words, lead = flatten(piece.quote or piece.words), gap.lead
    ends_the_lead = words in lead and lead.rstrip(" :").endswith(words.rstrip(" :")[-40:])
    holds_the_lead = lead in words and words.rstrip().endswith(":")
    return gap if ends_the_lead or holds_the_lead else None


def on_lost_list(
    index: Index, wording: Wording, piece: Evidence, gap: Gap
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Says that a list is missing, with the words that announced it; then quotes what the corpus
    holds of it elsewhere.
    """
    passage, lead = piece.passage, _shorten(gap.lead)
    at = max(0, passage.text.find(lead))
    end = min(len(passage.text), at + len(lead))
    announcing = piece.model_copy(update={"start": at, "end": end})
    statements = [_missing(index.document(passage.document_id), wording, lead, gap.missing)]
    citations = [cite(index, announcing, 1)]
    for passage_id in gap.elsewhere[:1]:
        other = _list_of(index.passage(passage_id))
        document = index.document(other.passage.document_id)
        shown = shown_of(index, other)
        announcement = wording.announce(document, other.passage, shown.words)
        statements.append(announce(announcement, shown, 2, opening=wording.elsewhere))
        citations.append(cite(index, other, 2))
    return tuple(statements), tuple(citations)


def _missing(document: Document, wording: Wording, lead: str, missing: str) -> Statement:
    """The sentence that says what is lost; only the words of the source between its guillemets
    claim something.
    """
    before, after = wording.lost_list(document, missing)
    text = f"{before}{lead}{after}"
    opening = Span(start=0, end=before.rindex("«"))
    closing = Span(start=text.index("»", len(before) + len(lead)) + 1, end=len(text))
    return Statement(
        text=text,
        citations=(1,),
        weight=document.weight,
        attribution=Attribution(document_id=document.id, weight=document.weight),
        ours=(opening, closing),
    )


def _shorten(lead: str) -> str:
    """The last words of a lead-in that is too long to quote."""
    words = lead.split()
    return lead if len(words) <= LEAD_WORDS else " ".join(words[-LEAD_WORDS:])


def _list_of(passage: Passage) -> Evidence:
    """The beginning of a passage that holds the list, less the lead-in it borrows."""
    begin = passage.runs[-1].at if passage.parent else 0
    words = passage.text[begin:].split(" ")[:LIST_WORDS]
    return Evidence(passage=passage, start=begin, end=begin + len(" ".join(words)), score=0)
