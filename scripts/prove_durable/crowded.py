"""Crowded: slow clients are let go while honest ones are served, and a full house says when to come back."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter

import psycopg

from scripts.prove_durable.figures import Figure, exactly, high
from scripts.prove_durable.stage import Stage
from scripts.prove_durable.wire import BROKEN, Line, Sent

OK, BUSY = 200, 503
GONE_WITHIN = 20  # seconds
QUICK = 50  # milliseconds
POLITE = 4  # seconds
APART = 0.004  # seconds between the arrival of two slow clients
DRIP = 2.0  # seconds between two bytes of a slow client

HEADERS = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = b"POST /v1/me/contact-requests HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n{"
IDLE = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
KINDS = ((HEADERS, b"a"), (BODY, b" "), (IDLE, b""))


@dataclass
class Calls:
    """Calls made one after another, and how long each took."""

    answers: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)

    async def keep_calling(self, port: int, sent: Sent, until: asyncio.Event) -> None:
        line = Line(port)
        while not until.is_set():
            began = perf_counter()
            try:
                self.answers[(await line.ask(sent)).status] += 1
            except BROKEN:
                self.answers[0] += 1
            self.took.append((perf_counter() - began) * 1000)
            await asyncio.sleep(0.01)
        line.close()

    def figures(self, whose: str) -> list[Figure]:
        return [
            Figure(f"{whose}: calls", len(self.took), least=1),
            exactly(f"{whose}: calls not answered 200", len(self.took) - self.answers[OK], 0),
            Figure(f"{whose}: half of them within", high(self.took, 0.5), "ms"),
            Figure(f"{whose}: 99 of 100 within", high(self.took, 0.99), "ms", most=QUICK),
            Figure(f"{whose}: the longest", max(self.took), "ms"),
        ]


async def slow(stage: Stage, *, sockets: int) -> list[Figure]:
    """Open slow lines of three kinds; honest calls go on meanwhile."""
    council, ended, honest = await stage.council(), asyncio.Event(), Calls()
    lasted = [
        asyncio.create_task(_slowly(stage.service.port, n * APART, *KINDS[n % len(KINDS)])) for n in range(sockets)
    ]
    calling = asyncio.create_task(
        honest.keep_calling(stage.service.port, Sent("GET", "/v1/me", council.token("maya")), ended)
    )
    seconds = await asyncio.gather(*lasted)
    ended.set()
    await calling
    return [
        Figure("slow sockets: headers, a body, or nothing more after a reply", sockets),
        exactly("slow sockets still open after 20 s", sum(each > GONE_WITHIN for each in seconds), 0),
        Figure("the longest that a slow socket was open", max(seconds), "s", most=GONE_WITHIN),
        *honest.figures("honest calls meanwhile"),
    ]


async def _slowly(port: int, wait: float, begin: bytes, drip: bytes) -> float:
    """Return how many seconds the service let a client be slow. They come one after another, as clients do."""
    await asyncio.sleep(wait)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = perf_counter()
    writer.write(begin)
    dripping = asyncio.create_task(_drip(writer, drip))
    try:
        await asyncio.wait_for(reader.read(), 2 * GONE_WITHIN)
    except OSError:
        pass  # closed while a byte was on its way
    finally:
        dripping.cancel()
        writer.close()
    return perf_counter() - began


async def _drip(writer: asyncio.StreamWriter, drip: bytes) -> None:
    while drip:
        await asyncio.sleep(DRIP)
        writer.write(drip)


async def full(stage: Stage, *, clients: int, seconds: float) -> list[Figure]:
    """Hold what every request needs, so that each keeps its connection as long as it may."""
    council, ended, alive = await stage.council(), asyncio.Event(), Calls()
    sent = Sent("GET", "/v1/me", council.token("maya"))
    calling = asyncio.create_task(alive.keep_calling(stage.service.port, Sent("GET", "/livez"), ended))
    async with await psycopg.AsyncConnection.connect(stage.database.above) as holding:
        await holding.execute("lock table kept.young_people in access exclusive mode")
        until = perf_counter() + seconds
        found = await asyncio.gather(*(_crowd(stage.service.port, sent, until) for _ in range(clients)))
    ended.set()
    await calling
    line, began = Line(stage.service.port), perf_counter()
    after = await line.ask(sent)
    took = perf_counter() - began
    line.close()
    replies = [each for some in found for each in some]
    polite = [each for each in replies if each[0] == BUSY and each[1] and each[2]]
    return [
        Figure(f"requests of {clients} clients to a full pool", len(replies), least=clients),
        exactly("requests not answered 503 with a problem document and Retry-After", len(replies) - len(polite), 0),
        Figure("the longest that one waited for it", max(each[3] for each in replies), "s", most=POLITE),
        *alive.figures("/livez meanwhile"),
        exactly("status of the first request afterwards", after.status, OK),
        Figure("the first request afterwards took", took, "s", most=1),
    ]


async def _crowd(port: int, sent: Sent, until: float) -> list[tuple[int, bool, bool, float]]:
    line, found = Line(port), []
    while perf_counter() < until:
        began = perf_counter()
        reply = await line.ask(sent)
        document = reply.headers.get("content-type", "") == "application/problem+json"
        found.append((reply.status, document, "retry-after" in reply.headers, perf_counter() - began))
    line.close()
    return found
