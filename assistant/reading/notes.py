"""Footnotes that stand in the middle of the running text, and the calls glued to words."""

import re

from assistant.domain import Value
from assistant.reading.lines import Line

SENTENCE_END = re.compile(r"[.!?…»)]$")


class Note(Value):
    """A footnote: its number and its lines."""

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
    their call,
    so the next number expected opens a zone of notes that lasts until the next page, if the page
    calls that note.
    In a text without pages a note stops where its sentence does.
    """
    paged = any(line.new_page for line in lines)
    body: list[Line] = []
    notes: list[Note] = []
    calls: list[Call] = []
    page: list[Line] = []
    in_notes = False
    fresh: list[Note] = []
    for line in (*lines, None):
        if line is None or (line.new_page and (in_notes or page)):
            calls.extend(_calls(source, page, fresh))
            carried = _carried(page, notes)
            if carried:
                notes[-1] = notes[-1].model_copy(update={"lines": notes[-1].lines + carried})
                body = [kept for kept in body if kept not in carried]
            notes.extend(fresh)
            page, fresh, in_notes = [], [], False
        if line is None:
            break
        number = len(notes) + len(fresh) + 1
        note = Note(number=number, lines=(line,), mark=_mark(line.text, number))
        if note.mark and len(_calls(source, page, [*fresh, note])) == len(fresh) + 1:
            in_notes = True
            fresh.append(note)
        elif in_notes and (
            paged or not (line.after_blank or SENTENCE_END.search(fresh[-1].lines[-1].text))
        ):
            fresh[-1] = fresh[-1].model_copy(update={"lines": (*fresh[-1].lines, line)})
        else:
            in_notes = False
            page.append(line)
            body.append(line)
    return Notes(body=tuple(body), notes=tuple(notes), calls=tuple(calls))


def _carried(page: list[Line], notes: list[Note]) -> tuple[Line, ...]:
    """The end of the last note of the page before, when it was cut in the middle of a sentence:
    it stands at the foot of this page, below a blank, and opens with a small letter."""
    if not notes or SENTENCE_END.search(notes[-1].lines[-1].text):
        return ()
    for i in range(1, len(page)):
        if (
            page[i].after_blank
            and page[i].text[0].islower()
            and re.search(r"[.!?…»:)]$", page[i - 1].text)
        ):
            return tuple(page[i:])
    return ()


def _mark(text: str, number: int) -> int:
    """Length of the mark of note `number` at the head of a line, 0 when it is not there."""
    match = re.match(rf"{number}(?:\s+(?=[\w«(])|(?=[A-ZÀ-Ý«]))", text)
    return match.end() if match else 0


def _calls(source: str, page: list[Line], notes: list[Note]) -> list[Call]:
    """Where the notes of a page are called: in order, glued to a word, to a year or to a closing
    mark.
    """
    if not page:
        return []
    found: list[Call] = []
    position, stop = page[0].start, page[-1].end
    for note in notes:
        n = note.number
        glued = re.compile(
            rf"(?:(?<=[^\W\d_])|(?<=[^\w\s(\[/.,–-])|(?<=[^\W\d][.,])|(?<=\b(?:19|20)\d\d)){n}(?![\d%]|,\d|-\d)"
        )
        match = glued.search(source, position, stop)
        if match:
            found.append(Call(number=n, start=match.start(), end=match.end()))
            position = match.end()
    return found
