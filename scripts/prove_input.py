"""Proves that no input breaks us: sends requests that are broken in ever new ways, and counts the answers."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from random import Random
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

from tests.malformed import CANARY, MALFORMED, VALID, Headers, RawRequest

Answer = tuple[int, bytes]
Sender = Callable[[str, bytes, Headers, bytes], Awaitable[Answer]]
Mutator = Callable[[bytes, Random], bytes]

TOGETHER = 16
ECHO = "echo"

_FIRST_ERROR = 400
_FIRST_FAULT = 500
_MOST_CHANGES = 4
_MOST_SHOWN = 10
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "post")
_PIECES = b"""
\x00 \x1f \x7f \xff \xc0\xaf \xed\xa0\x80 \xef\xbb\xbf \xf0\x9f\x98\x80 %0d%0a \\ \\u0000 \\ud800 \\u202e '
" { } [ ] [[[[[[[[ , : null true -1 0 1e999 NaN Infinity 9223372036854775808 99999999999999999999 1.5
2**64 % %00 %ff %2e%2e%2f & = ; ? # // .. 0001-01-01 9999-12-31T23:59:59+14:00
00000000-0000-4000-8000-000000000000 ' or 1=1-- ${7*7} <b>
""".split()


async def prove(send: Sender, *, count: int, seed: int) -> Counter[str]:
    """Send all that is known to be malformed, then `count` mutations, and count the answers by status.

    An error that repeats what was typed is counted as an echo too. The first requests that went wrong
    are printed as they were sent, since all of it is invented.
    """
    answers = Counter[str]()
    requests = _requests(count, Random(seed))  # noqa: S311 - the same seed, the same requests
    while some := list(islice(requests, TOGETHER)):
        for request, found in zip(
            some, await asyncio.gather(*(_answer(send, request) for request in some)), strict=True
        ):
            answers.update(found)
            if faults(Counter(found)) and faults(answers) <= _MOST_SHOWN:
                print(*found, request)
    return answers


def faults(answers: Counter[str]) -> int:
    """Count what must never happen."""
    return sum(number for answer, number in answers.items() if answer == ECHO or answer.startswith("5"))


def table(answers: Counter[str]) -> str:
    return "\n".join(f"{answer:>6} {number:>8}" for answer, number in sorted(answers.items()))


def mutated(request: RawRequest, chance: Random) -> RawRequest:
    """Change one part of a request in a few places, most often its body."""
    match chance.choice(("body", "body", "body", "path", "path", "header", "method")):
        case "body":
            return replace(request, body=_changed(request.body, chance))
        case "path":
            return replace(request, path=b"/" + _changed(request.path[1:], chance))
        case "header":
            return replace(request, headers=_changed_headers(request.headers, chance))
        case _:
            return replace(request, method=chance.choice(_METHODS))


def speak_to(app: ASGIApp) -> Sender:
    """Send to an app what a server would pass on; a client library would mend it, or decline to send it."""

    async def send(method: str, path: bytes, headers: Headers, body: bytes) -> Answer:
        exchange = _Exchange(body)
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
    def __init__(self, body: bytes) -> None:
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


def _requests(count: int, chance: Random) -> Iterator[RawRequest]:
    for number, request in enumerate(MALFORMED):
        yield _with_key(request, number)
    for number in range(len(MALFORMED), len(MALFORMED) + count):
        yield mutated(_with_key(chance.choice((*VALID, chance.choice(MALFORMED))), number), chance)


def _with_key(request: RawRequest, number: int) -> RawRequest:
    """Give each request its own key, so that none is taken for the repetition of another."""
    if request.method != "POST" or any(name == b"idempotency-key" for name, _ in request.headers):
        return request
    return replace(request, headers=(*request.headers, (b"idempotency-key", b"prove-%d" % number)))


async def _answer(send: Sender, request: RawRequest) -> list[str]:
    status, reply = await send(request.method, request.path, request.headers, request.body)
    echoed = status >= _FIRST_ERROR and CANARY.encode() in reply
    return [str(status), ECHO] if echoed else [str(status)]


def _changed(raw: bytes, chance: Random) -> bytes:
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        raw = chance.choice(_MUTATORS)(raw, chance)
    return raw


def _changed_headers(headers: Headers, chance: Random) -> Headers:
    if not headers:
        return ((b"x-any", _changed(b"", chance)),)
    place = chance.randrange(len(headers))
    name, value = headers[place]
    return (*headers[:place], (name, _changed(value, chance)), *headers[place + 1 :])


def _flip(raw: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(raw) + 1)
    return raw[:place] + bytes(byte ^ 1 << chance.randrange(8) for byte in raw[place : place + 1]) + raw[place + 1 :]


def _insert(raw: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(raw) + 1)
    return raw[:place] + chance.choice(_PIECES) + raw[place:]


def _drop(raw: bytes, chance: Random) -> bytes:
    start, end = _slice(raw, chance)
    return raw[:start] + raw[end:]


def _double(raw: bytes, chance: Random) -> bytes:
    start, end = _slice(raw, chance)
    return raw[:end] + raw[start:]


def _overwrite(raw: bytes, chance: Random) -> bytes:
    start, end = _slice(raw, chance)
    return raw[:start] + chance.choice(_PIECES) + raw[end:]


def _slice(raw: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(raw) + 1)
    return start, chance.randint(start, min(len(raw), start + 40))


_MUTATORS: tuple[Mutator, ...] = (_flip, _insert, _drop, _double, _overwrite)
