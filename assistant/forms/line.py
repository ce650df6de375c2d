"""What a draft is made of: `Line`s with an origin, in the `Section`s of a `Sheet`.

Every form (fiche action, contrat, tableau, protocole) can be seen as a `Sheet`: what exporters
print, what a person edits
line by line, what two versions are compared by. The key of an entry is its path in the form
(`objectifs.0.cible`).
"""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from assistant.domain import Citation, Value


class Origin(StrEnum):
    """Where the words of a line come from."""

    MODEL = "modèle national"
    EXAMPLE = "exemple"
    REPORT = "rapport"
    INPUT = "saisie"
    PROPOSAL = "proposition"
    MISSING = "à compléter"


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


class Entry(Value):
    """A line and its place in the form; `label` is the French name of the field, empty in a plain
    list.
    """

    key: str
    line: Line
    label: str = ""


class Table(Value):
    """A table: French headers, and rows of entries.

    With `labels`, each row begins with a fixed name that is no entry, and `headers` begins with the
    name of that column.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    labels: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rows_are_as_wide_as_the_headers(self) -> Self:
        wide = len(self.headers) - bool(self.labels)
        if any(len(row) != wide for row in self.rows) or (
            self.labels and len(self.labels) != len(self.rows)
        ):
            raise ValueError("chaque ligne d’un tableau a une case par colonne")
        return self


class Section(Value):
    """One rubric of a form. `gap` says in French that the source lost its list; `hint` what the
    instruction expects there.

    `sources` are the citations of the hint and of the gap. A section without entries is a heading
    for those that follow.
    """

    key: str
    title: str
    level: int = Field(1, ge=1, le=6)
    hint: str = ""
    gap: str = ""
    sources: tuple[Citation, ...] = ()
    entries: tuple[Entry, ...] = ()
    table: Table | None = None


class Sheet(Value):
    """A form as a person reads it, from its title to its last line."""

    kind: Literal["fiche", "contrat", "suivi", "protocole"]
    title: str
    subtitle: str = ""
    sections: tuple[Section, ...]

    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in reading order, tables included."""
        return tuple(
            entry
            for section in self.sections
            for entry in (
                *section.entries,
                *(e for row in (section.table.rows if section.table else ()) for e in row),
            )
        )

    def missing(self) -> tuple[Entry, ...]:
        """What is still to be filled in."""
        return tuple(entry for entry in self.entries() if entry.line.origin is Origin.MISSING)
