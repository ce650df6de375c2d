"""The HTTP client of a language model's server: no redirection followed, and a bound on what is
read and until when.

The bounds of a call are those of its thread: `limit_calls(end)` sets them, so that one client
serves every call.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

MAX_BYTES = 4_000_000

_call = threading.local()


class Overrun(httpx2.ReadError):
    """The server sends too much, or for too long."""


class _Bounded(httpx2.SyncByteStream):
    """A body that stops at the bounds of its thread, whatever trickles in."""

    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self.stream = stream

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        for piece in self.stream:
            read += len(piece)
            if read > MAX_BYTES or time.monotonic() > _end():
                raise Overrun("bound reached")
            yield piece

    def close(self) -> None:
        """Close the body."""
        self.stream.close()


def client() -> httpx2.Client:
    """A client whose every answer is bounded. A redirection would send the passages to a place that
    nobody set: it is an error.
    """
    return httpx2.Client(follow_redirects=False, event_hooks={"response": [_bound_stream]})


def _bound_stream(response: httpx2.Response) -> None:
    assert isinstance(response.stream, httpx2.SyncByteStream)
    response.stream = _Bounded(response.stream)


@contextmanager
def limit_calls(end: float) -> Iterator[None]:
    """The calls of this thread stop reading at `end`, on the monotonic clock."""
    _call.end = end
    try:
        yield
    finally:
        del _call.end


def _end() -> float:
    return float(getattr(_call, "end", float("inf")))
