"""The readings kept in a generation: one file a document, one line a passage.

    <generation>/derived/readings/<document>.jsonl

A file that is missing or damaged gives no reading: the sentences can be read again at any time.
"""

from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from assistant.domain import Passage
from assistant.reading.sentence import PassageReading

FOLDER = Path("derived") / "readings"
SUFFIX = ".jsonl"


class StoredReadings:
    """The readings of one generation; each file is opened at the first passage asked of it."""

    def __init__(self, generation: Path | None) -> None:
        self._folder = generation / FOLDER if generation else None
        self._lines = lru_cache(maxsize=None)(self._read_lines)

    def of(self, passage: Passage) -> PassageReading | None:
        """The reading of the sentences of a passage, None when there is none."""
        line = self._lines(passage.document_id).get(passage.id)
        try:
            return PassageReading.model_validate_json(line) if line else None
        except ValidationError:
            return None

    def _read_lines(self, document_id: str) -> dict[str, bytes]:
        """The line of each passage of a document, not yet read."""
        if self._folder is None:
            return {}
        try:
            lines = (self._folder / f"{document_id}{SUFFIX}").read_bytes().splitlines()
        except OSError:
            return {}
        return {_passage_of(line): line for line in lines if line}


def _passage_of(line: bytes) -> str:
    """The identifier that a line begins with: {"passage_id":"…",…}."""
    return line.split(b'"', 4)[3].decode("utf-8", "replace")


def write_readings(path: Path, readings: tuple[PassageReading, ...]) -> None:
    """Write the readings of a document, one line a passage, what is empty left out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (reading.model_dump_json(exclude_defaults=True) + "\n" for reading in readings)
    path.write_text("".join(lines), encoding="utf-8")
