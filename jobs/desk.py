"""Where the jobs sit: the way to the database, council by council, each time under one hat."""

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

    async def in_every_council(self, work: Callable[["Desk", UUID], Awaitable[int]]) -> int:
        """Do the work council by council and add up what it says. One that fails holds up no other; then it is told."""
        done, failed = 0, list[Exception]()
        for council_id in await self.councils():
            try:
                done += await work(self, council_id)
            except Exception as problem:  # noqa: BLE001  whatever it is, the others have their own promises
                failed.append(problem)
        if failed:
            raise ExceptionGroup("The work was not done in every council.", failed)
        return done

    def at(self, council_id: UUID, hat: Hat, doing: str) -> AbstractAsyncContextManager[Writes]:
        """Open a transaction in one council; `doing` is the verb in the history."""
        return transaction(self.pool, self.seals.job(council_id, hat, f"jobs:{doing}"))
