"""What a search found, with the words that matched marked; and the places of words in a whole
text.
"""

import re
from collections.abc import Iterator
from datetime import date

from api.web.common import Badge, badge_of, panel_href, passage_href
from assistant.answering.text_search import SHOWN, TextSearch
from assistant.domain import Document, Hit, Value
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


def hit_views(result: TextSearch, index: Index, today: date) -> tuple[HitView, ...]:
    """The passages found, best first."""
    return tuple(_view(hit, result, index, today) for hit in result.found.hits)


def title_of(result: TextSearch) -> str:
    """How many passages were found, in French: never a count that is only what is shown."""
    shown = len(result.found.hits)
    if result.total is not None and shown < result.total:
        return f"{result.total} passages trouvés, les {shown} premiers montrés"
    if result.total is None and shown == SHOWN:
        return f"Les {shown} passages les plus proches"
    return f"{shown} {'passages trouvés' if shown > 1 else 'passage trouvé'}"


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


def _view(hit: Hit, result: TextSearch, index: Index, today: date) -> HitView:
    document: Document = index.document(hit.passage.document_id)
    spans = list(_matches(hit.passage.text, result, index))
    return HitView(
        label=hit.passage.label,
        document=document.short,
        badge=badge_of(document, today),
        bits=tuple(_bits(hit.passage.text, spans)),
        href=passage_href(hit.passage.id),
        panel=panel_href(hit.passage.id),
    )


def _matches(text: str, result: TextSearch, index: Index) -> Iterator[Span]:
    """The phrases looked for, or the words of the text whose stem is one of the question's."""
    if result.phrases:
        yield from sorted(span for phrase in result.phrases for span in places(text, phrase))
        return
    wanted = set(result.found.query.own)
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
