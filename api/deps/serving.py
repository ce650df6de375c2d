"""The assistant that serves now, replaced by a new one when another generation of the index is
published.
"""

import logging
import threading
import time
from typing import Annotated

from fastapi import Depends, Request

from assistant.errors import CpomError, IndexMissing
from assistant.index import generation
from assistant.pipeline import Assistant
from assistant.settings import Settings

LOG = logging.getLogger("cpom")
EVERY = 2.0


class AssistantHolder:
    """Holds the open assistant. The published generation is looked at every `every` seconds at
    most; readers keep the old one until the new is open.
    """

    def __init__(self, settings: Settings, every: float = EVERY) -> None:
        self.settings = settings
        self.every = every
        self.problem: CpomError | None = None
        self._lock = threading.Lock()
        self._assistant: Assistant | None = None
        self._generation = ""
        self._looked = float("-inf")

    def current(self) -> Assistant:
        """The assistant on the published generation.

        Raises IndexMissing, IndexStale, IndexDamaged or CorpusError while none could be opened.
        """
        if self._due() and self._lock.acquire(blocking=self._assistant is None):
            try:
                if self._due():
                    self._look()
            finally:
                self._lock.release()
        if self._assistant is None:
            problem = self.problem or IndexMissing(
                "L’index n’est pas encore ouvert : réessayez dans un instant."
            )
            raise type(problem)(str(problem))
        return self._assistant

    def _due(self) -> bool:
        return time.monotonic() - self._looked >= self.every

    def _look(self) -> None:
        """Open what is published when it is not what serves. A generation that cannot be opened
        leaves the old one in place.
        """
        try:
            published = generation.published_id(self.settings.data)
            if published != self._generation or self._assistant is None:
                self._assistant = _open(self.settings)
                self._generation = published
            self.problem = None
        except CpomError as error:
            if str(error) != str(self.problem):
                LOG.warning("index : %s", error)
            self.problem = error
        finally:
            self._looked = time.monotonic()


def _open(settings: Settings) -> Assistant:
    """An assistant that needs nothing more of its generation's folder, which a later build may
    remove.
    """
    assistant = Assistant(settings, chroma=True)
    for document_id in assistant.index.documents:
        assistant.index.text(document_id)
    return assistant


def holder_of(request: Request) -> AssistantHolder:
    """The holder of the application that serves the request."""
    holder = request.app.state.assistant
    assert isinstance(holder, AssistantHolder)
    return holder


def assistant_of(request: Request) -> Assistant:
    """The assistant that serves now. Raises what `AssistantHolder.current` raises."""
    return holder_of(request).current()


Holder = Annotated[AssistantHolder, Depends(holder_of)]
OpenAssistant = Annotated[Assistant, Depends(assistant_of)]
