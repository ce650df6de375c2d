"""What a session was shown and may look at again for an hour, without its being saved anywhere:
held in memory, then forgotten.
"""

import secrets
import threading
import time
from collections import OrderedDict
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Request

from assistant.conformity.result import Comparison, Conformity
from assistant.errors import UnknownItem

T = TypeVar("T")
SECONDS = 3600.0
MOST = 200


class Holder(Generic[T]):
    """Holds the last `most` things, each for its owner alone and for `seconds` at most."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self.most = most
        self.seconds = seconds
        self._lock = threading.Lock()
        self._things: OrderedDict[str, tuple[float, str, T]] = OrderedDict()

    def hold(self, owner: str, thing: T) -> str:
        """Keep a thing; the name under which its owner finds it again."""
        name = secrets.token_urlsafe(12)
        with self._lock:
            self._things[name] = (time.monotonic(), owner, thing)
            while len(self._things) > self.most:
                self._things.popitem(last=False)
        return name

    def found(self, owner: str, name: str) -> T:
        """The thing of that name. Raises UnknownItem, in the same words, when it is another's, too
        old or unknown.
        """
        with self._lock:
            since, whose, thing = self._things.get(name, (float("-inf"), "", None))
            if thing is None or whose != owner or time.monotonic() - since > self.seconds:
                raise UnknownItem(
                    "Ce contrôle n’est plus en mémoire : les contrats ne sont "
                    "pas gardés. Redonnez le fichier."
                )
            return thing


def holder(request: Request) -> Holder[Conformity | Comparison]:
    """The checks and comparisons that the application holds."""
    held = request.app.state.checks
    assert isinstance(held, Holder)
    return held


Checks = Annotated[Holder[Conformity | Comparison], Depends(holder)]
