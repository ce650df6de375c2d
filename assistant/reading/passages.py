"""The sentences of passages, read: the same for the corpus and for a contract a user brings."""

from collections.abc import Iterable, Iterator

from assistant.domain import Passage, Weight
from assistant.reading.reader import SentenceReader
from assistant.reading.scope import scope_of
from assistant.reading.sentence import PassageReading, PlacedReading, SentenceInput
from assistant.texts.sentences import sentence_spans

BEFORE = 600


def read_passages(
    passages: Iterable[Passage], weight: Weight | None, reader: SentenceReader
) -> tuple[PassageReading, ...]:
    """The sentences of each passage, read with the paragraph before them and where they stand.

    `weight` is what their document imposes; None when it is not known.
    """
    wanted = tuple(passages)
    cuts = {passage.id: tuple(sentence_spans(passage.text)) for passage in wanted}
    above = _paragraphs_before(wanted)
    inputs = [
        each
        for passage in wanted
        for each in _inputs(passage, cuts[passage.id], weight, above[passage.id])
    ]
    readings = iter(reader.read(inputs))
    return tuple(
        PassageReading(
            passage_id=passage.id,
            sentences=tuple(
                PlacedReading(start=start, end=end, reading=next(readings))
                for start, end in cuts[passage.id]
            ),
        )
        for passage in wanted
    )


def _inputs(
    passage: Passage, cuts: Iterable[tuple[int, int]], weight: Weight | None, above: str
) -> Iterator[SentenceInput]:
    scope = scope_of(passage, weight)
    for start, end in cuts:
        before = f"{above}\n{passage.text[:start]}"[-BEFORE:].strip()
        yield SentenceInput(text=passage.text[start:end], before=before, scope=scope)


def _paragraphs_before(passages: tuple[Passage, ...]) -> dict[str, str]:
    """For each passage, the text of the one that ends just before it under the same headings."""
    found: dict[str, str] = {}
    last: Passage | None = None
    for passage in sorted(passages, key=lambda each: (each.start, each.end)):
        follows = last is not None and last.path == passage.path and last.end <= passage.start
        found[passage.id] = last.text if last is not None and follows else ""
        if passage.parent is None:
            last = passage
    return found
