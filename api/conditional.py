"""Conditional reads: an ETag for every GET, and 304 for whoever has it already.

The tag is weak, over the body, unless a handler gave a strong one of its own, for what is edited with If-Match.
"""

from hashlib import sha256
from http import HTTPStatus
from typing import Annotated

from pydantic import StringConstraints
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.boundary import CONDITION, LONGEST_CONDITION

Tags = Annotated[str, StringConstraints(max_length=LONGEST_CONDITION, pattern=CONDITION)]
WEAK = b"W/"
# For what everyone may see: an app may show it for a week while there is no signal.
MAY_BE_KEPT = "public, max-age=3600, stale-if-error=604800"


class Conditional:
    """Stands outside the handlers: holds a reply to a GET under /v1 back until its tag is known."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/v1/"):
            send = _Tagged(send, _known(scope)).send
        await self._app(scope, receive, send)


def _known(scope: Scope) -> set[bytes]:
    """Return the tags that the client has, without the mark that says "weak": some proxies take it away."""
    given = [tag for name, tags in scope["headers"] if name == b"if-none-match" for tag in tags.split(b",")]
    return {tag.strip().removeprefix(WEAK) for tag in given}


class _Tagged:
    def __init__(self, send: Send, known: set[bytes]) -> None:
        self._send, self._known = send, known
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_json(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        tag = dict(start["headers"]).get(b"etag", b"").removeprefix(WEAK)
        if not tag:
            tag = f'"{sha256(self._body).hexdigest()[:32]}"'.encode()
            start["headers"] = [*start["headers"], (b"etag", WEAK + tag)]
        if not self._known.isdisjoint({tag, b"*"}):
            start["status"], self._body = 304, b""
            start["headers"] = [(name, value) for name, value in start["headers"] if not name.startswith(b"content-")]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})


def _is_json(start: Message) -> bool:
    """Say whether this is a whole document: a stream or an error has no tag."""
    return start["status"] == HTTPStatus.OK and (b"content-type", b"application/json") in start["headers"]
