"""What leaves the service: every minute, what was told inside goes out by the ways that a council has.

A delivery is claimed and counted in one transaction, sent outside of any, and settled in another: so no row is held
while somebody hangs, and one whose process was killed is found again when its time is over. Each way of each council
goes at its own pace; one that only fails is left alone until the next look.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from api.database import Writes
from auth.permissions import Hat
from jobs.desk import Desk
from jobs.leave import let_leave, people, slug_of
from jobs.outbox import CLAIMS, END, MOVE, REPLACED, claimed_row, outgoing, settled_row
from jobs.post import Post
from jobs.rows import document
from jobs.ways import Failed, Outgoing, Way
from models.deliveries import Claimed
from rules.deliveries import FINAL, Fate, MessageChannel, Trouble

BATCH = 40
SECONDS_FOR_ALL = 40.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One way of one council. `room` bounds how many lanes ask the database at once, for all of them."""

    desk: Desk
    council_id: UUID
    channel: MessageChannel
    way: Way
    room: asyncio.Semaphore

    async def run(self, until: float) -> int:
        """Send batch by batch until nothing is due, everything fails, or the time of this look is over."""
        sent, clock = 0, asyncio.get_running_loop().time
        while clock() < until:
            batch = await self._claim()
            tried = await asyncio.gather(*(self._try(one) for _, one in batch))
            await self._settle([(found, problem) for (found, _), problem in zip(batch, tried, strict=True)])
            sent += tried.count(None)
            if len(batch) < BATCH or not any(each is None or each in FINAL for each in tried):
                break
        return sent

    async def _try(self, one: Outgoing) -> Trouble | None:
        try:
            await self.way.send(one)
        except Failed as failed:
            return failed.why
        except Exception:  # noqa: BLE001  one that breaks stops no other
            return Trouble.broken
        return None

    async def _claim(self) -> list[tuple[Claimed, Outgoing]]:
        """Take what is due and count the try; what is not wanted any more, or not now, is put aside."""
        async with self.room, self.desk.at(self.council_id, Hat.delivery, "deliver") as db:
            await db.send(REPLACED, channel=self.channel)
            found = await db.all(CLAIMS(channel=self.channel, rows=BATCH))
            if not found:
                return []
            known = await people([each.recipient_id for each in found], db)
            rows = [claimed_row(each, known.reached(each.recipient_id), self.channel, db.now) for each in found]
            await db.send(MOVE, rows=document(rows))
            ours = {row["id"] for row in rows if row["state"] == Fate.trying}
            return [(each, outgoing(each, known, self.channel)) for each in found if each.id in ours]

    async def _settle(self, tried: Sequence[tuple[Claimed, Trouble | None]]) -> None:
        if not tried:
            return
        async with self.room, self.desk.at(self.council_id, Hat.delivery, "deliver") as db:
            await db.settle()
            await db.send(MOVE, rows=document([settled_row(found, problem, db.now) for found, problem in tried]))
            await self._forget_what_is_gone(tried, db)

    @staticmethod
    async def _forget_what_is_gone(tried: Sequence[tuple[Claimed, Trouble | None]], db: Writes) -> None:
        for found, problem in tried:
            if problem is Trouble.gone and found.subscription_id:
                await db.send(END, device_id=found.subscription_id, now=db.now)


async def deliver(desk: Desk, post: Post) -> int:
    """Let leave what is to, by every way of every council at once, and say how many messages were taken."""
    room = asyncio.Semaphore(2)
    until = asyncio.get_running_loop().time() + SECONDS_FOR_ALL
    return await desk.in_every_council(partial(_leave, post, room, until), side_by_side=True)


async def _leave(post: Post, room: asyncio.Semaphore, until: float, desk: Desk, council_id: UUID) -> int:
    more = True
    while more:  # all of it in this minute: the last may be a call for help
        async with room, desk.at(council_id, Hat.delivery, "deliver") as db:
            slug = await slug_of(db)
            more = await let_leave(post.ways(slug), db)
    lanes = [
        Lane(desk, council_id, channel, post.way(slug, channel), room).run(until) for channel in sorted(post.ways(slug))
    ]
    return sum(await asyncio.gather(*lanes))
