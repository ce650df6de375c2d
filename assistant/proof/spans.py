"""Articles, dates and figures of a text: where they stand, and a key that does not depend on how
they are written.
"""

import re
from collections.abc import Iterator

from assistant.texts.french import fold

Placed = tuple[int, int, str]

ARTICLE = re.compile(r"\b([LRD])\.?\s?(\d{4}(?:-\d+)+)", re.I)
STATUTE = re.compile(r"\bn°\s?(\d{2,4}-\d+)")
MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
NAMES = MONTHS.split()
DAY = re.compile(rf"\b(\d{{1,2}})(?:er)?[ /.](\d{{1,2}}|{'|'.join(NAMES)})(?:[ /.](\d{{4}}))?\b")
DIGITS = re.compile(r"\d+(?:[ .\u00a0\u202f]\d{3})*(?:[.,]\d+)?")
YEAR = re.compile(r"(?:19|20)\d\d")
THOUSANDS = re.compile(r"[ .\u00a0\u202f](?=\d{3}(?!\d))")


def special_spans(text: str) -> Iterator[Placed]:
    """Each article, date and figure, in that order of precedence."""
    found = [*_articles(text), *_days(text)]
    yield from found
    for start, end, key in _figures(text):
        if not any(first < end and last > start for first, last, _ in found):
            yield start, end, key


def _articles(text: str) -> Iterator[Placed]:
    for match in ARTICLE.finditer(text):
        yield *match.span(), f"@{match[1].lower()}{match[2]}"
    for match in STATUTE.finditer(text):
        yield *match.span(), f"@n{match[1]}"


def _days(text: str) -> Iterator[Placed]:
    plain = "".join(fold(each) if len(fold(each)) == 1 else each for each in text)
    for match in DAY.finditer(plain):
        named = match[2] in NAMES
        month = NAMES.index(match[2]) + 1 if named else int(match[2])
        if 1 <= month <= 12 and (match[3] or named):
            yield *match.span(), f"@{int(match[1])}/{month}/{match[3] or ''}"


def _figures(text: str) -> Iterator[Placed]:
    for match in DIGITS.finditer(text):
        if _is_glued(text, match.start(), match.end()):
            continue
        if YEAR.fullmatch(match[0]):
            yield *match.span(), f"@{match[0]}"
            continue
        number = THOUSANDS.sub("", match[0]).replace(",", ".")
        yield *match.span(), f"#{number.rstrip('0').rstrip('.') if '.' in number else number}"


def _is_glued(text: str, start: int, end: int) -> bool:
    """Is a figure part of a word (« V2 », « D4622 », « article 4-1 »)?"""
    before, after = text[start - 1 : start], text[end : end + 1]
    joined = before in ("-", ".") and text[start - 2 : start - 1].isalnum()
    return before.isalpha() or joined or after.isalpha()
