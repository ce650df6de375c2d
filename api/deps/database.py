"""The database that the application writes to, opened when it is first needed; after a failure, the
next request tries again.
"""

import threading
from typing import Annotated

from fastapi import Depends, Request

from assistant.settings import Settings
from assistant.store.database import Database, open_database


class DatabaseHolder:
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


def database_of(request: Request) -> Database:
    """The database of the application that serves the request. Raises what `DatabaseHolder.current`
    raises.
    """
    holder = request.app.state.database
    assert isinstance(holder, DatabaseHolder)
    return holder.current()


OpenDatabase = Annotated[Database, Depends(database_of)]
