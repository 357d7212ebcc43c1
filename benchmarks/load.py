"""The one who asks: sixteen connections, each with one request on its way, every reply timed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from statistics import quantiles
from time import perf_counter
from typing import cast

CONNECTIONS = 16
_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length: "
_FIRST_REFUSAL = b"3"

Say = Callable[[], bytes]


@dataclass
class Heard:
    """What came of one stretch of asking."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    refused: bytes = b""

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def add(self, more: "Heard") -> None:
        """Take another stretch of the same for one with this."""
        self.seconds += more.seconds
        self.times += more.times

    def percentile(self, which: int) -> float:
        """Return a percentile in milliseconds."""
        return quantiles(self.times, n=100, method="inclusive")[which - 1] * 1000


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as a reply is whole."""

    def __init__(self, say: Say, heard: Heard, until: float) -> None:
        self._say, self._heard, self._until = say, heard, until
        self._reply, self._whole = b"", 0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        self._reply, self._whole = b"", 0
        self._began = perf_counter()
        self._transport.write(self._say())

    def data_received(self, data: bytes) -> None:
        self._reply += data
        if not self._whole and (end := self._reply.find(_END)) > 0:
            head = self._reply[: end + 2].lower()
            place = head.index(_LENGTH) + len(_LENGTH)
            self._whole = end + len(_END) + int(head[place : head.index(b"\r\n", place)])
        if self._whole and len(self._reply) >= self._whole:
            self._note(perf_counter())

    def _note(self, now: float) -> None:
        self._heard.times.append(now - self._began)
        if self._reply[9:10] >= _FIRST_REFUSAL:
            self._heard.refused = self._reply
        if now < self._until and not self._heard.refused:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """End the stretch: with an error, if the server hung up before it had answered."""
        if error or self._reply == b"" or len(self._reply) < self._whole:
            self.over.set_exception(error or ConnectionError("The server hung up."))
        else:
            self.over.set_result(None)


async def ask_for(seconds: float, port: int, say: Say, connections: int = CONNECTIONS) -> Heard:
    """Ask for so long, and wait for what is still on its way."""
    heard, loop, began = Heard(), asyncio.get_running_loop(), perf_counter()
    made = [
        await loop.create_connection(lambda: _Connection(say, heard, began + seconds), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(protocol.over for _, protocol in made))
    heard.seconds = perf_counter() - began
    if heard.refused:
        raise RuntimeError(heard.refused.decode(errors="replace"))
    return heard


def gets(path: str, tokens: list[str]) -> Say:
    said = [f"GET {path} HTTP/1.1\r\nHost: kept\r\nAuthorization: Bearer {token}\r\n\r\n".encode() for token in tokens]
    turn = count()
    return lambda: said[next(turn) % len(said)]


def posts(path: str, tokens: list[str], body: bytes) -> Say:
    """Say the same in ever new requests: each has a key of its own."""
    head = f"POST {path} HTTP/1.1\r\nHost: kept\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    starts = [f"{head}Authorization: Bearer {token}\r\nIdempotency-Key: {token[-12:]}-".encode() for token in tokens]
    turn = count()

    def say() -> bytes:
        number = next(turn)
        return b"%s%d\r\n\r\n%s" % (starts[number % len(starts)], number, body)

    return say
