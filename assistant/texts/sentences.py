"""Where the sentences of a text, and the clauses of a sentence, begin and end."""

import re
from collections.abc import Iterator

SHORTENED = ("art", "cf", "ex", "n", "p", "M", "Dr", "Mme", "L", "R", "D", "etc", "MM", "trim")
NO_ABBREVIATION = "".join(rf"(?<!\b{word})" for word in (*SHORTENED, "par ex"))
END_MARK = rf"{NO_ABBREVIATION}[.!?…][»\"”)]?\s+(?=[A-ZÀ-ÝŒ«“\[(0-9•○])"
NEW_ITEM = r"(?<=;)\s+(?=[•○]|\d°)"
BREAK = re.compile(rf"(?:{END_MARK}|\n+|{NEW_ITEM})")
LINKING_WORDS = "et|mais|ainsi|afin|dont|qui|notamment|sauf|sous|en|à"
CLAUSE = re.compile(rf"[;:]\s+|,\s+(?=(?:{LINKING_WORDS})\b)|\s[–-]\s")
BEFORE_WORDS = " \n•○➢✓-"

Span = tuple[int, int]


def sentence_spans(text: str) -> Iterator[Span]:
    """The (start, end) of each sentence or line, without its bullet and its outer white space."""
    start = 0
    ends = [match.end() for match in BREAK.finditer(text)]
    for end in (*ends, len(text)):
        part = text[start:end]
        bullet = len(part) - len(part.lstrip(BEFORE_WORDS))
        length = len(part.rstrip())
        if length > bullet:
            yield start + bullet, start + length
        start = end


def clause_spans(text: str, start: int, end: int) -> Iterator[Span]:
    """The (start, end) of each clause of `text[start:end]`."""
    begin = start
    for match in CLAUSE.finditer(text, start, end):
        if match.start() > begin:
            yield begin, match.start()
        begin = match.end()
    if end > begin:
        yield begin, end
