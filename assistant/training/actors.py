"""The actors of a CPOM and their ties, each tie borne out by words of a text
(`corpus/decouvrir/acteurs.yaml`).
"""

from pathlib import Path

from pydantic import Field

from assistant.domain import Citation, Value
from assistant.errors import CorpusError
from assistant.index.citations import Quotation, citation_of
from assistant.index.index import Index
from assistant.texts.datafile import read_datafile


class Labelled(Value):
    """A row of the drawing, or a kind of tie: its identifier and its French name."""

    id: str = Field(pattern=r"^[a-z-]+$")
    name: str = Field(alias="nom", min_length=1)


class Actor(Value):
    """An actor of the contracts: `level` is the row where it is drawn, `column` its place in the
    row (1 is the leftmost).
    """

    id: str
    acronym: str
    name: str
    level: str
    column: float
    citation: Citation


class Tie(Value):
    """A tie from one actor (`start`) to another (`end`): of what kind, and in a sentence.

    `bend` is how far the line leaves the straight one, in columns, to go round an actor; `mark`,
    from 0 to 1, is where its number stands.
    """

    start: str
    end: str
    kind: str
    sentence: str
    bend: float
    mark: float
    citation: Citation


class Chart(Value):
    """The actors and their ties, as a drawing and as a list of sentences."""

    title: str
    intro: str
    levels: tuple[Labelled, ...]
    kinds: tuple[Labelled, ...]
    actors: tuple[Actor, ...]
    ties: tuple[Tie, ...]


class _Actor(Value):
    id: str = Field(pattern=r"^[a-z]+$")
    acronym: str = Field(alias="sigle", min_length=1)
    name: str = Field(alias="nom", min_length=1)
    level: str = Field(alias="niveau")
    column: float = Field(alias="colonne", ge=1, le=4)
    source: Quotation


class _Tie(Value):
    start: str = Field(alias="de")
    end: str = Field(alias="vers")
    kind: str = Field(alias="genre")
    sentence: str = Field(alias="phrase", min_length=1)
    bend: float = Field(0.0, alias="courbe", ge=-2, le=2)
    mark: float = Field(0.5, alias="repere", ge=0.1, le=0.9)
    source: Quotation


class _Chart(Value):
    title: str = Field(alias="titre")
    intro: str = Field(alias="presentation")
    levels: tuple[Labelled, ...] = Field(alias="niveaux")
    kinds: tuple[Labelled, ...] = Field(alias="genres")
    actors: tuple[_Actor, ...] = Field(alias="acteurs")
    ties: tuple[_Tie, ...] = Field(alias="liens")


def read_chart(path: Path, index: Index) -> Chart:
    """Read the actors and their ties. Raises CorpusError when words are not in their passage, or
    when an actor, a level or a kind does not exist.
    """
    raw = read_datafile(path, _Chart)
    _check_names(path, raw)
    return Chart(
        title=raw.title,
        intro=raw.intro,
        levels=raw.levels,
        kinds=raw.kinds,
        actors=tuple(_actor(path.name, actor, index) for actor in raw.actors),
        ties=tuple(_tie(path.name, tie, index) for tie in raw.ties),
    )


def _check_names(path: Path, raw: _Chart) -> None:
    """Raises CorpusError for an actor, a level or a kind that is named and does not exist."""
    levels = {level.id for level in raw.levels}
    actors = {actor.id for actor in raw.actors}
    kinds = {kind.id for kind in raw.kinds}
    for actor in raw.actors:
        _require_known(path, actor.level, levels, f"acteur « {actor.id} »")
    for tie in raw.ties:
        where = f"lien « {tie.sentence} »"
        _require_known(path, tie.start, actors, where)
        _require_known(path, tie.end, actors, where)
        _require_known(path, tie.kind, kinds, where)


def _require_known(path: Path, name: str, among: set[str], where: str) -> None:
    if name not in among:
        raise CorpusError(
            f"{path.name}, {where} : « {name} » n’existe pas ; choisissez parmi "
            f"{', '.join(sorted(among))}."
        )


def _actor(name: str, raw: _Actor, index: Index) -> Actor:
    citation = citation_of(
        index, raw.source.passage, raw.source.words, where=f"{name}, acteur « {raw.id} »"
    )
    return Actor(
        id=raw.id,
        acronym=raw.acronym,
        name=raw.name,
        level=raw.level,
        column=raw.column,
        citation=citation,
    )


def _tie(name: str, raw: _Tie, index: Index) -> Tie:
    citation = citation_of(
        index, raw.source.passage, raw.source.words, where=f"{name}, lien « {raw.sentence} »"
    )
    return Tie(
        start=raw.start,
        end=raw.end,
        kind=raw.kind,
        sentence=raw.sentence,
        bend=raw.bend,
        mark=raw.mark,
        citation=citation,
    )
