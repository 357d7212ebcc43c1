"""Asking without a pause: young people ask to be called, and whoever gets no answer sends the same again."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter

import psycopg
from psycopg.rows import tuple_row

from scripts.prove_durable.figures import Figure, exactly
from scripts.prove_durable.stage import Council
from scripts.prove_durable.wire import BROKEN, Line, Reply, Sent

ASKS = "/v1/me/contact-requests"
LINES = 16
PEOPLE = ("maya", "jay")
CREATED = 201

ALL = "select id::text, about, message, young_person_id::text from kept.requests where council_id = %s"
# A request that lacks its timeline, its line in the history or the reply that is kept under its key.
HALVES = """
  select count(*) from kept.requests r where council_id = %s and (
    1 <> (select count(*) from kept.timeline t where t.council_id = r.council_id and t.request_id = r.id)
    or 1 <> (select count(*) from kept.history h
             where h.council_id = r.council_id and h.row_id = r.id and h.relation = 'requests'))
"""
UNKEPT = """
  select (select count(*) from kept.requests where council_id = %(council)s)
    - (select count(distinct location) from kept.idempotency_keys where council_id = %(council)s and status = 201)
"""


@dataclass
class Ledger:
    """What was accepted, as the young people were told it: by key, the id, the address and the words."""

    council: Council
    port: int
    accepted: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    last_accepted: float = 0.0
    stopping: bool = False
    _numbers: "count[int]" = field(default_factory=count)

    async def keep_asking(self) -> None:
        """Ask until told to stop, on many lines at once; what was begun is brought to its end."""
        await asyncio.gather(*(self._one_line(PEOPLE[n % len(PEOPLE)]) for n in range(LINES)))

    async def _one_line(self, who: str) -> None:
        line = Line(self.port)
        while not self.stopping:
            await self._ask_until_accepted(line, who, f"proof-{next(self._numbers)}")
        line.close()

    async def _ask_until_accepted(self, line: Line, who: str, key: str) -> None:
        body = {"about": f"about {key}", "message": f"{who} says {key}"}
        while key not in self.accepted:
            try:
                reply = await line.ask(Sent("POST", ASKS, self.council.token(who), key, body))
            except BROKEN:
                self.answers["no answer"] += 1
                await asyncio.sleep(0.2)
            else:
                await self._note(reply, key, body["message"])

    async def _note(self, reply: Reply, key: str, message: str) -> None:
        self.answers[str(reply.status)] += 1
        if reply.status != CREATED:
            await asyncio.sleep(0.05)
            return
        self.answers["found again by key"] += "idempotency-replayed" in reply.headers
        self.accepted[key] = reply.json["id"], reply.headers["location"], message
        self.last_accepted = perf_counter()

    async def accepted_after(self, moment: float) -> float:
        """Return how many seconds after this moment the next request was accepted."""
        while self.last_accepted <= moment:  # noqa: ASYNC110  an event would be set on every reply
            await asyncio.sleep(0.005)
        return self.last_accepted - moment

    async def at_least(self, number: int) -> None:
        """Wait until so many were accepted."""
        while len(self.accepted) < number:  # noqa: ASYNC110  as above
            await asyncio.sleep(0.01)

    async def stop(self, asking: asyncio.Task[None]) -> None:
        self.stopping = True
        with suppress(TimeoutError):
            await asyncio.wait_for(asking, 60)

    def compared(self, above: str) -> list[Figure]:
        """Compare all that was accepted with the database, id for id and word for word."""
        with psycopg.connect(above, row_factory=tuple_row) as connection:
            kept = connection.execute(ALL, [self.council.id]).fetchall()
            (halves,) = connection.execute(HALVES, [self.council.id]).fetchone() or (-1,)
            (unkept,) = connection.execute(UNKEPT, {"council": self.council.id}).fetchone() or (-1,)
        found = {request_id: (about, message) for request_id, about, message, _ in kept}
        times = Counter(about for _, about, _, _ in kept)
        lost = [
            key
            for key, (request_id, location, message) in self.accepted.items()
            if found.get(request_id) != (f"about {key}", message) or location != f"{ASKS}/{request_id}"
        ]
        return [
            exactly("accepted requests lost, or not as they were said", len(lost), 0),
            exactly("requests doubled by sending the same again", sum(n - 1 for n in times.values()), 0),
            exactly("requests that nobody was told of in the end", len(kept) - len(self.accepted), 0),
            exactly("requests without their timeline, history or kept reply", halves + abs(unkept), 0),
            Figure("tries without an answer", self.answers["no answer"]),
            Figure("tries answered 503", self.answers["503"]),
            Figure("replies lost on the way, found again by their key", self.answers["found again by key"]),
            exactly("tries answered anything but 201 or 503", self._odd(), 0),
        ]

    def _odd(self) -> int:
        return sum(n for answer, n in self.answers.items() if answer.isdigit() and answer not in ("201", "503"))
