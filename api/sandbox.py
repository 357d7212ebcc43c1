"""A demonstration's own clock, and its way back to the first day. No server of a real council has either.

Both are done by the owner of the tables, alone: whoever is in the house is let finish, whoever comes waits. So a
request has one time, before the move or after it, and never sees a house that is half empty.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from psycopg.sql import SQL, Identifier
from sqlmodel import SQLModel

from api import adopting, council_ladder, council_loading, demo_apps
from api.bank_holidays import bank_holidays
from api.connections import Pool, lent, open_pool
from api.council_files import DEMOS, CouncilFile
from api.council_proofreading import Told, proofread
from api.council_reading import WrongFile
from api.database import Writes
from api.idempotency import KEPT_FOR, Tap
from api.round_trips import Connection
from api.statements import Write, rows_of
from auth.who import Seals
from models.sessions import Session
from rules.clocks import local
from rules.errors import NotNow, NotValid

# An app has to be let in again: what it was agreed to is gone.
SESSIONS = Write(rows_of(Session).select().where(rows_of(Session).c.app_id.is_(None)))
# Held by one while the clock is moved, shared by all others: auth/sandbox.sql.
STILL = 1801810036
# The list of bank holidays must reach beyond whatever can be asked on the last day of a moved clock.
MARGIN = timedelta(days=100)


class Alone:
    """The house while nobody else is in it: one transaction of the owner of the tables."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection, self._seals = connection, seals

    async def given(self, tap: Tap) -> bytes | None:
        """Return what was answered to this tap before."""
        await self._connection.execute("delete from walls.sandbox_taps where at < now() - %s", [KEPT_FOR])
        cursor = await self._connection.execute(
            "select body_hash, reply from walls.sandbox_taps"
            " where account_id = %(account_id)s and operation = %(operation)s and key = %(key)s",
            _said(tap),
        )
        found = await cursor.fetchone()
        if found and found["body_hash"] != tap.body_hash:
            raise NotValid("This was sent for something else. Start again.", code="different_body")
        return bytes(found["reply"]) if found else None

    async def keep(self, tap: Tap, reply: bytes) -> None:
        await self._connection.execute(
            "insert into walls.sandbox_taps (account_id, operation, key, body_hash, reply)"
            " values (%(account_id)s, %(operation)s, %(key)s, %(body_hash)s, %(reply)s)",
            _said(tap) | {"reply": reply},
        )

    async def clock(self) -> tuple[datetime, timedelta]:
        """Return the time of the demonstration, and how far it is ahead."""
        cursor = await self._connection.execute(
            "select transaction_timestamp() + ahead as now, ahead from walls.sandbox"
        )
        found = await cursor.fetchone()
        assert found is not None  # noqa: S101  sandbox.sql writes the one row
        return found["now"], found["ahead"]

    async def move(self, forward: timedelta) -> None:
        """Move the clock on; it goes on ticking from there."""
        now, _ = await self.clock()
        if forward <= timedelta():
            raise NotValid("The clock only goes forward. To go back, reset.", code="only_forward")
        if forward > timedelta(days=3650) or local(now + forward).date() > bank_holidays().last - MARGIN:
            raise NotValid("Nobody knows the bank holidays of that time yet.", code="beyond_the_calendar")
        await self._connection.execute("update walls.sandbox set ahead = ahead + %s", [forward])

    async def reset(self) -> None:
        """Empty every table, and load the invented councils as on the first day, at real time. Who is in stays in."""
        signed_in = [await self._signed_in(file) for _, file in invented()]
        tables = SQL(", ").join(Identifier("kept", table.name) for table in SQLModel.metadata.sorted_tables)
        await self._connection.execute(SQL("truncate {}").format(tables))
        await self._connection.execute("update walls.sandbox set ahead = '0'")
        for (told, file), sessions in zip(invented(), signed_in, strict=True):
            async with self._loading(file) as db:
                await load_demo(told, file, db)
                for session in sessions:
                    await db.add(session)

    async def _signed_in(self, file: CouncilFile) -> list[Session]:
        async with self._loading(file) as db:
            return [Session.model_validate(row) for row in await db.rows(SESSIONS)]

    @asynccontextmanager
    async def _loading(self, file: CouncilFile) -> AsyncIterator[Writes]:
        db = Writes(self._connection, self._seals.system(file.council_id, "council:load"))
        await db.settle()
        yield db
        await db.settle()
        await self._connection.execute("reset role")


def _said(tap: Tap) -> dict[str, object]:
    return {name: getattr(tap, name) for name in ("account_id", "operation", "key", "body_hash")}


class Sandbox:
    """What only a demonstration has."""

    def __init__(self, owner_url: str, seals: Seals) -> None:
        self._pool: Pool = open_pool(owner_url, size=2)
        self._seals = seals

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Alone]:
        """Wait until nobody is in the house, and hold the door; refuse where a council is not invented."""
        async with lent(self._pool) as connection, connection.transaction():
            await connection.execute("set local lock_timeout = '3s'")
            await connection.execute("select pg_advisory_xact_lock(%s)", [STILL])
            cursor = await connection.execute("select walls.only_demos() as only")
            found = await cursor.fetchone()
            if not (found and found["only"]):
                raise NotNow("There is a real council here: its time is not moved.", code="real_council_here")
            yield Alone(connection, self._seals)


def invented() -> Iterator[tuple[Told, CouncilFile]]:
    """Yield the invented councils."""
    for file in sorted(DEMOS.glob("*.yaml")):
        told = proofread(file)
        if told.file is None:
            raise WrongFile(told.wrongs)
        yield told, told.file


async def load_demo(told: Told, file: CouncilFile, db: Writes) -> None:
    """Load one invented council where it is not there yet."""
    if not await db.all(adopting.KNOWN()):
        await council_loading.load(told, file, db)
    await adopting.adopt_all(file.council_id, file.council.pledges, db)
    await council_ladder.adopt(file.council_id, db)
    await demo_apps.let_in(file, db)
