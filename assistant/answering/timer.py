"""The time that each step of an answer takes, and the trace that tells it."""

import time

from assistant.domain import Trace, Writing
from assistant.index.index import Index


class Timer:
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

    def trace(self, writing: Writing | None) -> Trace:
        """How the answer was made: by which generation, in what time, and what a language model
        wrote of it, when one was asked.
        """
        return Trace(
            generation=self.index.manifest.id,
            mode="model" if writing and writing.kept else "extractive",
            vectors=self.index.engine,
            timings_ms=self.laps,
            writing=writing,
        )
