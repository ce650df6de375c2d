"""Lines of a text as it was received, each with its place in it."""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Value


class Line(Value):
    """A line without its outer white space; `start` and `end` are its offsets in the document."""

    text: str
    start: int
    end: int
    indent: int = 0
    new_page: bool = False
    after_blank: bool = False


def lines_of(source: str) -> tuple[Line, ...]:
    """Cut a text into its non-empty lines.

    A form feed, or a single leading space where other lines have none, marks the first line of a
    page. `after_blank` says that a line holding only spaces came before, which is how these texts
    part paragraphs.
    """
    found: list[Line] = []
    blank = False
    for match in re.finditer(r"[^\n]+", source):
        raw = match.group()
        text = raw.strip(" \t\f\r\u00a0\ufeff")
        if not text:
            blank = True
            continue
        start = match.start() + raw.index(text)
        indent = start - match.start()
        new_page = "\f" in raw[:indent] or indent == 1
        found.append(
            Line(
                text=text,
                start=start,
                end=start + len(text),
                indent=indent,
                new_page=new_page,
                after_blank=blank,
            )
        )
        blank = False
    return tuple(found)


def without_furniture(lines: Iterable[Line], patterns: tuple[str, ...]) -> Iterator[Line]:
    """Drop running heads and page numbers; the line after them opens a page."""
    furniture = re.compile("|".join(patterns)) if patterns else None
    dropped = False
    for line in lines:
        if furniture and furniture.search(line.text):
            dropped = True
            continue
        yield line.model_copy(update={"new_page": True}) if dropped else line
        dropped = False


def split_at(lines: Iterable[Line], patterns: tuple[str, ...]) -> Iterator[Line]:
    """Cut a line after each match: there, something that opens a block was glued to the end of
    another.
    """
    glued = re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None
    for line in lines:
        rest = line
        while glued and (match := glued.search(rest.text)) and match.end() < len(rest.text):
            head = rest.text[: match.end()].rstrip()
            yield rest.model_copy(update={"text": head, "end": rest.start + len(head)})
            rest = rest.model_copy(
                update={"text": rest.text[match.end() :], "start": rest.start + match.end()}
            )
        yield rest
