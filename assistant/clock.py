"""The time that each step of an answer takes, and the trace that tells it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from assistant.domain import Trace
from assistant.index import Index

if TYPE_CHECKING:
    from assistant.writing.scribe import Task


class Clock:
    """Milliseconds of each step."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        """A step ends."""
        now = time.perf_counter()
        self.laps[name] = round((now - self.last) * 1000, 2)
        self.last = now

    def trace(self, task: Task | None) -> Trace:
        """How the answer was made: by which generation, in what time, and what a language model did
        of it.
        """
        made = Trace(
            generation=self.index.manifest.id, vectors=self.index.engine, timings_ms=self.laps
        )
        writing = task.writing() if task is not None else None
        return (
            made.model_copy(
                update={
                    "mode": "model" if writing and writing.kept else "extractive",
                    "writing": writing,
                }
            )
            if writing
            else made
        )
