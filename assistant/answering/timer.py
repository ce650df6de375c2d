"""The time that each step of an answer takes."""

import time


class Timer:
    """Milliseconds of each step, by its name, in `laps`."""

    def __init__(self) -> None:
        self.last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        """A step ends."""
        now = time.perf_counter()
        self.laps[name] = round((now - self.last) * 1000, 2)
        self.last = now
