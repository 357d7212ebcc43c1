"""Which pages of others may read our replies in a browser (CORS): those of apps that a council lets in.

No reply says that cookies may come along: those are for our own pages, and an app brings its token itself.
"""

import re
from asyncio import Lock, timeout
from collections.abc import Callable
from time import monotonic

import psycopg
from psycopg_pool import PoolTimeout
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.connections import Pool, in_lane
from api.database import Reads
from api.sealed import Sealed
from api.statements import Read
from models.apps import ADDRESSES, Addresses
from rules.apps import origin_of

KNOWN_FOR = 10.0  # seconds until what apps are let in is looked up again
AGAIN_AFTER = 1.0  # where the database did not answer
PATIENCE = 1.0  # a browser waits for this first, and then for everything that it asked for
KEPT_BY_A_BROWSER = 600
PATHS = ("/v1/", "/oauth/token", "/oauth/revoke")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SENT = ("Authorization", "Content-Type", "DPoP", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID")
READ = (
    *("ETag", "Link", "Location", "Idempotency-Replayed", "RateLimit", "RateLimit-Policy", "Retry-After"),
    *("WWW-Authenticate", "X-Request-ID"),
)
LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")
REGISTERED = Read(Addresses, ADDRESSES)

VARY = (b"vary", b"Origin")
_EXPOSED = (b"access-control-expose-headers", ", ".join(READ).encode())
_PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": ", ".join(SENT),
    "Access-Control-Max-Age": str(KEPT_BY_A_BROWSER),
}


class Registered:
    """The origins of all apps that some council lets in, as they were a few seconds ago.

    On a developer's own machine, which is a demonstration, also whatever comes from that machine.
    """

    def __init__(self, pool: Pool, nobody: Callable[[], Sealed], *, here: bool) -> None:
        self._pool, self._nobody, self._here = pool, nobody, here
        self._known, self._until = frozenset[str](), 0.0
        self._looking = Lock()

    async def has(self, origin: str) -> bool:
        if self._here and LOOPBACK.fullmatch(origin):
            return True
        if monotonic() >= self._until:
            await self._look()
        return origin in self._known

    async def _look(self) -> None:
        """Look once, whoever else waits; whoever asks for help would wait here too, so it goes by their lane."""
        async with self._looking:
            if monotonic() < self._until:
                return
            try:
                with in_lane(kept=True):
                    async with timeout(PATIENCE):
                        found = await Reads(self._pool, self._nobody()).one(REGISTERED())
            except (PoolTimeout, TimeoutError, psycopg.Error):
                self._until = monotonic() + AGAIN_AFTER
                return
            origins = (origin_of(each) for each in found.addresses)
            self._known, self._until = frozenset(filter(None, origins)), monotonic() + KNOWN_FOR


class Origins:
    """Says to a browser whether the page that asks may read the reply; answers its question before it asks."""

    def __init__(self, app: ASGIApp, registered: Registered) -> None:
        self._app, self._registered = app, registered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATHS):
            await self._app(scope, receive, send)
            return
        origin = _one(scope, b"origin")
        allowed = await self._registered.has(origin.decode("latin-1")) if origin else False
        if origin and scope["method"] == "OPTIONS" and _one(scope, b"access-control-request-method"):
            await _told_before(origin if allowed else b"")(scope, receive, send)
            return
        told = [VARY, *_allowed(origin)] if allowed else [VARY]

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *told]
            await send(message)

        await self._app(scope, receive, tell)


def _one(scope: Scope, wanted: bytes) -> bytes:
    """Return a header that came once; nothing where it came twice."""
    found = [value for name, value in scope["headers"] if name == wanted]
    return found[0] if len(found) == 1 else b""


def _allowed(origin: bytes) -> tuple[tuple[bytes, bytes], ...]:
    return (b"access-control-allow-origin", origin), _EXPOSED


def _told_before(origin: bytes) -> Response:
    headers = {"Access-Control-Allow-Origin": origin.decode("latin-1"), **_PREFLIGHT} if origin else {}
    return Response(status_code=204, headers={"Vary": "Origin", **headers})
