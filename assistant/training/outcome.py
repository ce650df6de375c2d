"""What became of each recommendation of the report in the instruction
(`corpus/modeles/recommandations.yaml`).

A jurist wrote it by comparing both texts: the fate, the reasoning in a sentence, the words on each
side. Nothing here is computed.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from assistant.domain import Citation, Document, Kind, Passage, Recommendation, Value, Weight
from assistant.errors import CorpusError
from assistant.index.citations import Quotation, citations_of
from assistant.index.index import Index
from assistant.texts.datafile import read_datafile


class Fate(StrEnum):
    """What the instruction did with a recommendation."""

    TAKEN = "reprise"
    PARTLY = "partielle"
    LEFT = "non-reprise"
    OUTSIDE = "hors-champ"


class FateName(Value):
    """A fate in words: its name, and what it means here."""

    id: Fate
    name: str = Field(alias="nom")
    meaning: str = Field(alias="sens")


class LostList(Value):
    """A list that the source lost and that could change the reading: where it was announced, and
    what it held.
    """

    passage_id: str
    label: str
    missing: str


class Outcome(Value):
    """One recommendation and its fate, with the words of the report and those of the instruction.

    `absent` are words that stand nowhere in the instruction, in the singular or in the plural.
    """

    record: Recommendation
    fate: Fate
    reasoning: str
    report: tuple[Citation, ...]
    instruction: tuple[Citation, ...]
    absent: tuple[str, ...]
    lost_list: LostList | None


class Outcomes(Value):
    """The table of all recommendations, with what each fate means; `citations` bear out the
    introduction.
    """

    title: str
    intro: str
    warning: str
    citations: tuple[Citation, ...]
    fates: tuple[FateName, ...]
    rows: tuple[Outcome, ...]

    def of(self, fate: Fate) -> tuple[Outcome, ...]:
        """The recommendations of one fate."""
        return tuple(row for row in self.rows if row.fate is fate)


class _Row(Value):
    number: int = Field(alias="numero")
    fate: Fate = Field(alias="sort")
    reasoning: str = Field(alias="raisonnement", min_length=1)
    report: tuple[Quotation, ...] = Field(alias="rapport", min_length=1)
    instruction: tuple[Quotation, ...] = Field(min_length=1)
    absent: tuple[str, ...] = Field((), alias="absents")
    gap_passage: str = Field("", alias="reserve")


class _Table(Value):
    title: str = Field(alias="titre")
    intro: str = Field(alias="presentation")
    warning: str = Field(alias="avertissement")
    sources: tuple[Quotation, ...]
    fates: tuple[FateName, ...] = Field(alias="sorts")
    rows: tuple[_Row, ...] = Field(alias="recommandations")


def read_outcomes(path: Path, index: Index) -> Outcomes:
    """Read the table and verify it.

    Raises CorpusError when a recommendation of the report is missing or stands twice, when a fate
    has no name, when words are not in their passage or on the wrong side,
    when a word said to be absent stands in the instruction.
    """
    raw = read_datafile(path, _Table)
    records = _recommendations_of(index.passages)
    if [row.number for row in raw.rows] != sorted(records):
        raise CorpusError(
            f"{path.name} : les recommandations doivent être celles du "
            f"rapport, une fois chacune et dans l’ordre ({len(records)} en "
            "tout)."
        )
    if {fate.id for fate in raw.fates} != set(Fate):
        raise CorpusError(
            f"{path.name} : chaque sort doit être nommé une fois ({', '.join(Fate)})."
        )
    return Outcomes(
        title=raw.title,
        intro=raw.intro,
        warning=raw.warning,
        citations=citations_of(index, raw.sources, where=f"{path.name}, présentation"),
        fates=raw.fates,
        rows=tuple(_outcome_of(path.name, row, records[row.number], index) for row in raw.rows),
    )


def _recommendations_of(passages: Iterable[Passage]) -> dict[int, Recommendation]:
    """The recommendations of the report, by their numbers."""
    records: dict[int, Recommendation] = {}
    for passage in passages:
        if passage.kind is Kind.RECOMMENDATION and passage.record:
            records[passage.record.number] = passage.record
    return records


def _outcome_of(name: str, raw: _Row, record: Recommendation, index: Index) -> Outcome:
    """A row of the table with its citations. Raises CorpusError when it cannot be right."""
    where = f"{name}, recommandation {raw.number}"
    report = citations_of(index, raw.report, where=where)
    instruction = citations_of(index, raw.instruction, where=where)
    _check_side(where, report, Weight.RECOMMANDATION, index.documents)
    _check_side(where, instruction, Weight.OPPOSABLE, index.documents)
    document_id = instruction[0].document_id
    text = index.text(document_id)
    present = [word for word in raw.absent if _stands_in(word, text)]
    if present:
        raise CorpusError(
            f"{where} : « {present[0]} » est dit absent et se trouve dans "
            f"{document_id} ; relisez le raisonnement."
        )
    return Outcome(
        record=record,
        fate=raw.fate,
        reasoning=raw.reasoning,
        report=report,
        instruction=instruction,
        absent=raw.absent,
        lost_list=_lost_list_of(where, raw.gap_passage, index),
    )


def _check_side(
    where: str, side: Iterable[Citation], weight: Weight, documents: Mapping[str, Document]
) -> None:
    """Raises CorpusError for a citation of a document that has not the weight of its side."""
    for citation in side:
        if documents[citation.document_id].weight is not weight:
            raise CorpusError(
                f"{where} : {citation.passage_id} n’est pas du bon côté ; « "
                "rapport » cite le rapport, « instruction » cite "
                "l’instruction."
            )


def _stands_in(word: str, text: str) -> bool:
    """Does a word stand in a text, in any case, be it in the plural?"""
    return re.search(rf"\b{re.escape(word)}s?\b", text, re.IGNORECASE) is not None


def _lost_list_of(where: str, passage_id: str, index: Index) -> LostList | None:
    """The list that the source lost after a passage; None when no passage is named.

    Raises CorpusError when the passage named lost none.
    """
    if not passage_id:
        return None
    gap = index.passage(passage_id).gap if passage_id in index.row else None
    if gap is None:
        raise CorpusError(
            f"{where} : « reserve » doit nommer un passage dont la source a "
            f"perdu une liste ; {passage_id} n’en est pas un."
        )
    label = index.passage(passage_id).label
    return LostList(passage_id=passage_id, label=label, missing=gap.missing)
