"""What became of each recommendation of the report in the instruction
(`corpus/modeles/recommandations.yaml`).

A jurist's reading, written by comparing both texts: the fate, the reasoning in a sentence, the
words on each side. Nothing here is computed.
"""

import re
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from assistant.domain import Citation, Kind, Recommendation, Value, Weight
from assistant.errors import CorpusError
from assistant.index.citations import Quotation, citations_of
from assistant.index.index import Index
from assistant.texts.datafile import read_datafile


class Fate(StrEnum):
    """What the instruction does of a recommendation."""

    TAKEN = "reprise"
    PARTLY = "partielle"
    LEFT = "non-reprise"
    OUTSIDE = "hors-champ"


class FateName(Value):
    """A fate in words: its name, and what it means here."""

    id: Fate
    name: str = Field(alias="nom")
    meaning: str = Field(alias="sens")


class Lost(Value):
    """A list that the source lost and that could change the reading: where it was announced, and
    what it held.
    """

    passage_id: str
    label: str
    missing: str


class Outcome(Value):
    """One recommendation and its fate, with the words of the report and those of the instruction.

    `absent` are words looked for in the whole instruction, and not there, be it in the plural.
    """

    record: Recommendation
    fate: Fate
    reasoning: str
    report: tuple[Citation, ...]
    instruction: tuple[Citation, ...]
    absent: tuple[str, ...]
    lost: Lost | None


class Outcomes(Value):
    """The whole table."""

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
    lost: str = Field("", alias="reserve")


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
    records = {
        p.record.number: p.record
        for p in index.passages
        if p.kind is Kind.RECOMMENDATION and p.record
    }
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


def _outcome_of(name: str, raw: _Row, record: Recommendation, index: Index) -> Outcome:
    where = f"{name}, recommandation {raw.number}"
    report, instruction = (
        citations_of(index, raw.report, where=where),
        citations_of(index, raw.instruction, where=where),
    )
    for side, weight in ((report, Weight.RECOMMANDATION), (instruction, Weight.OPPOSABLE)):
        wrong = next(
            (
                citation
                for citation in side
                if index.document(citation.document_id).weight is not weight
            ),
            None,
        )
        if wrong:
            raise CorpusError(
                f"{where} : {wrong.passage_id} n’est pas du bon côté ; « "
                "rapport » cite le rapport, « instruction » cite "
                "l’instruction."
            )
    text = index.text(instruction[0].document_id)
    there = next(
        (
            word
            for word in raw.absent
            if re.search(rf"\b{re.escape(word)}s?\b", text, re.IGNORECASE)
        ),
        None,
    )
    if there:
        raise CorpusError(
            f"{where} : « {there} » est dit absent et se trouve dans "
            f"{instruction[0].document_id} ; relisez le raisonnement."
        )
    lost_list = _lost_list_of(where, raw.lost, index)
    return Outcome(
        record=record,
        fate=raw.fate,
        reasoning=raw.reasoning,
        report=report,
        instruction=instruction,
        absent=raw.absent,
        lost=lost_list,
    )


def _lost_list_of(where: str, passage_id: str, index: Index) -> Lost | None:
    if not passage_id:
        return None
    gap = index.passage(passage_id).gap if passage_id in index.row else None
    if gap is None:
        raise CorpusError(
            f"{where} : « reserve » doit nommer un passage dont la source a "
            f"perdu une liste ; {passage_id} n’en est pas un."
        )
    return Lost(passage_id=passage_id, label=index.passage(passage_id).label, missing=gap.missing)
