"""Where the jobs sit: the way to the database, council by council, each time under one hat."""

from asyncio import Semaphore, gather
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from api.connections import Pool
from api.database import Reads, Writes, transaction
from api.statements import Read
from auth.permissions import Hat
from auth.who import Seals
from models.base import Shape, columns_of
from models.councils import Council


class Open(Shape):
    council_id: UUID


# The hat of the public: which councils are open is told to everyone.
OPEN = Read(Open, select(*columns_of(Council, Open)).order_by(col(Council.council_id)))


@dataclass(frozen=True, slots=True)
class Desk:
    pool: Pool
    seals: Seals

    async def councils(self) -> list[UUID]:
        return [each.council_id for each in await Reads(self.pool, self.seals.nobody()).all(OPEN())]

    async def in_every_council(
        self, work: Callable[["Desk", UUID], Awaitable[int]], *, side_by_side: bool = False
    ) -> int:
        """Do the work council by council and add up what it says. One that fails holds up no other; then it is told."""
        councils = await self.councils()
        room = Semaphore(max(len(councils), 1) if side_by_side else 1)

        async def one(council_id: UUID) -> int:
            async with room:
                return await work(self, council_id)

        done = await gather(*map(one, councils), return_exceptions=True)
        failed = [each for each in done if isinstance(each, Exception)]
        if failed:
            raise ExceptionGroup("The work was not done in every council.", failed)
        return sum(each for each in done if isinstance(each, int))

    def at(self, council_id: UUID, hat: Hat, doing: str) -> AbstractAsyncContextManager[Writes]:
        """Open a transaction in one council; `doing` is the verb in the history."""
        return transaction(self.pool, self.seals.job(council_id, hat, f"jobs:{doing}"))
