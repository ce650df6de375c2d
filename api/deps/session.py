"""The browser session: a random name in a cookie, given when something first asks whose request it
is.

The database only knows the SHA-256 of that name: who reads the database cannot take a session over.
"""

import hashlib
import re
import secrets

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "cpom_session"
NAME = re.compile(r"[A-Za-z0-9_-]{43}")
LIFETIME = 400 * 24 * 3600  # seconds; browsers keep no cookie for longer


class SessionCookie:
    """Sends the cookie of a session that was just given, and keeps what belongs to a session out of
    shared caches.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and "session" in state:
                headers = MutableHeaders(scope=message)
                headers.setdefault("cache-control", "no-store")
                if state.get("session_is_new"):
                    headers.append("set-cookie", _cookie(state["session"], scope["scheme"]))
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def owner_of(request: Request) -> str:
    """Who owns what this request leaves: the fingerprint of its session, given now if it has
    none.
    """
    state = request.state
    if not hasattr(state, "session"):
        sent = request.cookies.get(COOKIE, "")
        known = NAME.fullmatch(sent) is not None
        state.session = sent if known else secrets.token_urlsafe(32)
        state.session_is_new = not known
    return hashlib.sha256(str(state.session).encode()).hexdigest()


def _cookie(name: str, scheme: str) -> str:
    secure = "; Secure" if scheme == "https" else ""
    return f"{COOKIE}={name}; Path=/; Max-Age={LIFETIME}; HttpOnly; SameSite=Strict{secure}"
