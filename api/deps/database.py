"""The database that the application writes to, opened when it is first needed; a failure is told
and the next request tries again.
"""

import threading
from typing import Annotated

from fastapi import Depends, Request

from assistant.settings import Settings
from assistant.store.database import Database, open_database


class Saving:
    """Holds the open database of an application."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._database: Database | None = None

    def current(self) -> Database:
        """The database. Raises BadInput, StoreError or Busy while it cannot be opened."""
        with self._lock:
            if self._database is None:
                self._database = open_database(self.settings)
            return self._database

    def close(self) -> None:
        """Close it, if it was opened."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None


def database(request: Request) -> Database:
    """The database of the application that serves the request. Raises what `Saving.current`
    raises.
    """
    held = request.app.state.saving
    assert isinstance(held, Saving)
    return held.current()


Kept = Annotated[Database, Depends(database)]
