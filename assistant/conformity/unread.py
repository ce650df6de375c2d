"""No line of a contract is left out: what the cutting into passages dropped becomes a passage."""

from collections.abc import Iterator
from itertools import chain

from assistant.domain import Kind, Passage, Run
from assistant.reading.lines import Line, lines_of
from assistant.texts.spaces import squeeze


def with_unread_lines(passages: tuple[Passage, ...], text: str) -> tuple[Passage, ...]:
    """The passages, and one more for each line that none of them holds or stands under.

    A title without text of its own, which a next title replaces, is such a line.
    """
    unread = tuple(_unread(passages, text))
    if not unread:
        return passages
    new_passages = [_passage(line, passages, n) for n, line in enumerate(unread, 1)]
    all_passages = sorted(
        (*passages, *new_passages), key=lambda each: (each.start, each.parent is not None)
    )
    return tuple(each.model_copy(update={"order": n}) for n, each in enumerate(all_passages))


def _reading_order(passage: Passage) -> tuple[int, bool]:
    """By place, a whole before its parts."""
    return passage.start, passage.parent is not None


def _unread(passages: tuple[Passage, ...], text: str) -> Iterator[Line]:
    """The lines that stand in no passage and in no title above one."""
    spans = [(each.start, each.end) for each in passages if each.parent is None]
    titles = " / ".join(set(chain.from_iterable(each.path for each in passages)))
    spans.sort()
    place = 0
    for line in lines_of(text):
        while place < len(spans) and spans[place][1] <= line.start:
            place += 1
        inside = place < len(spans) and spans[place][0] <= line.start
        words = squeeze(line.text)
        if not inside and words not in titles and any(map(str.isalpha, words)):
            yield line


def _passage(line: Line, passages: tuple[Passage, ...], number: int) -> Passage:
    """The passage of one line, under the titles of the passage before it."""
    before = next((each for each in reversed(passages) if each.end <= line.start), passages[0])
    run = Run(at=0, length=len(line.text), start=line.start, end=line.end)
    return Passage(
        id=f"{before.document_id}/ligne-{number}",
        document_id=before.document_id,
        label=before.label,
        path=before.path[:-1],
        text=line.text,
        runs=(run,),
        start=line.start,
        end=line.end,
        kind=Kind.PARAGRAPH,
        order=0,
    )
