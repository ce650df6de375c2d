"""What stands around every request, as plain ASGI: security headers, the limit on bodies, the last
net for errors.
"""

import logging
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors

LOG = logging.getLogger("cpom")
SECURITY: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class SecurityHeaders:
    """Adds the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY)
            await send(message)

        await self.app(scope, receive, send_secured if scope["type"] == "http" else send)


class Failures:
    """Turns an exception that nobody expected into a plain sentence, and logs it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_watched)
        except (
            Exception
        ):  # the last net: whatever it is, the reader gets a sentence and the log the traceback
            if scope["type"] != "http" or started:
                raise
            LOG.exception("erreur imprévue : %s %s", scope["method"], scope["path"])
            await errors.response(scope["path"], 500, errors.sentence_for(500))(
                scope, receive, send
            )


class BodyLimit:
    """Refuses a body of more than `limit` bytes, whether its length is announced or found on the
    way.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > self.limit:
            await errors.response(scope["path"], 413, errors.too_large(self.limit))(
                scope, receive, send
            )
            return
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.limit:
                raise HTTPException(413, errors.too_large(self.limit))
            return message

        await self.app(scope, receive_counted, send)
