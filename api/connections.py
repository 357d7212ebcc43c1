"""Connections to the database: lent for one piece of work, and given back whatever became of it."""

import asyncio
from asyncio import Semaphore, shield
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from select import POLLIN, poll
from time import perf_counter
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.generators import execute
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from api.round_trips import Connection

KEPT_FREE = 2
PATIENCE = 2.0
# Said as a session begins, they stand above whatever was set for the login.
SETTINGS = (
    "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c standard_conforming_strings=on"
    " -c default_transaction_read_only=off"
)
LEAST = 0.1
_lane: ContextVar[bool] = ContextVar("lane", default=False)
_since: ContextVar[float | None] = ContextVar("since", default=None)


class Pool(AsyncConnectionPool[Connection]):
    """A pool with a line before it: whoever waits in the driver's own costs a task and a timer of their own.

    The last connections are only for whoever asks for help, for an advocate or for a call.
    """

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401  what the driver makes a pool of
        super().__init__(*given, **more)
        self._turns = Semaphore(self.max_size)
        self._everybodys = Semaphore(self.max_size)
        self._in_line = 0

    def keep_free(self, number: int) -> None:
        self._everybodys = Semaphore(max(self.max_size - number, 1))

    async def getconn(self, timeout: float | None = None) -> Connection:  # noqa: ASYNC109  the driver's signature
        until = perf_counter() + (self.timeout if timeout is None else timeout)
        await self._stand_in_line(self._turns, until)
        try:
            return await super().getconn(until - perf_counter())
        except BaseException:
            self._turns.release()
            raise

    async def putconn(self, conn: Connection) -> None:
        try:
            await super().putconn(conn)
        finally:
            self._turns.release()

    @asynccontextmanager
    async def room(self) -> AsyncIterator[float]:
        """Wait with everybody else, unless this is what others have to wait for; say until when one may wait at all."""
        until = (_since.get() or perf_counter()) + PATIENCE
        _since.set(None)
        if _lane.get():
            yield until
            return
        await self._stand_in_line(self._everybodys, until)
        try:
            yield until
        finally:
            self._everybodys.release()

    async def _stand_in_line(self, turns: Semaphore, until: float) -> None:
        if not turns.locked():
            await turns.acquire()
            return
        self._in_line += 1
        try:
            async with asyncio.timeout(until - perf_counter()):
                await turns.acquire()
        except TimeoutError:
            raise PoolTimeout("Nobody gave a connection back.") from None
        finally:
            self._in_line -= 1

    def get_stats(self) -> dict[str, int]:
        found = super().get_stats()
        return found | {"requests_waiting": found["requests_waiting"] + self._in_line}


@contextmanager
def in_lane(kept: bool) -> Iterator[None]:  # noqa: FBT001  it is what is asked
    """Let what is done inside have the connections that are kept free, or not. It has waited for nothing yet."""
    _since.set(None)
    before = _lane.set(kept)
    try:
        yield
    finally:
        _lane.reset(before)


def waited_since(began: float) -> None:
    """Let what a request has waited already be part of its patience when it waits for a connection next."""
    _since.set(began)


def open_pool(conninfo: str, *, size: int, kept_free: int = 0) -> Pool:
    """Return a pool that is not open yet. Connections are autocommit: a transaction is begun where it is wanted.

    While the database is away, each new request may try to reach it: the pool on its own would wait ever longer.
    """

    async def still_there(connection: Connection) -> None:
        """Notice, without asking, that the server has hung up; then none of those that wait is to be trusted."""
        if _has_something_to_say(connection):
            await connection.close()
            await pool.drain()
            raise psycopg.OperationalError("The server has hung up.")

    pool = Pool(
        conninfo,
        connection_class=Connection,
        # The driver prepares nothing of its own: to forget it, it would make the database forget ours as well.
        kwargs={
            "autocommit": True,
            "row_factory": dict_row,
            "connect_timeout": 3,
            "prepare_threshold": None,
            "client_encoding": "UTF8",
            "options": f"{conninfo_to_dict(conninfo).get('options', '')} {SETTINGS}",
        },
        min_size=2,
        max_size=size,
        timeout=PATIENCE,
        reconnect_timeout=1.0,
        check=still_there,
        open=False,
        name="kept",
    )
    pool.keep_free(kept_free)
    return pool


def _has_something_to_say(connection: Connection) -> bool:
    """Say whether something came in on a connection that nobody uses: an idle server is silent until it goes."""
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return bool(waiting.poll(0))


@contextmanager
def once(conninfo: str) -> Iterator[psycopg.Connection[TupleRow]]:
    """Lend a connection for one look at the server and at our own login, before anybody is served."""
    with psycopg.connect(conninfo, connect_timeout=3) as connection:
        yield connection


@asynccontextmanager
async def lent(pool: Pool) -> AsyncIterator[Connection]:
    """Lend a connection; what was begun on it and not committed is rolled back.

    It is given back behind a shield: a cancellation at that moment would lose it to the pool for ever.
    """
    async with pool.room() as until:
        connection = await pool.getconn(max(until - perf_counter(), LEAST))
        try:
            yield connection
        finally:
            await shield(_given_back(connection, pool))


async def _given_back(connection: Connection, pool: Pool) -> None:
    """Roll back in our own words: the driver's would forget every prepared statement, with each refused request.

    Whoever changed the settings of their session, for good, has had it to themselves: the next caller gets another.
    """
    if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        with suppress(psycopg.Error):  # the pool throws away what is broken
            connection.pgconn.send_query(b"rollback")
            await connection.wait(execute(connection.pgconn))
    if not (connection.closed or connection.is_as_it_began()):
        await connection.close()
    await pool.putconn(connection)
