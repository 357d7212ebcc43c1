"""The way to the database: reads in one round trip, a request in one transaction.

The first statement of every transaction is `walls.enter`, which tells the database who is asking and puts on the role
that decides which rows exist; it answers with the transaction's time. `Reads` sends that statement and its reads as
one pipeline, one implicit transaction, one round trip. `Writes` is a transaction that commits before the reply
leaves. Whoever brings no context sees no rows.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, overload
from uuid import UUID

from psycopg import AsyncCursor
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb
from sqlmodel import SQLModel

from api.connections import Connection, Pool, lent
from api.statements import Asked, Before, Write, insert_into, lock_of, look_at, rows_of, update_of, values_of
from rules.errors import NotFound, NotNow

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
Row = TypeVar("Row", bound=SQLModel)

ENTER = "select walls.enter(%(context)s, %(seal)s) as now"

Cursor = AsyncCursor[DictRow]


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
        """Return the rows of several queries, with one wait for all. Each sees what is committed when it runs.

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

    Where the reply is a secret, `receipt` is what is kept for whoever merely holds the phone. `heeded` says that those
    who keep a young person safe are told already of what she wrote.
    """

    receipt: bytes | None = None
    heeded: bool = False

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
        await self._connection.execute(
            write.sql, {name: _stored(value) for name, value in values.items()}, prepare=True
        )


@asynccontextmanager
async def transaction(pool: Pool, sealed: Sealed) -> AsyncIterator[Writes]:
    """Open a transaction for one caller; commit it on leaving, roll it back on any error."""
    async with lent(pool) as connection, connection.pipeline():
        await connection.execute("begin", prepare=True)
        entered = await connection.execute(ENTER, sealed.values, prepare=True)
        yield Writes(connection, await _moment(entered))
        await connection.execute("commit", prepare=True)


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
