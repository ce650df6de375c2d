"""The needs kept in a generation, with the words and the vectors of their wordings.

    <generation>/derived/needs/needs.jsonl    one need a line
    <generation>/derived/needs/lexical/       the terms of every wording
    <generation>/derived/needs/vectors.npy    the vector of every wording, in the same order

Whatever is missing or damaged gives no written answer: the extracts answer instead.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from assistant.index import lexical
from assistant.index.embedder import Embedder
from assistant.index.lexical import LexicalIndex
from assistant.needs.need import Need
from assistant.texts.analyser import Analyser

FOLDER = Path("derived") / "needs"
NEEDS, WORDS, VECTORS = "needs.jsonl", "lexical", "vectors.npy"

Rows = npt.NDArray[np.int64]


class StoredNeeds:
    """The written answers of a generation; nothing is opened before a first question."""

    def __init__(self, generation: Path | None) -> None:
        self._folder = generation / FOLDER if generation else None

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Every need, in the order of the editors' files."""
        try:
            lines = (self._folder / NEEDS).read_bytes().splitlines() if self._folder else []
            return tuple(Need.model_validate_json(line) for line in lines)
        except (OSError, ValidationError):
            return ()

    @cached_property
    def wordings(self) -> tuple[tuple[int, str, str], ...]:
        """Every wording: the number of its need, the question, the verdict of a closed one."""
        return tuple(
            (number, question, verdict)
            for number, need in enumerate(self.needs)
            for question, verdict in need.questions_and_verdicts()
        )

    @cached_property
    def owner(self) -> Rows:
        """The number of the need of each wording."""
        return np.asarray([number for number, _, _ in self.wordings], dtype=np.int64)

    def of_form(self, form: str) -> npt.NDArray[np.bool_]:
        """For each need, whether it is of this form."""
        return np.asarray([need.form == form for need in self.needs], dtype=np.bool_)

    @cached_property
    def words(self) -> LexicalIndex | None:
        """The terms of the wordings, row by row; None when they cannot be read."""
        if self._folder is None or not self.needs:
            return None
        try:
            found = lexical.load(self._folder / WORDS)
        except (OSError, ValueError, KeyError):
            return None
        return found if found.rows == len(self.wordings) else None

    @cached_property
    def vectors(self) -> npt.NDArray[np.float32] | None:
        """The vector of each wording; None without a model, or when they cannot be read."""
        try:
            found: npt.NDArray[np.float32] = np.load(self._folder / VECTORS)  # type: ignore[operator]
        except (OSError, ValueError, TypeError):
            return None
        return found if len(found) == len(self.wordings) else None


def save_needs(
    needs: Sequence[Need], analyser: Analyser, embedder: Embedder | None, generation: Path
) -> None:
    """Write the needs of a generation and what finds them."""
    folder = generation / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    lines = (need.model_dump_json(by_alias=True, exclude_defaults=True) + "\n" for need in needs)
    (folder / NEEDS).write_text("".join(lines), encoding="utf-8")
    questions = [question for need in needs for question, _ in need.questions_and_verdicts()]
    rows = [analyser.terms(question) for question in questions]
    lexical.save(lexical.index_of(rows), folder / WORDS)
    if embedder is not None and questions:
        np.save(folder / VECTORS, np.asarray(embedder.encode(questions), dtype=np.float32))
