"""A need for information and its written answer, as editors keep them in `corpus/reponses`."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field

from assistant.domain import Value
from assistant.errors import CorpusError
from assistant.texts.datafile import read_datafile

FormOfNeed = Literal[
    "fait",
    "oui_non",
    "compte",
    "liste",
    "comparaison",
    "definition",
    "resume",
    "procedure",
    "statut",
    "pourquoi",
    "non_fixe",
]


class Written(Value):
    """A value of a data file: French keys there, English names here."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Support(Written):
    """Exact words of a passage on which a sentence rests."""

    passage: str
    words: str = Field(alias="mots", min_length=1)


class Sentence(Written):
    """A sentence that an editor wrote, and the words that it rests on."""

    text: str = Field(alias="phrase", min_length=1)
    supports: tuple[Support, ...] = Field(alias="appuis", min_length=1)


class Step(Written):
    """A step of a procedure: who does what, and when."""

    who: str = Field("", alias="qui")
    what: str = Field(alias="quoi", min_length=1)
    when: str = Field("", alias="quand")
    supports: tuple[Support, ...] = Field(alias="appuis", min_length=1)


class Element(Written):
    """A member of a list."""

    text: str = Field(alias="texte", min_length=1)
    supports: tuple[Support, ...] = Field(alias="appuis", min_length=1)


class ClosedWording(Written):
    """A question to be answered by yes or no, and the first words that answer it."""

    question: str = Field(min_length=1)
    verdict: str = Field(min_length=1)


class Need(Written):
    """What people want to know, how they ask it, and what is answered.

    `short`, `medium` and `long` hold sentences: each longer form adds to the shorter one, but for
    a summary, whose forms stand alone. `reread` says that a second person has read the answer.
    """

    id: str = Field(alias="besoin", pattern=r"^[a-z0-9-]+$")
    question: str = Field(min_length=1)
    form: FormOfNeed = Field(alias="forme")
    subjects: tuple[str, ...] = Field(alias="sujets")
    wordings: tuple[str, ...] = Field((), alias="formulations")
    closed: tuple[ClosedWording, ...] = Field((), alias="fermees")
    verdict: str = ""
    short: tuple[Sentence, ...] = Field((), alias="court")
    medium: tuple[Sentence, ...] = Field((), alias="moyen")
    long: tuple[Sentence, ...] = Field((), alias="long")
    steps: tuple[Step, ...] = Field((), alias="etapes")
    elements: tuple[Element, ...] = Field((), alias="elements")
    neighbours: tuple[str, ...] = Field((), alias="voisins")
    written: date | None = Field(None, alias="redige")
    reread: bool = Field(default=False, alias="relu")
    proposed: bool = Field(default=False, alias="propose")

    def questions_and_verdicts(self) -> Iterator[tuple[str, str]]:
        """Every wording, with the verdict of a closed one."""
        yield self.question, ""
        yield from ((wording, "") for wording in self.wordings)
        yield from ((closed.question, closed.verdict) for closed in self.closed)

    def texts_and_supports(self) -> Iterator[tuple[str, tuple[Support, ...]]]:
        """Every sentence that may be shown, with the words it rests on."""
        for sentence in (*self.short, *self.medium, *self.long):
            yield sentence.text, sentence.supports
        for step in self.steps:
            yield step.what, step.supports
        for element in self.elements:
            yield element.text, element.supports


def are_neighbours(one: Need, other: Need) -> bool:
    """Do two needs answer so nearly the same that either may answer?"""
    return other.id in one.neighbours or one.id in other.neighbours


class NeedFile(Value):
    """A file of `corpus/reponses`."""

    needs: tuple[Need, ...] = Field(alias="besoins")


def need_files(corpus: Path) -> tuple[Path, ...]:
    """The files of written answers of a corpus; none when it has no such folder."""
    return tuple(sorted((corpus / "reponses").glob("*.yaml")))


def read_needs(corpus: Path) -> tuple[Need, ...]:
    """The needs of a corpus, in the order of its files.

    Raises CorpusError, which names the file and the entry, for a file that cannot be read, and for
    an identifier that stands twice.
    """
    needs = [need for path in need_files(corpus) for need in read_datafile(path, NeedFile).needs]
    seen: set[str] = set()
    for need in needs:
        if need.id in seen:
            raise CorpusError(
                f"corpus/reponses : le besoin « {need.id} » est écrit deux fois ; "
                "réunissez les deux ou changez l’un des deux noms."
            )
        seen.add(need.id)
    return tuple(needs)
