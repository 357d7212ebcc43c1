"""The way to the database: reads in one round trip, a request in one transaction.

The first statement of every transaction is `walls.enter`, which tells the database who is asking and puts on the role
that decides which rows exist; it answers with the transaction's time, and with how sure we are of the caller. `Reads`
sends that statement and its reads as one pipeline, one implicit transaction, one round trip. `Writes` is a transaction
that commits before the reply leaves. Whoever brings no context sees no rows.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol, TypeVar, overload
from uuid import UUID

from psycopg import OperationalError
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb
from sqlmodel import SQLModel

from api.connections import Pool, lent
from api.round_trips import Connection, Due, Said, Sql
from api.sealed import Sealed, Standing
from api.statements import Asked, Before, Write, insert_into, lock_of, look_at, rows_of, update_of, values_of
from rules.errors import NotFound, NotNow

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
U = TypeVar("U")
Row = TypeVar("Row", bound=SQLModel)

ENTER = "select now, assurance from walls.enter(%(context)s, %(seal)s)"
_JSON = (list, dict)
_APART, _UNDO = Sql.of("savepoint apart"), Sql.of("rollback to savepoint apart")
_ENTER, _BEGIN, _COMMIT = Sql.of(ENTER), Sql.of("begin"), Sql.of("commit")


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
    @overload
    async def together(  # as many as a page needs
        self, first: Asked[A], second: Asked[B], third: Asked[C], fourth: Asked[T], fifth: Asked[U], /
    ) -> tuple[list[A], list[B], list[C], list[T], list[U]]: ...
    async def together(self, *asked: Asked[Any], before: Before = ()) -> tuple[list[Any], ...]:
        """Return the rows of several queries, with one wait for all. Each sees what is committed when it runs.

        The statements in `before` (that somebody looks) stand or fall with the reads.
        """
        said = [*((write.sql, values) for write, values in before), *(each.said for each in asked)]
        found = (await self._run(said))[len(before) :]
        return tuple([each.read.rows.validate_python(rows) for each, rows in zip(asked, found, strict=True)])

    async def all(self, asked: Asked[T], *, before: Before = ()) -> list[T]:
        """Return every row there is for this caller."""
        (rows,) = await self.together(asked, before=before)
        return rows

    async def one(self, asked: Asked[T], *, before: Before = ()) -> T:
        """Return the row; raise NotFound where there is none for this caller."""
        return only(await self.all(asked, before=before))

    async def _run(self, said: Sequence[Said]) -> list[list[DictRow]]:
        raise NotImplementedError


class Reads(Door):
    """Reads for one caller: each call is one pipeline, one implicit transaction, one round trip."""

    def __init__(self, pool: Pool, sealed: Sealed, due: Due | None = None) -> None:
        self._pool, self._sealed, self._due = pool, sealed, due

    async def enter(self) -> None:
        """Ask for nothing but to be let in."""
        await self._run([])

    async def _run(self, said: Sequence[Said]) -> list[list[DictRow]]:
        async with lent(self._pool) as connection:
            entered, *found = await connection.say((_ENTER, self._sealed.values), *said, due=self._due)
        self.now = _let_in(entered, self._sealed.standing)
        self._sealed.standing.insist()
        return found


class First(Protocol):
    """What is said in the first breath of a transaction, and answered before anything else is."""

    @property
    def said(self) -> Sequence[Said]: ...
    async def heard(self, db: "Writes", found: Sequence[list[DictRow]]) -> None: ...


class Writes(Door):
    """One open transaction for one caller. Nobody commits it by hand.

    Where the reply is a secret, `receipt` is what is kept for whoever merely holds the phone. `heeded` says that those
    who keep a young person safe are told already of what she wrote; `harmless` holds what was read and does not worry.
    """

    receipt: str | None = None
    heeded: bool = False

    def __init__(
        self, connection: Connection, sealed: Sealed, first: First | None = None, due: Due | None = None
    ) -> None:
        self._connection, self._standing, self._first, self._due = connection, sealed.standing, first, due
        self._sealed: Sealed | None = sealed
        self._as_read: dict[int, dict[str, object]] = {}
        self._unsaid: list[Said] = []
        self.harmless: set[str] = set()

    async def _run(self, said: Sequence[Said]) -> list[list[DictRow]]:
        """Say what was held back until somebody waits, then this; the first time, enter before all of it."""
        if self._sealed:
            return await self._enter(self._sealed, said)
        held, self._unsaid = self._unsaid, []
        return (await self._connection.say(*held, *said))[len(held) :]

    async def _enter(self, sealed: Sealed, said: Sequence[Said]) -> list[list[DictRow]]:
        first, asked = self._first, self._first.said if self._first else ()
        opening = ((_BEGIN, {}), (_ENTER, sealed.values), *asked)
        held, self._unsaid, self._sealed = self._unsaid, [], None
        _, entered, *heard = await self._connection.say(*opening, *held, *said, due=self._due)
        self.now = _let_in(entered, self._standing)
        if first:
            await first.heard(self, heard[: len(asked)])
        self._standing.insist()
        return heard[len(asked) + len(held) :]

    async def settle(self, *last: Said) -> None:
        """Wait for all that was said so far: an error of it rises here, if not before."""
        if self._sealed or self._unsaid or last:
            await self._run(last)

    async def enter_at_last(self) -> None:
        """Be let in, if nobody asked for anything yet: who may not come in is told that, and nothing else."""
        if self._sealed:
            self._unsaid = []
            await self._run(())

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

    async def _row(self, statement: Sql, row_id: UUID) -> DictRow | None:
        (found,) = await self._run([(statement, {"id": row_id})])
        return found[0] if found else None

    async def add(self, row: SQLModel) -> None:
        """Insert the row, naming only what is set. Does not wait: an error rises before the commit."""
        values = {name: _stored(value) for name, value in values_of(row).items() if value is not None}
        self._unsaid.append((insert_into(type(row), tuple(values)), values))

    async def save(self, row: SQLModel) -> None:
        """Update what a verb changed since `lock`; name nothing else, so that column grants hold."""
        before = self._as_read[id(row)]
        changed = {name: value for name, value in values_of(row).items() if value != before[name]}
        if changed:
            keys = {f"key_{column.name}": before[column.name] for column in rows_of(type(row)).primary_key}
            self._unsaid.append((update_of(type(row), tuple(changed)), changed | keys))
            self._as_read[id(row)] = before | changed

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[None]:
        """Let what is said here stand or fall by itself: an error undoes this part alone, and is raised."""
        await self.settle((_APART, {}))
        try:
            yield
            await self.settle()
        except Exception:
            self._unsaid.clear()
            await self.settle((_UNDO, {}))
            raise

    async def rows(self, write: Write, **values: object) -> list[DictRow]:
        """Run a statement that returns rows."""
        (found,) = await self._run([(write.sql, values)])
        return found

    async def send(self, write: Write, **values: object) -> None:
        """Run a statement without waiting for it."""
        self._unsaid.append((write.sql, {name: _stored(value) for name, value in values.items()}))


@asynccontextmanager
async def transaction(
    pool: Pool, sealed: Sealed, first: First | None = None, *, due: Due | None = None, lazy: bool = False
) -> AsyncIterator[Writes]:
    """Open a transaction for one caller; commit it on leaving, roll it back on any error.

    With `first`, or `lazy`, it begins in one breath with what is read first. `first` is answered before any other error
    is told.
    """
    async with lent(pool) as connection:
        db = Writes(connection, sealed, first, due)
        if first is None and not lazy:
            await db.settle()
        try:
            yield db
        except Exception:
            await db.enter_at_last()
            raise
        if connection.info.transaction_status is TransactionStatus.INERROR:  # its commit would undo it, and say nothing
            raise OperationalError("An error was passed over: nothing of this is kept.")
        await db.settle((_COMMIT, {}))


def _let_in(entered: Sequence[DictRow], standing: Standing) -> datetime:
    row = only(entered)
    standing.told(row["assurance"])
    now: datetime = row["now"]
    return now


def _stored(value: object) -> object:
    return Jsonb(value) if isinstance(value, _JSON) else value


def only(rows: Sequence[T]) -> T:
    if not rows:
        raise NotFound
    return rows[0]
