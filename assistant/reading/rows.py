"""A reading as rows of (title, text) that people read: at the terminal and on a page."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from assistant.domain import Value
from assistant.reading.sentence import (
    Act,
    Antecedent,
    Bound,
    Duration,
    Participant,
    Polarity,
    Quantity,
    SentenceReading,
)
from assistant.texts.datafile import read_datafile


class Labels(Value):
    """`corpus/lecture/libelles.yaml`."""

    titles: dict[str, str] = Field(alias="titres")
    values: dict[str, str] = Field(alias="valeurs")
    act: str = Field(alias="acte")
    denied: str = Field(alias="nie")
    nothing: str = Field(alias="rien")
    unknown: str = Field(alias="inconnu")
    rank: str = Field(alias="rang")
    share: str = Field(alias="part")
    factor: str = Field(alias="facteur")
    count: str = Field(alias="compte")
    antecedent: str = Field(alias="reprise")


@lru_cache(maxsize=4)
def read_labels(corpus: Path) -> Labels:
    """The labels of a corpus folder; raises CorpusError when the file is malformed."""
    return read_datafile(corpus / "lecture" / "libelles.yaml", Labels)


def rows_of(reading: SentenceReading, labels: Labels) -> tuple[tuple[str, str], ...]:
    """What was read in a sentence, one row a fact, in the order of the table."""
    if reading.not_read:
        return ((labels.titles["not_read"], reading.not_read),)
    return tuple((labels.titles[key], text) for key, text in _facts(reading, labels) if text)


def _facts(reading: SentenceReading, labels: Labels) -> Iterator[tuple[str, str]]:
    for key in ("polarity", "force", "mood", "time"):
        value = getattr(reading, key)
        yield key, labels.values.get(value, value) if value else ""
    for act in reading.acts:
        yield "act", _act(act, labels)
    for key, spans in (
        ("condition", reading.conditions),
        ("exception", reading.exceptions),
        ("deadline", reading.deadlines),
        ("place", reading.places),
    ):
        for span in spans:
            yield key, span.text
    for day in reading.dates:
        yield "date", day.iso
    for duration in reading.durations:
        yield "duration", _duration(duration)
    for number in reading.numbers:
        yield "number", _number(number, labels)
    yield "speaker", reading.speaker
    for antecedent in reading.antecedents:
        yield "antecedent", _antecedent(antecedent, labels)


def _act(act: Act, labels: Labels) -> str:
    text = labels.act.format(
        verbe=act.locution or act.predicate,
        acteur=_participant(act.actor, labels),
        objet=_participant(act.object, labels),
        destinataire=_participant(act.beneficiary, labels),
    )
    return labels.denied.format(acte=text) if act.polarity is Polarity.NEGATIVE else text


def _participant(one: Participant | None, labels: Labels) -> str:
    if one is None:
        return labels.nothing
    classes = f" [{', '.join(one.classes)}]" if one.classes else ""
    return f"{one.antecedent or one.text}{classes}"


def _figure(value: float) -> str:
    return f"{value:g}".replace(".", ",") if value < 100_000 else f"{value:.0f}"


def _bound_text(bound: Bound) -> str:
    return "" if bound is Bound.EXACT else f"{bound} "


def _duration(duration: Duration) -> str:
    return f"{_bound_text(duration.bound)}{_figure(duration.value)} {duration.unit}"


def _number(number: Quantity, labels: Labels) -> str:
    shapes = (
        (number.ordinal, labels.rank),
        (number.share, labels.share),
        (number.factor, labels.factor),
    )
    shape = next((shape for chosen, shape in shapes if chosen), labels.count)
    text = shape.format(valeur=_figure(number.value), nom=number.counts, unite=number.unit)
    return f"{_bound_text(number.bound)}{text}".replace("  ", " ")


def _antecedent(antecedent: Antecedent, labels: Labels) -> str:
    return labels.antecedent.format(mot=antecedent.text, nom=antecedent.noun or labels.unknown)
