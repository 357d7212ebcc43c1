"""The way to the database: reads in one round trip, a request in one transaction.

The first statement of every transaction is `walls.enter`, which tells the database who is asking and puts on the role
that decides which rows exist; it answers with the transaction's time. `Reads` sends that statement and its reads as
one pipeline, one implicit transaction, one round trip. `Writes` is a transaction that commits before the reply
leaves. Whoever brings no context sees no rows.
"""

from asyncio import shield
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from select import POLLIN, poll
from typing import Any, TypeVar, overload
from uuid import UUID

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.generators import execute
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool
from sqlmodel import SQLModel

from api.statements import Asked, Before, Write, insert_into, lock_of, look_at, rows_of, update_of, values_of
from rules.errors import NotFound, NotNow

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
Row = TypeVar("Row", bound=SQLModel)

ENTER = "select walls.enter(%(context)s, %(seal)s) as now"

Connection = AsyncConnection[DictRow]
Cursor = AsyncCursor[DictRow]
Pool = AsyncConnectionPool[Connection]


@dataclass(frozen=True, slots=True)
class Sealed:
    """Who is asking and for what, in one line, and the seal that the database checks."""

    context: str
    seal: str

    @property
    def values(self) -> dict[str, str]:
        return {"context": self.context, "seal": self.seal}


class Door:
    """What reads and writes have in common. `now` is the transaction's time, once something was read."""

    now: datetime

    @overload
    async def together(self, first: Asked[A], /, *, before: Before = ()) -> tuple[list[A]]: ...
    @overload
    async def together(
        self, first: Asked[A], second: Asked[B], /, *, before: Before = ()
    ) -> tuple[list[A], list[B]]: ...
    @overload
    async def together(
        self, first: Asked[A], second: Asked[B], third: Asked[C], /, *, before: Before = ()
    ) -> tuple[list[A], list[B], list[C]]: ...
    @overload
    async def together(
        self, first: Asked[A], second: Asked[B], third: Asked[C], fourth: Asked[T], /, *, before: Before = ()
    ) -> tuple[list[A], list[B], list[C], list[T]]: ...
    async def together(self, *asked: Asked[Any], before: Before = ()) -> tuple[list[Any], ...]:
        """Return the rows of several queries, with one wait for all, at one moment in time.

        The statements in `before` (that somebody looks) stand or fall with the reads.
        """
        cursors = await self._run(asked, before)
        pairs = zip(asked, cursors, strict=True)
        return tuple([each.read.rows.validate_python(await cursor.fetchall()) for each, cursor in pairs])

    async def all(self, asked: Asked[T], *, before: Before = ()) -> list[T]:
        """Return every row there is for this caller."""
        (rows,) = await self.together(asked, before=before)
        return rows

    async def one(self, asked: Asked[T], *, before: Before = ()) -> T:
        """Return the row; raise NotFound where there is none for this caller."""
        return only(await self.all(asked, before=before))

    async def _run(self, asked: Sequence[Asked[Any]], before: Before) -> list[Cursor]:
        raise NotImplementedError


class Reads(Door):
    """Reads for one caller: each call is one pipeline, one implicit transaction, one round trip."""

    def __init__(self, pool: Pool, sealed: Sealed) -> None:
        self._pool, self._sealed = pool, sealed

    async def _run(self, asked: Sequence[Asked[Any]], before: Before) -> list[Cursor]:
        async with lent(self._pool) as connection:
            async with connection.pipeline():
                entered = await connection.execute(ENTER, self._sealed.values, prepare=True)
                cursors = await _sent(connection, asked, before)
            self.now = await _moment(entered)
        return cursors


