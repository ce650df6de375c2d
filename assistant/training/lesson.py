"""A lesson for people who discover the framework: points in order, each resting on words of the
texts.
"""

from itertools import pairwise
from pathlib import Path

from pydantic import Field

from assistant.domain import Citation, Value
from assistant.errors import CorpusError
from assistant.index.citations import Quotation, citations_of
from assistant.index.index import Index
from assistant.texts.calendar import dates_in
from assistant.texts.datafile import read_datafile


class Point(Value):
    """One idea: when (a date or a step, as it is read), what, in a sentence, and the words that
    bear it out.
    """

    id: str
    when: str
    title: str
    text: str
    citations: tuple[Citation, ...]


class Lesson(Value):
    """Points in the order in which a trainer tells them; `citations` bear out the introduction."""

    title: str
    intro: str
    citations: tuple[Citation, ...]
    points: tuple[Point, ...]


class _Point(Value):
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    date: str = Field("", pattern=r"^(\d{4}(-\d\d){0,2})?$")
    when: str = Field(alias="quand", min_length=1)
    title: str = Field(alias="titre", min_length=1)
    text: str = Field(alias="texte", min_length=1)
    sources: tuple[Quotation, ...] = Field(min_length=1)


class _Lesson(Value):
    title: str = Field(alias="titre", min_length=1)
    intro: str = Field(alias="presentation", min_length=1)
    sources: tuple[Quotation, ...] = ()
    points: tuple[_Point, ...] = Field(min_length=1)


def read_lesson(path: Path, index: Index) -> Lesson:
    """Read a lesson of `corpus/decouvrir` and verify it.

    Raises CorpusError when words are not in their passage, when a full date is not in the words
    cited for it, or when dates are out of order.
    """
    raw = read_datafile(path, _Lesson)
    days = [point.date for point in raw.points if point.date]
    for former, day in pairwise(days):
        if day < former:
            raise CorpusError(
                f"{path.name} : la date {day} vient trop tard ; rangez les points par date."
            )
    return Lesson(
        title=raw.title,
        intro=raw.intro,
        citations=citations_of(index, raw.sources, where=f"{path.name}, présentation"),
        points=tuple(_point_of(path.name, point, index) for point in raw.points),
    )


def _point_of(name: str, raw: _Point, index: Index) -> Point:
    """A point with its citations. Raises CorpusError when its full date is in none of them."""
    where = f"{name}, « {raw.id} »"
    citations = citations_of(index, raw.sources, where=where)
    is_full_date = len(raw.date) == len("2024-07-12")
    is_cited = any(raw.date in dates_in(citation.quote) for citation in citations)
    if is_full_date and not is_cited:
        raise CorpusError(
            f"{where} : la date {raw.date} n’est dans aucun des mots cités ; "
            "citez un passage qui la donne."
        )
    return Point(id=raw.id, when=raw.when, title=raw.title, text=raw.text, citations=citations)
