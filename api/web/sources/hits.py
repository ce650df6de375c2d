"""What a search found, with the words that matched marked; and the places of words in a whole
text.
"""

import re
from collections.abc import Iterator
from datetime import date

from api.web.common import Badge, badge_of, panel_href, passage_href
from assistant.domain import Document, Found, Hit, Value
from assistant.index.index import Index
from assistant.texts.french import fold

AROUND = 280
WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")

Span = tuple[int, int]


class Bit(Value):
    """Characters of a passage, marked or not."""

    text: str
    marked: bool


class HitView(Value):
    """A passage found: its beginning, or what surrounds the first word that matched."""

    label: str
    document: str
    badge: Badge
    bits: tuple[Bit, ...]
    href: str
    panel: str


def hit_views(found: Found, index: Index, today: date) -> tuple[HitView, ...]:
    """The passages found, best first."""
    return tuple(_view(hit, found, index, today) for hit in found.hits)


def places(text: str, words: str) -> tuple[Span, ...]:
    """Where those words stand in the text, one after another in that order, capitals and accents
    apart.
    """
    wanted = fold(words).split()
    if not wanted:
        return ()
    folded, offsets = _fold_with_places(text)
    return tuple(
        (offsets[m.start()], offsets[m.end() - 1] + 1)
        for m in re.finditer(r"\s+".join(map(re.escape, wanted)), folded)
    )


def _view(hit: Hit, found: Found, index: Index, today: date) -> HitView:
    document: Document = index.document(hit.passage.document_id)
    spans = list(_matches(hit.passage.text, found, index))
    return HitView(
        label=hit.passage.label,
        document=document.short,
        badge=badge_of(document, today),
        bits=tuple(_bits(hit.passage.text, spans)),
        href=passage_href(hit.passage.id),
        panel=panel_href(hit.passage.id),
    )


def _matches(text: str, found: Found, index: Index) -> Iterator[Span]:
    """The words of the text whose stem is one of the question's."""
    wanted = set(found.query.own)
    for word in WORD.finditer(text):
        if wanted & set(index.analyser.terms(word[0])):
            yield word.span()


def _bits(text: str, spans: list[Span]) -> Iterator[Bit]:
    begin, stop = _window(text, spans)
    at = begin
    if begin:
        yield Bit(text="… ", marked=False)
    for from_, to in spans:
        if from_ >= at and to <= stop:
            yield Bit(text=text[at:from_], marked=False)
            yield Bit(text=text[from_:to], marked=True)
            at = to
    yield Bit(text=text[at:stop] + (" …" if stop < len(text) else ""), marked=False)


def _window(text: str, spans: list[Span]) -> Span:
    """The stretch of text to show, of whole words: its beginning, or what surrounds the first
    match; about `AROUND` characters.
    """
    begin = max(0, spans[0][0] - AROUND // 3) if spans else 0
    if begin:
        begin = text.rfind(" ", 0, begin) + 1
    stop = begin + AROUND
    if stop >= len(text):
        return begin, len(text)
    space = text.rfind(" ", begin, stop)
    return begin, (stop if space < 0 else space)


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """The text folded, and for each of its characters the place it comes from."""
    letters: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        for letter in fold(character) or " ":
            letters.append(letter)
            offsets.append(place)
    return "".join(letters), offsets
