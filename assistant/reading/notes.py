"""Footnotes that stand in the middle of the running text, and the calls glued to words."""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Value
from assistant.reading.lines import Line

SENTENCE_END = re.compile(r"[.!?…»)]$")
BEFORE_CARRIED = re.compile(r"[.!?…»:)]$")
# A call is glued to a letter, to a closing mark, to a full stop or comma after a letter, or to a
# year; a figure that goes on (« 12 % », « 12,5 », « 12-3 ») is no call.
BEFORE_CALL = r"(?<=[^\W\d_])|(?<=[^\w\s(\[/.,–-])|(?<=[^\W\d][.,])|(?<=\b(?:19|20)\d\d)"
AFTER_CALL = r"(?![\d%]|,\d|-\d)"


class Note(Value):
    """A footnote: its number, its lines, and the length of the mark at the head of the first."""

    number: int
    lines: tuple[Line, ...]
    mark: int


class Call(Value):
    """The digits of a call to a note, at `start`..`end` of the document."""

    number: int
    start: int
    end: int


class Notes(Value):
    """What taking the footnotes out leaves: the body, the notes and their calls."""

    body: tuple[Line, ...]
    notes: tuple[Note, ...] = ()
    calls: tuple[Call, ...] = ()


def take_notes(source: str, lines: tuple[Line, ...]) -> Notes:
    """Part the footnotes from the body.

    Notes are numbered without a break through the document and stand at the foot of the page of
    their call, so the next number expected opens a zone of notes that lasts until the next page,
    if the page calls that note. In a text without pages a note stops where its sentence does.
    """
    paged = any(line.new_page for line in lines)
    body: list[Line] = []
    notes: list[Note] = []
    calls: list[Call] = []
    for page in _pages_of(lines):
        page_body, own = _part_page(source, page, len(notes) + 1, paged=paged)
        calls.extend(_calls_in(source, page_body, own))
        carried = _carried_lines(page_body, notes)
        if carried:
            notes[-1] = _with_lines(notes[-1], carried)
        body.extend(page_body[: len(page_body) - len(carried)])
        notes.extend(own)
    return Notes(body=tuple(body), notes=tuple(notes), calls=tuple(calls))


def _pages_of(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines of each page; all of them in a text without pages."""
    page: list[Line] = []
    for line in lines:
        if line.new_page and page:
            yield page
            page = []
        page.append(line)
    if page:
        yield page


def _part_page(
    source: str, lines: list[Line], first: int, *, paged: bool
) -> tuple[list[Line], list[Note]]:
    """The body of a page and its notes, of which the first has the number `first`."""
    body: list[Line] = []
    notes: list[Note] = []
    in_notes = False
    for line in lines:
        number = first + len(notes)
        note = Note(number=number, lines=(line,), mark=_mark_length(line.text, number))
        if note.mark and len(_calls_in(source, body, [*notes, note])) == len(notes) + 1:
            notes.append(note)
            in_notes = True
        elif in_notes and (paged or _goes_on(notes[-1], line)):
            notes[-1] = _with_lines(notes[-1], (line,))
        else:
            body.append(line)
            in_notes = False
    return body, notes


def _goes_on(note: Note, line: Line) -> bool:
    """Does a line belong to the note above it, in a text without pages?"""
    return not (line.after_blank or SENTENCE_END.search(note.lines[-1].text))


def _with_lines(note: Note, lines: tuple[Line, ...]) -> Note:
    return note.model_copy(update={"lines": note.lines + lines})


def _carried_lines(body: list[Line], notes: list[Note]) -> tuple[Line, ...]:
    """The end of the last note of the page before, when it was cut in the middle of a sentence:
    it stands at the foot of this page, below a blank, and opens with a small letter."""
    if not notes or SENTENCE_END.search(notes[-1].lines[-1].text):
        return ()
    for i in range(1, len(body)):
        small = body[i].after_blank and body[i].text[0].islower()
        if small and BEFORE_CARRIED.search(body[i - 1].text):
            return tuple(body[i:])
    return ()


def _mark_length(text: str, number: int) -> int:
    """Length of the mark of note `number` at the head of a line, 0 when it is not there."""
    match = re.match(rf"{number}(?:\s+(?=[\w«(])|(?=[A-ZÀ-Ý«]))", text)
    return match.end() if match else 0


def _calls_in(source: str, body: list[Line], notes: list[Note]) -> list[Call]:
    """Where the notes of a page are called, in order."""
    if not body:
        return []
    found: list[Call] = []
    position, stop = body[0].start, body[-1].end
    for note in notes:
        glued = re.compile(rf"(?:{BEFORE_CALL}){note.number}{AFTER_CALL}")
        match = glued.search(source, position, stop)
        if match:
            found.append(Call(number=note.number, start=match.start(), end=match.end()))
            position = match.end()
    return found
