"""A question asked again after a change of corpus or model: what its reply keeps, loses and gains,
and which of its former sources no longer stand.
"""

from enum import StrEnum

from assistant.domain import Citation, Value
from assistant.index.index import Index
from assistant.ratings.record import Record, Sentence
from assistant.texts.spaces import flatten


class Change(StrEnum):
    """What changed most between two replies."""

    SAME = "même réponse"
    SOURCES = "autres sources"
    WORDS = "autres phrases"
    STATUS = "autre issue"


class Decay(StrEnum):
    """Why a source that was cited no longer stands."""

    DOCUMENT = "le document a quitté le corpus"
    PASSAGE = "le passage a disparu"
    WORDS = "les mots cités ont changé"
    TEXT = "le passage a changé autour des mots cités"


class Stale(Value):
    """A former citation whose source changed."""

    citation: Citation
    why: Decay


class Replay(Value):
    """Two replies to one question: the sentences of the new one that were there before (`kept`),
    those that are `gone`, those that have `come`, and the former sources that are `stale`.
    """

    before: Record
    after: Record
    change: Change
    kept: tuple[Sentence, ...]
    gone: tuple[Sentence, ...]
    come: tuple[Sentence, ...]
    stale: tuple[Stale, ...]


def compare_replies(before: Record, after: Record, index: Index) -> Replay:
    """Compare a reply that was kept with the one given now, on that index."""
    then = {flatten(each.text) for each in before.sentences}
    now = {flatten(each.text) for each in after.sentences}
    gone = tuple(each for each in before.sentences if flatten(each.text) not in now)
    come = tuple(each for each in after.sentences if flatten(each.text) not in then)
    return Replay(
        before=before,
        after=after,
        change=_change(before, after, words_differ=bool(gone or come)),
        kept=tuple(each for each in after.sentences if flatten(each.text) in then),
        gone=gone,
        come=come,
        stale=stale_citations(before, index),
    )


def _change(before: Record, after: Record, *, words_differ: bool) -> Change:
    """What changed most, the outcome first."""
    if before.status != after.status:
        return Change.STATUS
    if words_differ:
        return Change.WORDS
    return Change.SAME if _sources(before) == _sources(after) else Change.SOURCES


def stale_citations(record: Record, index: Index) -> tuple[Stale, ...]:
    """The citations of a reply whose source is no longer what it was; a passage that only moved in
    its document still stands.
    """
    decays = ((citation, _decay(citation, index)) for citation in record.citations)
    return tuple(Stale(citation=citation, why=decay) for citation, decay in decays if decay)


def _decay(citation: Citation, index: Index) -> Decay | None:
    if citation.document_id not in index.documents:
        return Decay.DOCUMENT
    if citation.passage_id not in index.row:
        return Decay.PASSAGE
    text = flatten(index.passage(citation.passage_id).text)
    if flatten(citation.quote) not in text:
        return Decay.WORDS
    return None if flatten(citation.text) == text else Decay.TEXT


def _sources(record: Record) -> set[tuple[str, str]]:
    """The passages that a reply cites, each with the words cited."""
    return {(citation.passage_id, flatten(citation.quote)) for citation in record.citations}
