"""A stretch of a passage → the citation of what of it stands in one piece in the document."""

from assistant.domain import Citation, Passage
from assistant.texts.pieces import locate


def excerpt(
    source: str, passage: Passage, start: int, end: int, n: int = 1, at: int | None = None
) -> Citation:
    """The citation of passage.text[start:end]: the part around `at`, or the longest one, that
    stands in one piece in `source`.

    What was put together from elsewhere (a lead-in, a label, the other side of a page) is left out.
    """
    cuts = [(max(start, run.at), min(end, run.at + run.length), run) for run in passage.runs]
    solid = [cut for cut in cuts if passage.text[cut[0] : cut[1]].strip()] or [
        (run.at, run.at + run.length, run) for run in passage.runs
    ]
    around = [cut for cut in solid if at is not None and cut[0] <= at < cut[1]]
    begin, stop, run = max(around or solid, key=lambda cut: cut[1] - cut[0])
    raw = passage.text[begin:stop]
    quote = raw.strip()
    first, last = locate(source, run, begin + len(raw) - len(raw.lstrip()) - run.at, len(quote))
    return Citation(
        n=n,
        passage_id=passage.id,
        document_id=passage.document_id,
        label=passage.label,
        quote=quote,
        start=first,
        end=last,
        text=passage.text,
    )
