"""Facts that the corpus already holds elsewhere: derived, not copied."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from assistant.domain import Document, Kind, Passage
from assistant.index.index import Index
from assistant.records.record import Cell, Record
from assistant.texts.datafile import read_yaml

FATES = Path("modeles") / "recommandations.yaml"
SOURCE = "source"  # the document that a row is read in, by its short name


def derived_records(index: Index, corpus: Path) -> Iterator[Record]:
    """The facts read from passages, documents and the data files of other pages."""
    fates = _fates(corpus)
    for passage in index.passages:
        for derive in DERIVED:
            yield from derive(passage, fates)
    yield from _documents(index)


def with_source(record: Record, index: Index) -> Record:
    """The record with the short name of the document that it rests on."""
    if record.passage not in index.row:
        return record
    document = index.document(index.passage(record.passage).document_id)
    return record.model_copy(update={"cells": {**record.cells, SOURCE: document.short}})


def _record(kind: str, passage: Passage, cells: dict[str, Cell], *, words: str = "") -> Record:
    return Record(
        id=f"{kind}:{passage.id}",
        kind=kind,
        cells=cells,
        passage=passage.id,
        words=words or _longest_piece(passage),
    )


def _longest_piece(passage: Passage) -> str:
    """The longest words of a passage that stand in one piece in its document."""
    run = max(passage.runs, key=lambda each: each.length)
    return passage.text[run.at : run.at + run.length].strip()


def _recommendation(passage: Passage, fates: dict[int, str]) -> Iterator[Record]:
    row = passage.record
    if row is None or passage.id.endswith("/encadré"):
        return
    cells: dict[str, Cell] = {
        "numero": row.number,
        "texte": row.text,
        "priorite": row.priority,
        "autorite": row.authority,
        "echeance": row.deadline,
    }
    if row.number in fates:
        cells["suite"] = fates[row.number]
    yield _record("recommandations", passage, cells)


def _acronym(passage: Passage, fates: dict[int, str]) -> Iterator[Record]:
    name, colon, sense = passage.text.partition(":")
    if passage.kind is Kind.ACRONYM and colon:
        cells: dict[str, Cell] = {"sigle": name.strip(), "sens": sense.strip()}
        yield _record("sigles", passage, cells)


def _lost_list(passage: Passage, fates: dict[int, str]) -> Iterator[Record]:
    if passage.gap is not None:
        missing = passage.gap.missing or passage.gap.lead
        cells: dict[str, Cell] = {"manque": missing, "ou": passage.label}
        yield _record("listes-perdues", passage, cells)


def _section(passage: Passage, fates: dict[int, str]) -> Iterator[Record]:
    if passage.kind is not Kind.SECTION or len(passage.path) < 2:
        return
    cells: dict[str, Cell] = {
        "fiche": passage.path[-2],
        "rubrique": passage.path[-1],
        "etat": "liste perdue" if passage.gap else "présente",
    }
    yield _record("rubriques", passage, cells)


Derive = Callable[[Passage, dict[int, str]], Iterator[Record]]
DERIVED: tuple[Derive, ...] = (_recommendation, _acronym, _lost_list, _section)


def _documents(index: Index) -> Iterator[Record]:
    first: dict[str, Passage] = {}
    for passage in index.passages:
        first.setdefault(passage.document_id, passage)
    for document in index.documents.values():
        if document.id in first:
            yield _record("textes", first[document.id], _cells_of(document))


def _cells_of(document: Document) -> dict[str, Cell]:
    return {
        "titre": document.title,
        "emetteur": document.issuer,
        "poids": document.weight.value,
        "etat": _state(document),
        "dates": document.date_label,
        "territoire": document.territory,
    }


def _state(document: Document) -> str:
    """In force, expired, or neither: what a text is at the day of its own dates."""
    dates = document.dates
    if dates.expired is not None:
        return f"échu le {_day(dates.expired)}"
    if dates.in_force is not None:
        return f"en vigueur depuis le {_day(dates.in_force)}"
    return "sans force propre"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _fates(corpus: Path) -> dict[int, str]:
    """What became of each recommendation, by its number; none for a corpus without that file."""
    path = corpus / FATES
    if not path.exists():
        return {}
    raw: Any = read_yaml(path)
    names = {fate["id"]: fate["nom"] for fate in raw["sorts"]}
    return {row["numero"]: names[row["sort"]] for row in raw["recommandations"]}
