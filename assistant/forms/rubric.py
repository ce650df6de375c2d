"""What the forms are made of: typed lines, rubrics, blocks of named lines and rows of tables."""

import re
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from assistant.domain import Citation, Value
from assistant.forms.line import Line, Origin
from assistant.texts.calendar import read_day


def count_of(text: str) -> int | None:
    """The count that a text begins with: « 1 250 établissements » is 1250; None when it begins with
    none.
    """
    match = re.match(r"\s*(\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+)(?![\d,])", text)
    return int(re.sub(r"\D", "", match[1])) if match else None


class Day(Line):
    """A line that is a day; `value` is that day, absent while the line is to be filled in."""

    value: date | None = Field(None, description="jour (AAAA-MM-JJ)")

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        if self.origin is not Origin.MISSING and (
            self.value is None or read_day(self.text) != self.value
        ):
            raise ValueError(
                "une date s’écrit « 1er juillet 2025 », « 01/07/2025 » ou « 2025-07-01 »"
            )
        return self


class Count(Line):
    """A line that begins with a count; `value` is that count, absent while the line is to be filled
    in.
    """

    value: int | None = Field(None, ge=0, description="nombre, zéro ou plus")

    @model_validator(mode="after")
    def _is_a_count(self) -> Self:
        if self.origin is not Origin.MISSING and (
            self.value is None or count_of(self.text) != self.value
        ):
            raise ValueError("un nombre s’écrit en chiffres, zéro ou plus")
        return self


class Note(Value):
    """A sentence beside the lines (what is expected, what the source lost) and what it rests on."""

    text: str
    citation: Citation | None = None


class Rubric(Value):
    """Lines under a title; `hint` is what the instruction expects there, `gap` says that the source
    lost its list.
    """

    lines: tuple[Line, ...] = Field(
        (), title="Lignes", description="lignes de la rubrique, dans l’ordre"
    )
    hint: Note | None = Field(None, title="Consigne", description="ce que l’instruction attend ici")
    gap: Note | None = Field(
        None, title="Liste perdue", description="ce que la source annonce et ne contient plus"
    )


class Block(Value):
    """Named lines that are read together."""


class Row(Value):
    """Named lines that make one row of a table."""
