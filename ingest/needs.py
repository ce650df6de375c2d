"""What an editor is told of the written answers: what they leave out, where two of them clash, what
they quote that is gone, and which wordings lead elsewhere.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from assistant.answering.matching import KnownNeeds, nearest_need
from assistant.answering.retrieve import understand
from assistant.domain import Citation, Kind, Passage, Value
from assistant.errors import CorpusError
from assistant.index.citations import citation_of
from assistant.index.index import Index
from assistant.needs.need import Need, Support, are_neighbours
from assistant.texts.french import words_of

Progress = Callable[[int, int], None]

# They list names, pages or what letters stand for: nobody needs an answer written of them.
NOT_SUBSTANTIVE = frozenset({Kind.CONTENTS, Kind.PEOPLE, Kind.ACRONYM})


class DocumentCoverage(Value):
    """The substantive passages of a document: how many, and those that no answer quotes."""

    document_id: str
    substantive: int
    unused: tuple[str, ...]


class Clash(Value):
    """A wording that two needs share although neither names the other as its neighbour."""

    wording: str
    needs: tuple[str, str]


class StaleSupport(Value):
    """Words that no longer stand in their passage, and why, as a French sentence."""

    need: str
    passage: str
    fault: str


class LostWording(Value):
    """A wording that, asked when it is not known itself, leads to another need; empty for none."""

    wording: str
    need: str
    found: str


class NeedsReport(Value):
    """The whole report. `wordings` counts the wordings asked; `behind` says that the published
    index holds other answers than the files.
    """

    needs: int
    coverage: tuple[DocumentCoverage, ...]
    clashes: tuple[Clash, ...]
    stale: tuple[StaleSupport, ...]
    wordings: int
    lost: tuple[LostWording, ...]
    not_reread: tuple[str, ...]
    proposed: tuple[str, ...]
    behind: bool

    @property
    def returned(self) -> float:
        """The share of the wordings that come back to their need, or to a neighbour of it."""
        return 1 - len(self.lost) / self.wordings if self.wordings else 1.0


def report_on_needs(
    needs: Sequence[Need], known: KnownNeeds, *, progress: Progress = lambda done, total: None
) -> NeedsReport:
    """Compare the needs of the editors' files with the published index, and ask it each wording.

    Wordings are those of the published index: `behind` says when the files hold others.
    """
    citations, stale = _quoted(needs, known.index)
    return NeedsReport(
        needs=len(needs),
        coverage=tuple(_coverage(known.index, citations)),
        clashes=tuple(clashes_of(needs)),
        stale=stale,
        wordings=len(known.stored.wordings),
        lost=tuple(_lost_wordings(known, progress)),
        not_reread=tuple(need.id for need in needs if not need.reread),
        proposed=tuple(need.id for need in needs if need.proposed),
        behind=tuple(needs) != known.stored.needs,
    )


def clashes_of(needs: Sequence[Need]) -> Iterator[Clash]:
    """The wordings that two needs share without being neighbours; case, accents and punctuation
    make no difference.
    """
    owners: dict[str, dict[str, tuple[Need, str]]] = {}
    for need in needs:
        for question, _ in need.questions_and_verdicts():
            same = owners.setdefault(" ".join(words_of(question)), {})
            same.setdefault(need.id, (need, question))
    for same in owners.values():
        for (one, wording), (other, _) in combinations(same.values(), 2):
            if not are_neighbours(one, other):
                yield Clash(wording=wording, needs=(one.id, other.id))


def is_substantive(passage: Passage) -> bool:
    """Does a passage say something that people may need to know?"""
    return passage.kind not in NOT_SUBSTANTIVE


def _quoted(
    needs: Sequence[Need], index: Index
) -> tuple[tuple[Citation, ...], tuple[StaleSupport, ...]]:
    """The words that the needs quote, where they stand, and those that stand nowhere."""
    citations: list[Citation] = []
    stale: list[StaleSupport] = []
    for need, support in _supports_of(needs):
        where = f"besoin « {need.id} »"
        try:
            citations.append(citation_of(index, support.passage, support.words, where=where))
        except CorpusError as error:
            stale.append(StaleSupport(need=need.id, passage=support.passage, fault=str(error)))
    return tuple(citations), tuple(stale)


def _supports_of(needs: Sequence[Need]) -> Iterator[tuple[Need, Support]]:
    """Each support of each need, once a need."""
    for need in needs:
        supports = (each for _, group in need.texts_and_supports() for each in group)
        yield from ((need, support) for support in dict.fromkeys(supports))


def _coverage(index: Index, citations: Sequence[Citation]) -> Iterator[DocumentCoverage]:
    """The coverage of each document. A passage is used when words quoted stand in it, be they
    quoted from its parent or from one of its parts.
    """
    for document_id in index.documents:
        own = [each for each in index.passages if each.document_id == document_id]
        substantive = [each for each in own if is_substantive(each)]
        quoted = [each for each in citations if each.document_id == document_id]
        unused = (each.id for each in substantive if not _is_used(each, quoted))
        yield DocumentCoverage(
            document_id=document_id, substantive=len(substantive), unused=tuple(unused)
        )


def _is_used(passage: Passage, citations: Sequence[Citation]) -> bool:
    """Is the passage quoted, or does it share characters with words that are?"""
    return any(
        each.passage_id == passage.id or (each.start < passage.end and passage.start < each.end)
        for each in citations
    )


def _lost_wordings(known: KnownNeeds, progress: Progress) -> Iterator[LostWording]:
    """The wordings that come back neither to their need nor to a neighbour, each asked as if it
    were not known.
    """
    stored = known.stored
    for row, (number, wording, _) in enumerate(stored.wordings):
        need = stored.needs[number]
        found = nearest_need(known, understand(wording, known.index), without=row)
        progress(row + 1, len(stored.wordings))
        nearest = found[0].need if found else None
        if nearest is None:
            yield LostWording(wording=wording, need=need.id, found="")
        elif nearest.id != need.id and not are_neighbours(need, nearest):
            yield LostWording(wording=wording, need=need.id, found=nearest.id)
