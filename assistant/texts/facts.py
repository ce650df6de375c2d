"""What in a text can be checked word for word: its sentences, figures, dates and legal
references.
"""

import re
from collections.abc import Iterator

from assistant.texts.french import NUMBERS, fold

MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
SHORTENED = ["art", "cf", "ex", "n", "p", "M", "Dr", "Mme", "L", "R", "D", "etc", "MM", "trim"]
ABBREVIATIONS = "".join(rf"(?<!\b{word})" for word in (*SHORTENED, "par ex"))
BREAK = re.compile(
    rf"(?:{ABBREVIATIONS}[.!?…][»\"”)]?\s+(?=[A-ZÀ-ÝŒ«“\[(0-9•○])|\n+|(?<=;)\s+(?=[•○]|\d°))"
)
CLAUSE = re.compile(
    r"[;:]\s+|,\s+(?=(?:et|mais|ainsi|afin|dont|qui|notamment|sauf|sous|en|à)\b)|\s[–-]\s"
)

FIGURE = re.compile(r"\d+(?:[ .\u00a0]\d{3})*(?:,\d+)?")
DATE = re.compile(
    rf"\b(\d{{1,2}})(?:er)? ({'|'.join(MONTHS)}) (\d{{4}})\b|\b(\d{{1,2}})/(\d{{2}})/(\d{{2,4}})\b"
)
REFERENCE = re.compile(r"\b([lrd])\s?\.?\s?(\d{4}(?:-\d+)*)\b")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Bounds of each sentence or line of a text, without outer white space."""
    start = 0
    for match in [*BREAK.finditer(text), None]:
        end = match.end() if match else len(text)
        cut = text[start:end]
        left, right = len(cut) - len(cut.lstrip(" \n•○➢✓-")), len(cut.rstrip())
        if right > left:
            yield start + left, start + right
        start = end


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Bounds of the clauses of text[start:end]."""
    begin = start
    for match in CLAUSE.finditer(text, start, end):
        if match.start() > begin:
            yield begin, match.start()
        begin = match.end()
    if end > begin:
        yield begin, end


def figures(text: str) -> set[str]:
    """Figures of a text, thousands joined: « 86 100 » is `86100`, « 18,3 » is `18,3`."""
    plain = REFERENCE.sub(" ", fold(text))
    return {
        re.sub(r"[ .]", "", match.group())
        if "," not in match.group()
        else re.sub(r"[ .](?=\d{3})", "", match.group())
        for match in FIGURE.finditer(plain)
    }


def worded_figures(text: str) -> set[str]:
    """Figures that a text gives in words: « cinq ans » is `5`."""
    return {NUMBERS[word] for word in re.findall(r"[a-z]+", fold(text)) if word in NUMBERS}


def dates(text: str) -> set[str]:
    """Dates of a text as year-month-day."""
    found = set()
    for day, month, year, d, m, y in DATE.findall(fold(text)):
        if day:
            found.add(f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}")
        else:
            found.add(f"{y if len(y) == 4 else '20' + y}-{m}-{int(d):02}")
    return found


def references(text: str) -> set[str]:
    """Articles of a code that a text names: « L. 4622-10 » is `l4622-10`."""
    return {letter + number for letter, number in REFERENCE.findall(fold(text))}
