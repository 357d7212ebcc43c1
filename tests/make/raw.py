"""Requests and replies as bytes: what a server would pass on, which no client library would send."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

from tests.malformed import Headers

Answer = tuple[int, bytes]
Sender = Callable[[str, bytes, Headers, bytes], Awaitable[Answer]]

_FIRST_FAULT = 500


def speak_to(app: ASGIApp, *, headers_too: bool = False) -> Sender:
    """Send to an app what a server would pass on; a client library would mend it, or decline to send it.

    A reply is its body, or with `headers_too` its headers, an empty line and its body.
    """

    async def send(method: str, path: bytes, headers: Headers, body: bytes) -> Answer:
        exchange = _Exchange(body, headers_too=headers_too)
        target, _, query = path.partition(b"?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(target.decode("latin-1")),
            "raw_path": target,
            "root_path": "",
            "query_string": query,
            "headers": list(_framed(headers, body)),
            "server": ("localhost", 8000),
            "client": ("127.0.0.1", 1),
        }
        with suppress(Exception):  # as a server does, which then answers 500
            await app(scope, exchange.receive, exchange.send)
        return exchange.status, bytes(exchange.reply)

    return send


class _Exchange:
    """One request and its reply."""

    def __init__(self, body: bytes, *, headers_too: bool) -> None:
        self._headers_too = headers_too
        self.status = _FIRST_FAULT
        self.reply = bytearray()
        self._messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        self._answered = asyncio.Event()

    async def receive(self) -> Message:
        if self._messages:
            return self._messages.pop()
        await self._answered.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        if self._headers_too and message["type"] == "http.response.start":
            lines = (name + b": " + value + b"\r\n" for name, value in message["headers"])
            self.reply += b"".join(lines) + b"\r\n"
        self.reply += message.get("body", b"")
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self._answered.set()


def _framed(headers: Headers, body: bytes) -> Iterator[tuple[bytes, bytes]]:
    names = {name for name, _ in headers}
    if b"host" not in names:
        yield b"host", b"localhost:8000"
    if body and not names & {b"content-length", b"transfer-encoding"}:
        yield b"content-length", b"%d" % len(body)
    yield from headers