class Writes(Door):
    """One open transaction for one caller. Nobody commits it by hand.

    Where the reply is a secret, `receipt` is what is kept for whoever merely holds the phone.
    """

    receipt: bytes | None = None

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection, self.now = connection, now
        self._as_read: dict[int, dict[str, object]] = {}

    async def _run(self, asked: Sequence[Asked[Any]], before: Before) -> list[Cursor]:
        return await _sent(self._connection, asked, before)

    async def lock(self, table: type[Row], row_id: UUID) -> Row:
        """Return the row, held for this transaction.

        Raises NotFound where there is none for this caller, NotNow where it can be seen but not worked on any more.
        """
        found = await self._row(lock_of(table), row_id)
        if found is None:
            if await self._row(look_at(table), row_id):
                raise NotNow("That is over: nothing more can be done with it.", code="not_in_this_state")
            raise NotFound
        row = table.model_validate(found)
        self._as_read[id(row)] = found
        return row

    async def _row(self, statement: bytes, row_id: UUID) -> DictRow | None:
        cursor = await self._connection.execute(statement, {"id": row_id}, prepare=True)
        return await cursor.fetchone()

    async def add(self, row: SQLModel) -> None:
        """Insert the row, naming only what is set. Does not wait: an error rises before the commit."""
        values = {name: _stored(value) for name, value in values_of(row).items() if value is not None}
        await self._connection.execute(insert_into(type(row), tuple(values)), values, prepare=True)

    async def save(self, row: SQLModel) -> None:
        """Update what a verb changed since `lock`; name nothing else, so that column grants hold."""
        before = self._as_read[id(row)]
        changed = {name: value for name, value in values_of(row).items() if value != before[name]}
        if changed:
            keys = {f"key_{column.name}": before[column.name] for column in rows_of(type(row)).primary_key}
            await self._connection.execute(update_of(type(row), tuple(changed)), changed | keys, prepare=True)
            self._as_read[id(row)] = before | changed

    async def rows(self, write: Write, **values: object) -> list[DictRow]:
        """Run a statement that returns rows."""
        cursor = await self._connection.execute(write.sql, values, prepare=True)
        return await cursor.fetchall()

    async def send(self, write: Write, **values: object) -> None:
        """Run a statement without waiting for it."""
        await self._connection.execute(write.sql, values, prepare=True)


@asynccontextmanager
async def transaction(pool: Pool, sealed: Sealed) -> AsyncIterator[Writes]:
    """Open a transaction for one caller; commit it on leaving, roll it back on any error."""
    async with lent(pool) as connection, connection.pipeline():
        await connection.execute("begin", prepare=True)
        entered = await connection.execute(ENTER, sealed.values, prepare=True)
        yield Writes(connection, await _moment(entered))
        await connection.execute("commit", prepare=True)


@asynccontextmanager
async def lent(pool: Pool) -> AsyncIterator[Connection]:
    """Lend a connection; what was begun on it and not committed is rolled back.

    It is given back behind a shield: a cancellation at that moment would lose it to the pool for ever.
    """
    connection = await pool.getconn()
    try:
        yield connection
    finally:
        await shield(_given_back(connection, pool))


async def _given_back(connection: Connection, pool: Pool) -> None:
    """Roll back in our own words: the driver's would forget every prepared statement, with each refused request."""
    if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        with suppress(psycopg.Error):  # the pool throws away what is broken
            connection.pgconn.send_query(b"rollback")
            await connection.wait(execute(connection.pgconn))
    await pool.putconn(connection)


async def _sent(connection: Connection, asked: Sequence[Asked[Any]], before: Before) -> list[Cursor]:
    for write, values in before:
        await connection.execute(write.sql, values, prepare=True)
    return [await connection.execute(each.read.sql, each.values, prepare=True) for each in asked]


async def _moment(entered: Cursor) -> datetime:
    now: datetime = only(await entered.fetchall())["now"]
    return now


def _stored(value: object) -> object:
    return Jsonb(value) if isinstance(value, list | dict) else value


def only(rows: Sequence[T]) -> T:
    if not rows:
        raise NotFound
    return rows[0]


def open_pool(conninfo: str, *, size: int) -> Pool:
    """Return a pool that is not open yet. Connections are autocommit: a transaction is begun where it is wanted.

    While the database is away, each new request may try to reach it: the pool on its own would wait ever longer.
    """

    async def still_there(connection: Connection) -> None:
        """Notice, without asking, that the server has hung up; then none of those that wait is to be trusted."""
        if _has_something_to_say(connection):
            await connection.close()
            await pool.drain()
            raise psycopg.OperationalError("The server has hung up.")

    pool: Pool = AsyncConnectionPool(
        conninfo,
        kwargs={"autocommit": True, "row_factory": dict_row, "connect_timeout": 3},
        min_size=2,
        max_size=size,
        timeout=2.0,
        reconnect_timeout=1.0,
        check=still_there,
        open=False,
        name="kept",
    )
    return pool


def _has_something_to_say(connection: Connection) -> bool:
    """Say whether something came in on a connection that nobody uses: an idle server is silent until it goes."""
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return bool(waiting.poll(0))
