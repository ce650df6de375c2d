"""A fact of the corpus: the cells of a row, and the exact words of a passage that say it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from assistant.domain import Value
from assistant.errors import CorpusError
from assistant.texts.calendar import write_day
from assistant.texts.datafile import read_yaml, value_of

FOLDER = "faits"
VOCABULARY = "vocabulaire.yaml"
OURS = frozenset({"id", "passage", "mots"})
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Cell = bool | int | float | str | tuple[str, ...]


class Record(Value):
    """A row: its kind, its cells by field, and the words of the passage that it rests on."""

    id: str
    kind: str
    cells: Mapping[str, Cell]
    passage: str
    words: str

    def text_of(self, field: str) -> str:
        """A cell as it is shown, in French; empty when the row has no such cell."""
        return _cell_text(self.cells.get(field, ""))


def _cell_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, tuple):
        return ", ".join(cell)
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",")
    text = str(cell)
    return write_day(date.fromisoformat(text)) if DAY.fullmatch(text) else text


def record_files(corpus: Path) -> tuple[Path, ...]:
    """The files of facts of a corpus, its vocabulary included; none without such a folder."""
    return tuple(sorted((corpus / FOLDER).glob("*.yaml")))


def read_records(corpus: Path) -> tuple[Record, ...]:
    """The rows that editors wrote; a file bears the name of their kind.

    Raises CorpusError, which names the file and the row, for a row without its passage or words,
    and for an identifier that stands twice in a file.
    """
    files = (path for path in record_files(corpus) if path.name != VOCABULARY)
    return tuple(chain.from_iterable(map(_read_file, files)))


def _read_file(path: Path) -> Iterator[Record]:
    raw = read_yaml(path)
    if not isinstance(raw, list):
        raise CorpusError(f"{path.name} : une liste de faits est attendue, une entrée par fait.")
    identifiers: set[str] = set()
    for entry in raw:
        record = _record_of(entry, path)
        if record.id in identifiers:
            raise CorpusError(f"{path.name} : le fait « {record.id} » est écrit deux fois.")
        identifiers.add(record.id)
        yield record


def _record_of(entry: Any, path: Path) -> Record:
    if not isinstance(entry, dict) or not set(entry) >= OURS:
        name = entry.get("id", "sans nom") if isinstance(entry, dict) else entry
        raise CorpusError(
            f"{path.name}, « {name} » : un fait a un « id », un « passage » et des « mots »."
        )
    cells = {
        field: cell.isoformat() if isinstance(cell, date) else cell
        for field, cell in entry.items()
        if field not in OURS and cell is not None
    }
    row = {
        "id": entry["id"],
        "kind": path.stem,
        "cells": cells,
        "passage": entry["passage"],
        "words": entry["mots"],
    }
    return value_of(row, Record, source=path.name)
