"""The turns that failed, each with what was expected and why it counts as a miss."""

from collections.abc import Mapping
from urllib.parse import quote

from assistant.domain import Value
from assistant.index.index import Index
from assistant.texts.spaces import flatten
from evaluation.dataset import GoldQuestion, Need
from evaluation.labels import STATUSES, percent
from evaluation.metrics import MISSED, Measured
from evaluation.outcome import Outcome
from evaluation.scores import REFUSED


class Link(Value):
    """Words, and where to read them; no address when the passage is not in the index."""

    text: str
    url: str


class Miss(Value):
    """A turn that failed: the question and the reply (`row`), why it counts as a miss, what the
    reply cites, and the sources and facts that were expected.
    """

    row: Measured
    reasons: tuple[str, ...]
    citations: tuple[Link, ...]
    sources: tuple[Link, ...]
    facts: tuple[str, ...]


def misses_of(outcome: Outcome, index: Index, address: str) -> tuple[Miss, ...]:
    """Every turn that failed, in the order of the questions; `address` is where passages are
    read.
    """
    cases = {case.id: case for case in outcome.cases}
    passage_ids = {passage.label: passage.id for passage in index.passages}
    misses = []
    for row in outcome.rows:
        question = cases[row.id].turns[row.turn - 1]
        reasons = reasons_of(row, question)
        if reasons:
            miss = Miss(
                row=row,
                reasons=reasons,
                citations=_links_of(row, passage_ids, address),
                sources=tuple(_link_of_need(index, need, address) for need in question.gold),
                facts=tuple(" ou ".join(spellings) for spellings in question.facts),
            )
            misses.append(miss)
    return tuple(misses)


def reasons_of(row: Measured, question: GoldQuestion) -> tuple[str, ...]:
    """Why a turn counts as a miss; empty when it does not."""
    reasons = []
    if not row.status_right:
        statuses = " ou ".join(STATUSES[status] for status in row.expected)
        reasons.append(f"{STATUSES[row.status]} au lieu de {statuses}")
    if row.facts is not None and row.facts < 1 and row.status not in REFUSED:
        reasons.append(f"faits présents : {percent(row.facts)}")
    if row.citation_recall is not None and row.citation_recall < 1:
        reasons.append("passage attendu non cité" + _ranks(row))
    if not row.passed and not reasons:
        reasons.append(_reason_of_words(question))
    return tuple(reasons)


def _reason_of_words(question: GoldQuestion) -> str:
    """Why a reply of the right status, whose facts are all cited, fails all the same."""
    if question.notices or question.must_not:
        return "un avertissement attendu manque, un fait manque ou un mot interdit paraît"
    return "un fait manque"


def _ranks(row: Measured) -> str:
    places = ", ".join("absent" if rank >= MISSED else f"rang {rank}" for rank in row.ranks)
    return f" (recherche : {places})" if places else ""


def _links_of(row: Measured, passage_ids: Mapping[str, str], address: str) -> tuple[Link, ...]:
    """What a reply cites, each label linked to its passage."""
    return tuple(
        Link(text=label, url=_url(passage_ids.get(label), address)) for label in row.labels
    )


def _link_of_need(index: Index, need: Need, address: str) -> Link:
    """The first source expected, linked to the largest passage that holds its words."""
    document, words = need[0].document_id, need[0].quote
    holders = (
        passage
        for passage in index.passages
        if passage.document_id == document and flatten(words) in flatten(passage.text)
    )
    largest = min(holders, key=lambda passage: passage.parent is not None, default=None)
    if largest is None:
        place, url = f"{document} : aucun passage ne contient ces mots", ""
    else:
        place, url = largest.label, _url(largest.id, address)
    return Link(text=f"« {words} » ({place})", url=url)


def _url(passage_id: str | None, address: str) -> str:
    if passage_id is None:
        return ""
    document, _, anchor = passage_id.partition("/")
    return f"{address}/sources/{quote(document, safe='')}#{quote(anchor, safe='/')}"
