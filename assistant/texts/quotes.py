"""Exact words of a passage → the citation that shows where they stand in the document. Pure."""

import re

from assistant.domain import Citation, Passage
from assistant.errors import FormError


def cited(passage: Passage, words: str, source: str, n: int = 1) -> Citation:
    """The citation of `words`, which stand in `passage` and in one piece in `source`, the text of
    its document; white space does not count.

    Raises FormError when they do not: a form shows nothing that its source does not say.
    """
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    match = re.search(pattern, passage.text) if pattern else None
    bounds = match and _in_document(passage, match.start(), match.end(), source)
    if not match or not bounds or not re.fullmatch(pattern, source[bounds[0] : bounds[1]]):
        raise FormError(
            f"« {words[:80]} » n’est pas d’un seul tenant dans le passage « "
            f"{passage.id} » : recopiez les mots exacts dans corpus/modeles."
        )
    start, end = bounds
    return Citation(
        n=n,
        passage_id=passage.id,
        document_id=passage.document_id,
        label=passage.label,
        quote=match.group(),
        start=start,
        end=end,
        text=passage.text,
    )


def _in_document(passage: Passage, begin: int, end: int, source: str) -> tuple[int, int] | None:
    """Where characters begin..end of the passage stand in the document; None when the ends are
    words of the index and not of the source.
    """
    first = next((run for run in passage.runs if run.at <= begin < run.at + run.length), None)
    last = next((run for run in passage.runs if run.at < end <= run.at + run.length), None)
    if first is None or last is None:
        return None
    starts, ends = _places(source, first.start, first.end), _places(source, last.start, last.end)
    return starts[begin - first.at], ends[end - 1 - last.at] + 1


def _places(source: str, start: int, end: int) -> list[int]:
    """The offsets of the characters of a stretch of the document, where white space counts for one
    character, as it does in a passage.
    """
    return [start + match.start() for match in re.finditer(r"\s+|\S", source[start:end])]
