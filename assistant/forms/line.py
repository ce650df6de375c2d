"""What the forms are made of: lines with an origin, rubrics, blocks of named lines, rows of tables.

A `Line` says where its words come from (`Origin`) and cites its sources; `Day` and `Count` are
lines that are also a value. A `Rubric` is a list of lines under a title, a `Block` has named lines
and a `Row` is one row of a table. `Theme` is what a fiche action bears on.
"""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from assistant.domain import Attribution, Citation, Document, FrenchValue, Value
from assistant.texts.calendar import read_day


class Theme(StrEnum):
    """The seven models of annexe 3, and `libre` for a risk of volet 3, which has the same frame and
    no model.
    """

    PDP = "pdp"
    RPS = "rps"
    FALLS = "chutes"
    CHEMICALS = "chimiques"
    MSD = "tms"
    ROAD = "routier"
    HEAT = "canicule"
    FREE = "libre"


VOLET = dict.fromkeys(Theme, 2) | {Theme.PDP: 1, Theme.FREE: 3}


class Origin(StrEnum):
    """Where the words of a line come from."""

    MODEL = "modèle national"
    EXAMPLE = "exemple"
    REPORT = "rapport"
    INPUT = "saisie"
    PROPOSAL = "proposition"
    MISSING = "à compléter"


# A whole number, its thousands set apart or not, that no decimal follows.
COUNT_AT_HEAD = re.compile(r"\s*(\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+)(?![\d,])")
SOURCED = frozenset({Origin.MODEL, Origin.EXAMPLE, Origin.REPORT})
UNSOURCED = frozenset({Origin.INPUT, Origin.MISSING})


class Line(Value):
    """One line of a draft. A sourced line is cited, a line typed by a person or still missing is
    not.

    `by` says who is expected to fill in a missing line; `former` is what the line was before a
    person changed it.
    """

    text: str = Field(description="texte de la ligne")
    origin: Origin = Field(description="d’où viennent ces mots")
    citations: tuple[Citation, ...] = Field(
        (), description="sources citées ; aucune pour une saisie ou une ligne à compléter"
    )
    by: str = Field("", description="qui est attendu, pour une ligne à compléter")
    former: "Line | None" = Field(None, description="la ligne avant qu’une personne la modifie")

    @model_validator(mode="after")
    def _origin_and_citations_agree(self) -> Self:
        if self.origin in SOURCED and not self.citations:
            raise ValueError(f"une ligne d’origine « {self.origin} » doit citer sa source")
        if self.origin in UNSOURCED and self.citations:
            raise ValueError(f"une ligne d’origine « {self.origin} » ne cite rien")
        return self


def attribution_of(line: Line, documents: Mapping[str, Document]) -> Attribution | None:
    """Whose words a line gives: those of its source for an example and for a finding of the report,
    which name it; None for other lines.
    """
    if line.origin not in {Origin.EXAMPLE, Origin.REPORT}:
        return None
    source = documents[line.citations[0].document_id]
    return Attribution(document_id=source.id, weight=source.weight)


def count_of(text: str) -> int | None:
    """The count that a text begins with: « 1 250 établissements » is 1250; None when it begins with
    none.
    """
    match = COUNT_AT_HEAD.match(text)
    if match is None:
        return None
    digits = re.sub(r"\D", "", match[1])
    return int(digits)


class Day(Line):
    """A line that is a day; `value` is that day, absent while the line is to be filled in."""

    value: date | None = Field(None, description="jour (AAAA-MM-JJ)")

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        is_read_as_value = self.value is not None and read_day(self.text) == self.value
        if self.origin is not Origin.MISSING and not is_read_as_value:
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
        is_read_as_value = self.value is not None and count_of(self.text) == self.value
        if self.origin is not Origin.MISSING and not is_read_as_value:
            raise ValueError("un nombre s’écrit en chiffres, zéro ou plus")
        return self


class Note(Value):
    """A sentence beside the lines (what is expected, what the source lost) and what it rests on."""

    text: str
    citation: Citation | None = None


class Rubric(FrenchValue):
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


class Block(FrenchValue):
    """Named lines that are read together."""


class Row(FrenchValue):
    """Named lines that make one row of a table."""


class After(NamedTuple):
    """Says of a field that it is read after another one of its form, and not where its class puts
    it: fields of a subclass would otherwise come last.
    """

    field: str


def reading_order(form: type[Value]) -> tuple[str, ...]:
    """The fields of a class in the order in which they are read: as they are declared, each that
    says `After` just after the field that it names. No field is left out.
    """
    order: list[str] = []
    for name, field in form.model_fields.items():
        marks = [mark.field for mark in field.metadata if isinstance(mark, After)]
        place = order.index(marks[0]) + 1 if marks else len(order)
        order.insert(place, name)
    return tuple(order)


class Form(Block):
    """What every form has: its kind (a key of `FORMS`), its title, and whom it is for."""

    kind: str
    title: Line = Field(title="Titre", description="titre du formulaire", alias="titre")

    @property
    def who(self) -> Block:
        """The block whose lines name the service, and its region or its Caisse."""
        return self
