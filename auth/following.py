"""The door for whoever follows along: a look every few seconds, each with a context of its own, no connection between.

Each look enters as any other request does. So whoever may look no more, since the session or the account has ended, the
token has run out or somebody else has it now, is not told anything from the next look on.
"""

from asyncio import get_running_loop
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import psycopg
from fastapi import Depends, Header, Request, Response
from fastapi.sse import ServerSentEvent
from psycopg_pool import PoolTimeout

from api.clock import machine_time
from api.database import Reads
from api.statements import Read
from api.streams import Streams
from auth.who import Caller
from models.streams import InSight, Sight, changes, mark_of, missed, sight_of

AGAIN_AFTER = 3000  # milliseconds, for whoever comes again
LastEventId = Annotated[
    str | None, Header(alias="Last-Event-ID", max_length=40, pattern="^[0-9a-f-]*$", description="Where to go on.")
]


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who follows along. `again` gives the caller as they are now, or nothing when their token has run out."""

    again: Callable[[datetime], Caller | None]
    pool: Any
    streams: Streams
    mark: str | None

    async def follow(self, sight: Read[InSight]) -> AsyncIterator[ServerSentEvent]:
        """Tell what changes until nothing more may be told. The first event says where to go on."""
        until = get_running_loop().time() + self.streams.longest
        seen, mark, eyes = await self._look(sight)
        told = missed(self.mark, seen, mark) if self.mark else iter(())
        yield ServerSentEvent(id=mark, retry=AGAIN_AFTER)
        while True:
            for each in told:
                yield ServerSentEvent(event="change", data=each, id=mark)
            if get_running_loop().time() >= until or await self.streams.ends():
                return
            try:
                after, mark, now = await self._look(sight)
            except (Over, psycopg.Error, PoolTimeout):
                return
            if now != eyes:  # a sign-in is not fresh any more: what leaves her sight by that is not told
                return
            told, seen = changes(seen, after), after

    async def _look(self, sight: Read[InSight]) -> tuple[Sight, str, str]:
        caller = self.again(machine_time())
        if caller is None:
            raise Over
        db = Reads(self.pool, caller.sealed)
        seen = sight_of(await db.all(sight()))
        eyes = f"{caller.id}{caller.may_read_secrets}"
        return seen, mark_of(seen, db.now, eyes), eyes


class Over(Exception):
    """The token has run out."""


async def open_stream(
    request: Request, response: Response, last_event_id: LastEventId = None
) -> AsyncIterator[Follower]:
    caller: Caller = request.state.caller
    response.headers["Cache-Control"] = "no-store"
    streams: Streams = request.app.state.streams
    await Reads(request.app.state.pool, caller.sealed, request.state.due).enter()
    with streams.one(caller.id):
        yield Follower(request.state.again, request.app.state.pool, streams, last_event_id)


StreamDoor = Annotated[Follower, Depends(open_stream)]
