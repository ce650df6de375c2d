"""Where words stand: in the text of a passage, then in its document, and the citation they make.

White space never counts: a line break of the document is a space of its passages. A `Span` is a
(start, end) in characters, the end left out. Nothing here reads a file or an index.
"""

import re

from assistant.domain import Citation, Passage, Run
from assistant.texts.spaces import flatten

Span = tuple[int, int]

# Signs that people and models write one for the other; each stands for one character, so that
# offsets stay the same.
PLAIN_SIGNS = str.maketrans(
    {
        "’": "'",
        "ʼ": "'",
        "‘": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "–": "-",
        "—": "-",
        "‑": "-",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
    }
)


def find_words(words: str, text: str) -> Span | None:
    """Where words first stand in a text, whatever the white space; None when they do not."""
    words = words.strip()
    if not words:
        return None
    start = text.find(words)
    if start >= 0:
        return start, start + len(words)
    match = re.search(_spaced_pattern(words), text)
    return match.span() if match else None


def find_whole_words(words: str, text: str) -> Span | None:
    """The same for whole words only, whatever the shape of apostrophes, dashes and quotation marks:
    « contrat » does not stand in « contrats ».
    """
    words = plain_signs(words).strip()
    if not words:
        return None
    match = re.search(rf"(?<!\w){_spaced_pattern(words)}(?!\w)", plain_signs(text))
    return match.span() if match else None


def plain_signs(text: str) -> str:
    """A text of the same length with the plain form of apostrophes, dashes and quotation marks."""
    return text.translate(PLAIN_SIGNS)


def locate(source: str, run: Run, at: int, length: int) -> Span:
    """Where `length` characters of a run, from its character `at`, stand in the document."""
    signs = re.finditer(r"\s+|\S", source[run.start : run.end])
    offsets = [*(run.start + sign.start() for sign in signs), run.end]
    last = offsets[at + length - 1]
    end = offsets[at + length] if source[last].isspace() else last + 1
    return offsets[at], end


def locate_span(passage: Passage, start: int, end: int, source: str) -> Span | None:
    """Where `passage.text[start:end]` begins and ends in the text of its document.

    None when one of its ends is not of the document: a lead-in or a label put there for reading.
    """
    first = _run_at(passage, start)
    last = _run_at(passage, end - 1)
    if first is None or last is None:
        return None
    begin, _ = locate(source, first, start - first.at, 1)
    _, stop = locate(source, last, end - 1 - last.at, 1)
    return begin, stop


def cite_words(passage: Passage, words: str, source: str, *, n: int = 1) -> Citation | None:
    """The citation, numbered `n`, of words that stand in a passage and in one piece in `source`,
    the text of its document; None when they do not.
    """
    span = find_words(words, passage.text)
    place = locate_span(passage, *span, source) if span else None
    quote = flatten(words)
    if place is None or flatten(source[slice(*place)]) != quote:
        return None
    return _citation(passage, quote, place, n)


def cite_span(
    passage: Passage, start: int, end: int, source: str, *, n: int = 1, around: int | None = None
) -> Citation:
    """The citation, numbered `n`, of what of `passage.text[start:end]` stands in one piece in
    `source`, the text of its document: the piece that holds the character `around`, or the longest.

    What was put together from elsewhere (a lead-in, a label, the other side of a page) is left out.
    """
    begin, stop, run = _solid_piece(passage, start, end, around)
    raw = passage.text[begin:stop]
    quote = without_lone_mark(raw.strip())
    at = begin + raw.find(quote) - run.at
    return _citation(passage, quote, locate(source, run, at, len(quote)), n)


def without_lone_mark(words: str) -> str:
    """Words less the quotation mark that opens or ends them when no other pairs with it."""
    opened, closed = words.count("«"), words.count("»")
    if opened > closed and words.startswith("«"):
        return words[1:].lstrip()
    if closed > opened and words.endswith("»"):
        return words[:-1].rstrip()
    return words


def _solid_piece(
    passage: Passage, start: int, end: int, around: int | None
) -> tuple[int, int, Run]:
    """The part of a stretch that one run holds, and that run; of the whole passage when no run
    holds words of the stretch.
    """
    pieces = [(max(start, run.at), min(end, _end_of(run)), run) for run in passage.runs]
    with_words = [piece for piece in pieces if passage.text[piece[0] : piece[1]].strip()]
    pieces = with_words or [(run.at, _end_of(run), run) for run in passage.runs]
    if around is not None:
        pieces = [piece for piece in pieces if piece[0] <= around < piece[1]] or pieces
    return max(pieces, key=lambda piece: piece[1] - piece[0])


def _end_of(run: Run) -> int:
    """Where a run ends in the text of its passage."""
    return run.at + run.length


def _run_at(passage: Passage, at: int) -> Run | None:
    """The run that holds the character `at` of a passage's text."""
    return next((run for run in passage.runs if run.at <= at < _end_of(run)), None)


def _spaced_pattern(words: str) -> str:
    """A pattern for words with any white space between them."""
    return r"\s+".join(re.escape(word) for word in words.split())


def _citation(passage: Passage, quote: str, place: Span, n: int) -> Citation:
    start, end = place
    return Citation(
        n=n,
        passage_id=passage.id,
        document_id=passage.document_id,
        label=passage.label,
        quote=quote,
        start=start,
        end=end,
        text=passage.text,
    )
