"""The sets of `evaluation/questions/useful`: what an answer must say, must not say and must not
cite; questions without an answer; traps; needs in three wordings.

`must`, `must_not` and `first` are regular expressions, compared whatever the case and the kind of
apostrophe. The half `report` is only ever published as totals.
"""

import re
from pathlib import Path
from typing import TypeVar

from pydantic import ConfigDict, Field

from assistant.domain import Citation, Value
from assistant.texts.spaces import flatten
from evaluation.dataset import Split

FOLDER = Path(__file__).parent / "questions" / "useful"


class Row(Value):
    """A line of a set: its identifier and its half. Fields for readers only are left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    split: Split


class UsefulQuestion(Row):
    """A question with what its answer must, and must not, say: patterns."""

    question: str
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


class Place(Value):
    """Words of a passage."""

    document_id: str = Field(alias="document")
    passage_id: str = Field(alias="passage")
    quote: str

    def is_quoted_by(self, citation: Citation) -> bool:
        """Does a citation hold these words, or stand within them?"""
        if citation.document_id != self.document_id:
            return False
        quote, cited = flatten(self.quote), flatten(citation.quote)
        return quote in cited or cited in quote

    def is_cited_by(self, citation: Citation) -> bool:
        """Does a citation come from this passage, or quote these words elsewhere in its text?"""
        return citation.passage_id == self.passage_id or self.is_quoted_by(citation)


class FactQuestion(UsefulQuestion):
    """A question that the texts answer: the passages that answer (`gold`), those that would
    mislead, and how the answer must begin.
    """

    slot: str
    gold: tuple[Place, ...]
    misleading: tuple[Place, ...] = ()
    first: str | None = None


class TrapQuestion(UsefulQuestion):
    """A question that supposes what the texts deny or do not hold."""

    kind: str


class NeedInWordings(Row):
    """One need as three people ask it; `is_answerable` when the texts meet it."""

    need: str
    neat: str
    hurried: str
    roundabout: str
    is_answerable: bool = Field(alias="answerable")

    @property
    def wordings(self) -> tuple[str, str, str]:
        """The three questions."""
        return self.neat, self.hurried, self.roundabout


RowKind = TypeVar("RowKind", bound=Row)


def read_rows(name: str, kind: type[RowKind], split: Split = "all") -> list[RowKind]:
    """The lines of a set (`facts`, `near`, `traps`, `stability`) that belong to a half of it."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [kind.model_validate_json(line) for line in lines]
    return [row for row in rows if split in ("all", row.split)]


def matches(pattern: str, text: str) -> bool:
    """Is a pattern found in a text, whatever the case, the apostrophes and the hard spaces?"""
    return re.search(_plain(pattern), _plain(text), re.IGNORECASE) is not None


def _plain(text: str) -> str:
    """A text with plain apostrophes and spaces."""
    return re.sub("[\u00a0\u202f]", " ", text.replace("’", "'"))
