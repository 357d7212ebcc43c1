"""The outermost layer: a trace id for every request, headers for every reply, one line in the log.

No stack trace leaves it: there might be a young person's words in it.
"""

from time import perf_counter
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem
from api.figures import Figures

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})  # another is typed words
REQUEST_ID = b"x-request-id"
NO_STORE = (b"cache-control", b"no-store")
STREAM = b"text/event-stream"

log = structlog.get_logger("kept")


class Frame:
    """Wraps the whole application. Whatever escapes it becomes a 500 that says nothing but its trace id."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app, self._figures = app, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await _Exchange(scope, receive, send, self._figures).through(self._app)


class _Exchange:
    """One request and its reply."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, figures: Figures) -> None:
        self.scope, self.receive, self._send, self._figures = scope, receive, send, figures
        self.trace = str(uuid4())
        self.status, self.streamed = 0, False
        scope.setdefault("state", {})["trace_id"] = self.trace

    async def through(self, app: ASGIApp) -> None:
        began = perf_counter()
        try:
            await app(self.scope, self.receive, self.send)
        except Exception as error:  # noqa: BLE001  the last resort; the kind of error is logged, never its words
            log.error(  # noqa: TRY400
                "broke", error=type(error).__name__, trace_id=self.trace
            )
            if not self.status:
                await problem(self.scope, "something_broke")(self.scope, self.receive, self.send)
        finally:
            self._note(perf_counter() - began)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = message.setdefault("headers", [])
            names = {name for name, _ in given}
            self.streamed = any(name == b"content-type" and kind.startswith(STREAM) for name, kind in given)
            added = (*HEADERS, (REQUEST_ID, self.trace.encode()))
            given.extend(added if b"cache-control" in names else (*added, NO_STORE))
        await self._send(message)

    def _note(self, seconds: float) -> None:
        """One line a request: the route's template, never the address that was asked for."""
        route = getattr(self.scope.get("route"), "path", None) or "none"
        method = self.scope["method"] if self.scope["method"] in METHODS else "other"
        if not self.streamed:  # how long somebody followed along is no time that a reply took
            self._figures.answered(route, method, self.status, seconds)
        log.info(
            "answered",
            method=method,
            route=route,
            status=self.status,
            ms=round(seconds * 1000, 1),
            trace_id=self.trace,
        )
