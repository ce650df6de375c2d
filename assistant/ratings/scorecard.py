"""The scores that `cpom evaluate` leaves in its folder of results, read to be shown."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.domain import Value
from assistant.errors import StoreError, UnknownItem
from assistant.settings import Settings


class Measure(Value):
    """A score with its interval at 95 %, over `n` questions."""

    name: str
    value: float
    low: float
    high: float
    n: int


class Group(Value):
    """The scores of some of the questions."""

    name: str
    turns: int
    measures: tuple[Measure, ...]


class Section(Value):
    """Groups of one kind."""

    title: str
    groups: tuple[Group, ...]


class Scorecard(Value):
    """One evaluation; `name` is the name of its file."""

    name: str
    when: datetime
    command: str
    generation: str
    split: str
    cases: int
    turns: int
    measures: tuple[Measure, ...]
    sections: tuple[Section, ...]


_Numbers = tuple[float, float, float, int]  # value, low, high, and over how many


class _Part(BaseModel):
    turns: int
    scores: dict[str, _Numbers]


class _File(BaseModel):
    """What we read of a file; it holds more."""

    model_config = ConfigDict(extra="ignore")

    when: datetime
    command: str
    generation: str
    split: str
    cases: int
    turns: int
    scores: dict[str, _Numbers]
    groups: dict[str, dict[str, _Part]]


def scorecard_names(folder: Path | None = None) -> tuple[str, ...]:
    """The evaluations that were kept, the last first: the names of the files begin with their
    date.
    """
    results = folder or Settings().results
    return tuple(sorted((path.stem for path in results.glob("*.json")), reverse=True))


def read_scorecard(name: str, folder: Path | None = None) -> Scorecard:
    """One evaluation. Raises UnknownItem when it is not there, StoreError when its file cannot be
    read.
    """
    if name not in scorecard_names(folder):
        raise UnknownItem(
            f"Aucune évaluation ne s’appelle « {name[:60]} » : choisissez-en une dans la liste."
        )
    path = (folder or Settings().results) / f"{name}.json"
    try:
        content = _File.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise StoreError(
            f"Le fichier de scores {path.name} ne se lit pas : refaites "
            "l’évaluation par « cpom evaluate », ou ôtez ce fichier."
        ) from error
    plain_fields: dict[str, Any] = content.model_dump(exclude={"scores", "groups"})
    return Scorecard(
        name=name,
        **plain_fields,
        measures=_measures(content.scores),
        sections=tuple(_section(title, parts) for title, parts in content.groups.items()),
    )


def _section(title: str, parts: Mapping[str, _Part]) -> Section:
    return Section(title=title, groups=tuple(_group(name, part) for name, part in parts.items()))


def _group(name: str, part: _Part) -> Group:
    return Group(name=name, turns=part.turns, measures=_measures(part.scores))


def _measures(scores: Mapping[str, _Numbers]) -> tuple[Measure, ...]:
    return tuple(
        Measure(name=name, value=value, low=low, high=high, n=n)
        for name, (value, low, high, n) in scores.items()
    )
