"""A flood from a process of its own: so many requests a second, sent whether or not anything was answered."""

import asyncio
import re
from collections import Counter
from itertools import count
from multiprocessing import get_context
from time import perf_counter
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

LINES = 200
TICK = 0.01
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
_LONGEST_STATUS = 12


class _Line(asyncio.Protocol):
    """One connection: counts the answers by their status."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.sent, self._rest = 0, b""
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        said = self._rest + data
        found = list(_STATUS.finditer(said))
        self.answers.update(each[1].decode() for each in found)
        self._rest = said[max(found[-1].end() if found else 0, len(said) - _LONGEST_STATUS) :]

    def connection_lost(self, _: Exception | None) -> None:
        self.closed = True

    def say(self, request: bytes) -> None:
        if not self.closed:
            self.transport.write(request)
            self.sent += 1


def flood(port: int, token: str, rate: int, seconds: float, told: "Queue[tuple[int, float, dict[str, int]]]") -> None:
    """Offer so many a second, half of them POSTs, and tell what was sent, in what time, and how it was answered."""
    told.put(asyncio.run(_flood(port, token, rate, seconds)))


async def _flood(port: int, token: str, rate: int, seconds: float) -> tuple[int, float, dict[str, int]]:
    loop, began = asyncio.get_running_loop(), perf_counter()
    lines = [(await loop.create_connection(_Line, "127.0.0.1", port))[1] for _ in range(LINES)]
    numbers = count()
    sent = 0
    while (passed := perf_counter() - began) < seconds:
        for _ in range(int(passed * rate) - sent):
            lines[sent % LINES].say(_request(token, next(numbers)))
            sent += 1
        await asyncio.sleep(TICK)
    took = perf_counter() - began
    await asyncio.sleep(1)
    answers = sum((line.answers for line in lines), Counter[str]())
    return sum(line.sent for line in lines), took, dict(answers)


def _request(token: str, number: int) -> bytes:
    head = f"Host: kept\r\nAuthorization: Bearer {token}\r\n"
    if number % 2:
        return f"GET /v1/me HTTP/1.1\r\n{head}\r\n".encode()
    key = f"Idempotency-Key: {token[-12:]}-{number}\r\nContent-Length: 0\r\n"
    return f"POST /v1/me/sightings HTTP/1.1\r\n{head}{key}\r\n".encode()


class Flood:
    """A flood under way."""

    def __init__(self, port: int, token: str, rate: int, seconds: float) -> None:
        around = get_context("spawn")
        self._told: Queue[tuple[int, float, dict[str, int]]] = around.Queue()
        self._process = around.Process(target=flood, args=(port, token, rate, seconds, self._told), daemon=True)

    def start(self) -> None:
        self._process.start()

    def end(self) -> tuple[int, float, dict[str, int]]:
        found = self._told.get(timeout=120)
        self._process.join()
        return found
