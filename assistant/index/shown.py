"""Evidence → the words that may stand between guillemets: those of the text, in its order, with
« […] » where some are left out and nothing of ours.

A passage reads well alone because it borrows (the lead-in of its list, the title of its box, a
label); what is quoted of it is only what its document holds.
"""

from bisect import bisect_left
from collections.abc import Iterator

from assistant.domain import Passage, Run, Value
from assistant.index.index import Index
from assistant.texts.quotes import without_lone_mark
from assistant.texts.spaces import flatten

LEFT_OUT = "[…]"


class ShownWords(Value):
    """What is quoted of a passage: its words, the titles that it stands under when they were put
    before it for reading, and the cells of its row when it is a recommendation of a table.
    """

    words: str
    titles: tuple[str, ...] = ()
    cells: str = ""


def shown_words(index: Index, passage: Passage, start: int, end: int) -> ShownWords:
    """What is quoted of `passage.text[start:end]`, on one line; no words when none of it stands in
    the document.
    """
    stop = _end_of_text(passage)
    told, titles = "", list(_number_of(passage, start))
    before: Run | None = None
    for run in _runs_within(passage, start, min(end, stop)):
        words = passage.text[max(start, run.at) : min(end, stop, run.at + run.length)]
        if before is not None and _is_ours(passage, before, run):
            told, titles = "", [*titles, told]
        elif before is not None and _skips(index, passage, before, run):
            told += f" {LEFT_OUT} "
        elif before is not None:
            told += passage.text[before.at + before.length : run.at]
        told += words
        before = run
    cells = [run for run in passage.runs if run.at >= stop]
    row = passage.text[cells[0].at : cells[-1].at + cells[-1].length] if cells else ""
    return ShownWords(
        words=_paired(flatten(told)),
        titles=tuple(_paired(flatten(title)) for title in titles),
        cells=flatten(row) if end > stop else "",
    )


def _paired(words: str) -> str:
    """Words whose inner quotation marks pair: a mark alone at an end is dropped, and one that opens
    or closes within is completed beside « […] ».
    """
    words = without_lone_mark(words)
    opened, closed = words.count("«"), words.count("»")
    if opened > closed:
        return f"{words} {LEFT_OUT} »"
    return f"« {LEFT_OUT} {words}" if closed > opened else words


def _number_of(passage: Passage, start: int) -> Iterator[str]:
    """« Recommandation n° 8 », the title of the box where the text sets the same words, before the
    row of the table that holds no number of its own.
    """
    if passage.record is not None and start == 0 and passage.runs[0].at:
        yield passage.text[: passage.runs[0].at].rstrip(" :")


def _end_of_text(passage: Passage) -> int:
    """Where the words of a passage end: the cells of a row of a table are no words of its
    recommendation.
    """
    record = passage.record
    place = passage.text.find(record.text) if record is not None else -1
    return place + len(record.text) if record is not None and place >= 0 else len(passage.text)


def _runs_within(passage: Passage, start: int, end: int) -> Iterator[Run]:
    """The runs that hold words of a stretch."""
    for run in passage.runs:
        if passage.text[max(start, run.at) : min(end, run.at + run.length)].strip():
            yield run


def _is_ours(passage: Passage, before: Run, run: Run) -> bool:
    """Do signs that the document does not hold stand between two runs?"""
    return bool(passage.text[before.at + before.length : run.at].strip())


def _skips(index: Index, passage: Passage, before: Run, run: Run) -> bool:
    """Do words of the text stand between two runs? A note, a page header, the call to a note do
    not count: the paragraph is whole without them.
    """
    if run.start < before.end:
        return True
    starts = index.body_starts[passage.document_id]
    own = {each.start for each in passage.runs}  # the cells of its row are no words of a text
    between = starts[bisect_left(starts, before.end) : bisect_left(starts, run.start)]
    return any(start not in own for start in between)
