"""One passage as it is shown beside an answer: its words with the quoted ones marked, its
neighbours, its footnotes.
"""

import re
from datetime import date
from pathlib import Path

from api.web.common import (
    DocumentView,
    LeadView,
    document_view,
    elsewhere,
    panel_href,
    passage_href,
    quote_href,
)
from assistant.domain import Gap, Passage, Recommendation, Value
from assistant.index.index import Index
from assistant.reading.rows import read_labels, rows_of

Span = tuple[int, int]


class NearView(Value):
    """A passage beside another, or a footnote of it."""

    label: str
    text: str
    panel: str


class ReadView(Value):
    """What was read in one sentence of a passage: the sentence, and rows of title and text."""

    sentence: str
    rows: tuple[tuple[str, str], ...]


class ExtractView(Value):
    """A passage: `before`, `quoted` and `after` are its words in order, `quoted` empty when none is
    quoted.
    """

    label: str
    path: tuple[str, ...]
    document: DocumentView
    before: str
    quoted: str
    after: str
    previous: tuple[NearView, ...]
    next: tuple[NearView, ...]
    notes: tuple[NearView, ...]
    record: Recommendation | None
    gap: Gap | None
    leads: dict[str, LeadView]
    whole: str


def extract_view(index: Index, passage_id: str, quoted: Span | None, today: date) -> ExtractView:
    """The passage between its neighbours; `quoted` gives the characters of its document to mark.
    Raises UnknownItem.
    """
    passage = index.passage(passage_id)
    document = index.document(passage.document_id)
    before, words, after = split_at_quote(
        passage, index.text(document.id)[slice(*quoted)] if quoted else ""
    )
    previous, following = index.neighbours(passage_id)
    return ExtractView(
        label=passage.label,
        path=passage.path,
        document=document_view(document, [passage], today),
        before=before,
        quoted=words,
        after=after,
        previous=tuple(map(_near, previous)),
        next=tuple(map(_near, following)),
        notes=tuple(_near(index.passage(note)) for note in passage.notes if note in index.row),
        record=passage.record,
        gap=passage.gap,
        leads=elsewhere([passage], index),
        whole=quote_href(document.id, *quoted) if quoted else passage_href(passage_id),
    )


def read_views(index: Index, passage_id: str, corpus: Path) -> tuple[ReadView, ...]:
    """What the generation keeps of the reading of a passage, for evaluators; empty when nothing."""
    reading = index.readings.of(index.passage(passage_id))
    labels = read_labels(corpus) if reading else None
    if reading is None or labels is None:
        return ()
    return tuple(
        ReadView(sentence=each.reading.text, rows=rows_of(each.reading, labels))
        for each in reading.sentences
    )


def split_at_quote(passage: Passage, quote: str) -> tuple[str, str, str]:
    """The passage's words around those quoted. A footnote may cut a quotation in the document and
    not in the passage: spaces are not compared.
    """
    words = quote.split()
    found = re.search(r"\s+".join(map(re.escape, words)), passage.text) if words else None
    if found is None:
        return passage.text, "", ""
    return passage.text[: found.start()], found[0], passage.text[found.end() :]


def _near(passage: Passage) -> NearView:
    return NearView(label=passage.label, text=passage.text, panel=panel_href(passage.id))
