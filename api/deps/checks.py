"""What a session was shown and may look at again for an hour, without its being saved anywhere:
kept in memory, then forgotten.
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
LIFETIME = 3600.0
CAPACITY = 200


class RecentItems(Generic[T]):
    """The last `most` things shown, each for its owner alone and for `seconds` at most."""

    def __init__(self, *, most: int = CAPACITY, seconds: float = LIFETIME) -> None:
        self.most = most
        self.seconds = seconds
        self._lock = threading.Lock()
        self._things: OrderedDict[str, tuple[float, str, T]] = OrderedDict()

    def add(self, owner: str, thing: T) -> str:
        """Keep a thing; the name under which its owner finds it again."""
        name = secrets.token_urlsafe(12)
        with self._lock:
            self._things[name] = (time.monotonic(), owner, thing)
            while len(self._things) > self.most:
                self._things.popitem(last=False)
        return name

    def get(self, owner: str, name: str) -> T:
        """The thing of that name. Raises UnknownItem, in the same words, when it is another's, too
        old or unknown.
        """
        with self._lock:
            since, whose, thing = self._things.get(name, (float("-inf"), "", None))
        too_old = time.monotonic() - since > self.seconds
        if thing is None or whose != owner or too_old:
            raise UnknownItem(
                "Ce contrôle n’est plus en mémoire : les contrats ne sont "
                "pas gardés. Redonnez le fichier."
            )
        return thing


def recent_checks(request: Request) -> RecentItems[Conformity | Comparison]:
    """The checks and comparisons that the application holds."""
    checks = request.app.state.checks
    assert isinstance(checks, RecentItems)
    return checks


RecentChecks = Annotated[RecentItems[Conformity | Comparison], Depends(recent_checks)]
