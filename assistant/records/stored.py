"""The facts kept in a generation, one file a kind, so that a question reads no YAML.

    <generation>/derived/records/vocabulary.json    the kinds and their words
    <generation>/derived/records/<kind>.jsonl       one row a line

Whatever is missing or damaged gives no facts: the next steps answer instead.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from assistant.records.kinds import Vocabulary
from assistant.records.record import Record

FOLDER = Path("derived") / "records"
VOCABULARY = "vocabulary.json"


class StoredRecords:
    """The facts of a generation; nothing is opened before a first question."""

    def __init__(self, generation: Path | None) -> None:
        self._folder = generation / FOLDER if generation else None
        self._rows: dict[str, tuple[Record, ...]] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The kinds of facts and their words; an empty vocabulary when it cannot be read."""
        try:
            content = (self._folder / VOCABULARY).read_bytes() if self._folder else b"{}"
            return Vocabulary.model_validate_json(content)
        except (OSError, ValidationError):
            return Vocabulary()

    def rows(self, kind: str) -> tuple[Record, ...]:
        """The rows of a kind, in the order of its file; none for a kind that has none."""
        if kind not in self._rows:
            self._rows[kind] = self._read(kind)
        return self._rows[kind]

    def _read(self, kind: str) -> tuple[Record, ...]:
        if self._folder is None or self.vocabulary.kind(kind) is None:
            return ()
        try:
            lines = (self._folder / f"{kind}.jsonl").read_bytes().splitlines()
            return tuple(Record.model_validate_json(line) for line in lines)
        except (OSError, ValidationError):
            return ()


def save_records(records: Sequence[Record], vocabulary: Vocabulary, generation: Path) -> None:
    """Write the facts of a generation."""
    folder = generation / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    content = vocabulary.model_dump_json(by_alias=True)
    (folder / VOCABULARY).write_text(content, encoding="utf-8")
    for kind in vocabulary.kinds:
        rows = (record.model_dump_json() for record in records if record.kind == kind.id)
        text = "".join(f"{row}\n" for row in rows)
        (folder / f"{kind.id}.jsonl").write_text(text, encoding="utf-8")
