"""Question sets: the form that our own files and those of outsiders share (see
docs/evaluation.md).
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from assistant.domain import Value
from assistant.errors import BadInput

FOLDER = Path(__file__).parent / "questions"
Split = Literal["tune", "report", "all"]
Status = Literal["answered", "not_found", "source_gap", "out_of_scope"]


class Source(Value):
    """Words of a document that answer."""

    document_id: str
    quote: str


Need = tuple[Source, ...]


class GoldQuestion(Value):
    """One question with what a right answer must hold.

    `gold` is a list of needs, each a list of equivalent sources; `facts` and `notices` are lists
    of things to find, each a list of accepted spellings; `must_not` lists words that betray a
    wrong answer. `standalone` is a turn of a dialogue written in full.
    """

    question: str
    gold: tuple[Need, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    expected: tuple[Status, ...] = ("answered",)
    must_not: tuple[str, ...] = ()
    notices: tuple[tuple[str, ...], ...] = ()
    as_of: date | None = None
    standalone: str = ""


class Case(Value):
    """A line of a set: one question, or the turns of a dialogue."""

    id: str
    kind: Literal["answerable", "unanswerable", "trap", "dialogue"]
    style: str
    turns: tuple[GoldQuestion, ...]
    split: Literal["tune", "report"] = "report"
    note: str = ""


class Line(GoldQuestion):
    """A case as it is written in a file."""

    id: str
    kind: Literal["answerable", "unanswerable", "trap", "dialogue"]
    style: str
    question: str = ""
    turns: tuple[GoldQuestion, ...] = ()
    split: Literal["tune", "report"] = "report"
    note: str = ""

    def case(self) -> Case:
        """The line as a case: a single question is a dialogue of one turn."""
        alone = GoldQuestion.model_validate(self.model_dump(include=set(GoldQuestion.model_fields)))
        return Case(
            id=self.id,
            kind=self.kind,
            style=self.style,
            turns=self.turns or (alone,),
            split=self.split,
            note=self.note,
        )


def read_cases(paths: Iterable[Path]) -> Iterator[Case]:
    """Cases of some files, in order.

    Raises BadInput naming the file and the line that cannot be read.
    """
    for path in paths:
        for number, line in enumerate(_text_of(path).splitlines(), 1):
            if line.strip():
                yield _case_of(line, f"{path.name}, ligne {number}")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Le fichier de questions {path} ne peut pas être lu : {error}") from error


def _case_of(line: str, place: str) -> Case:
    try:
        return Line.model_validate(json.loads(line)).case()
    except (ValueError, ValidationError) as error:
        raise BadInput(
            f"{place} : la question n’a pas la forme attendue (docs/evaluation.md) : "
            f"{str(error)[:200]}"
        ) from error


def own_sets() -> list[Path]:
    """The sets that ship with the project."""
    return sorted(FOLDER.glob("*.jsonl"))
