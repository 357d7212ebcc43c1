"""Slow clients are let go, honest ones served meanwhile; who hangs up frees what they held; stopping is polite."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from time import perf_counter
from typing import Annotated, Any

import psycopg
import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI
from psycopg.rows import scalar_row
from sqlalchemy import func, select
from sqlmodel import col

from api import embedded, installing
from api.app import create_app
from api.serving import configured
from api.settings import Settings
from api.statements import Read
from auth.doors import ReadDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.base import Shape
from models.teams import Team
from tests.conftest import WEDNESDAY
from tests.make.world import World

DEADLINE = 0.4
SOON = 5.0
ASKS = "/v1/me/contact-requests"


class Slept(Shape):
    name: str
    slept: str


_slept: Any = func.pg_sleep(3).label("slept")
SLOW = Read(Slept, select(col(Team.name), _slept).limit(1))


async def sleep(_: Annotated[Caller, can(Permission.me_read)], db: ReadDoor) -> int:
    """Keep a connection for three seconds."""
    return len(await db.all(SLOW()))


class House:
    """A service on a port of its own, and what is sent to it as bytes."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self.app = app
        self.server = uvicorn.Server(configured(app, settings, host="127.0.0.1", port=0))
        self.ending = asyncio.create_task(self.server.serve())

    async def ready(self) -> None:
        await until(lambda: self.server.started)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]

    @asynccontextmanager
    async def line(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield reader, writer
        finally:
            writer.close()

    async def reply_to(self, sent: bytes) -> bytes:
        """Return all that is answered until the service closes the line."""
        async with self.line() as (reader, writer):
            writer.write(sent)
            return await asyncio.wait_for(reader.read(), SOON)


@pytest_asyncio.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    hurried = replace(settings, headers_seconds=DEADLINE, body_seconds=DEADLINE, pool_size=2)
    app = create_app(hurried)
    app.add_api_route("/v1/slow", sleep)
    app.state.clock.set(WEDNESDAY)
    house = House(app, hurried)
    await house.ready()
    yield house
    house.server.should_exit = True
    await house.ending


@pytest_asyncio.fixture
async def council(house: House, owner_url: str) -> World:
    return await World.like("northshire", house.app, owner_url)


@pytest.fixture
def above(server: embedded.Server) -> str:
    return embedded.superuser_dsn(server, installing.DATABASE)


def ask(world: World, body: bytes = b'{"about": "a call"}', *, length: int = 0, key: str = "k") -> bytes:
    return (
        f"POST {ASKS} HTTP/1.1\r\nhost: kept\r\nauthorization: Bearer {world.token('maya')}\r\n"
        f"idempotency-key: {key}\r\ncontent-type: application/json\r\ncontent-length: {length or len(body)}\r\n\r\n"
    ).encode() + body


def read(world: World, path: str, more: str = "connection: close") -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nhost: kept\r\nauthorization: Bearer {world.token('maya')}\r\n{more}\r\n\r\n".encode()
    )


async def how_many(above: str, query: str, *values: object) -> int:
    async with await psycopg.AsyncConnection.connect(above, row_factory=scalar_row) as connection:
        return int(await (await connection.execute(query, values)).fetchone() or 0)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110  uvicorn tells nobody
            await asyncio.sleep(0.01)


async def test_headers_that_never_end_are_told_that_they_took_too_long(house: House) -> None:
    reply = await house.reply_to(b"GET /livez HTTP/1.1\r\nhost: kept\r\nx-slow: ")

    assert reply.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"application/problem+json" in reply
    assert b"connection: close" in reply
    assert b'"code":"too_slow"' in reply


async def test_a_body_that_never_ends_is_told_that_it_took_too_long_and_keeps_nothing(
    house: House, council: World, above: str
) -> None:
    reply = await house.reply_to(ask(council, b'{"about": ', length=400))

    assert reply.startswith(b"HTTP/1.1 408 ")
    assert reply.count(b"HTTP/1.1") == 1
    assert await how_many(above, "select count(*) from kept.requests where council_id = %s", council.id) == 0


async def test_a_byte_now_and_then_does_not_move_the_deadline(house: House) -> None:
    began = perf_counter()
    async with house.line() as (reader, writer):
        writer.write(b"GET /livez HTTP/1.1\r\nx-slow: ")
        await until(lambda: bool(house.server.server_state.connections))
        while house.server.server_state.connections and perf_counter() - began < SOON:
            writer.write(b"a")
            await asyncio.sleep(DEADLINE / 8)

        assert (await reader.read()).startswith(b"HTTP/1.1 408 ")


async def test_who_says_nothing_at_all_is_let_go_without_a_word(house: House) -> None:
    assert await house.reply_to(b"") == b""


async def test_empty_lines_after_a_reply_do_not_keep_a_line_open(house: House) -> None:
    async with house.line() as (reader, writer):
        writer.write(b"GET /livez HTTP/1.1\r\nhost: kept\r\n\r\n")
        await reader.readuntil(b"}")
        writer.write(b"\r\n")
        assert (await asyncio.wait_for(reader.read(), DEADLINE + 2)).startswith(b"HTTP/1.1 408 ")


async def test_a_refusal_before_the_body_came_is_the_only_answer(house: House, council: World) -> None:
    reply = await house.reply_to(ask(council, b"{", length=10_000_000))

    assert reply.startswith(b"HTTP/1.1 413 ")
    assert reply.count(b"HTTP/1.1") == 1


async def test_slow_lines_are_closed_while_honest_calls_are_answered(house: House, council: World) -> None:
    kinds = (b"", b"GET /livez HTTP/1.1\r\nx-slow: ", ask(council, b"{", length=500))
    slow = [asyncio.create_task(house.reply_to(kinds[n % 3])) for n in range(60)]
    await until(lambda: len(house.server.server_state.connections) == 60)

    honest = [await house.reply_to(read(council, "/v1/me")) for _ in range(10)]

    assert {reply[:12] for reply in honest} == {b"HTTP/1.1 200"}
    assert {reply[:12] for reply in await asyncio.gather(*slow)} == {b"", b"HTTP/1.1 408"}
    await until(lambda: not house.server.server_state.connections)


async def test_requests_sent_ahead_are_answered_in_order(house: House, council: World) -> None:
    reply = await house.reply_to(ask(council, key="a") + ask(council, key="b") + read(council, "/v1/me"))

    assert [part[:3] for part in reply.split(b"HTTP/1.1 ")[1:]] == [b"201", b"201", b"200"]


async def test_a_read_whose_reader_has_gone_is_given_up_and_frees_its_connection(
    house: House, council: World, above: str
) -> None:
    sleeping = (
        "select count(*) from pg_stat_activity where state = 'active' and query like %s and pid <> pg_backend_pid()"
    )
    for _ in range(2):
        async with house.line() as (_, writer):
            writer.write(read(council, "/v1/slow"))
            await writer.drain()
            async with asyncio.timeout(SOON):
                while not await how_many(above, sleeping, "%pg_sleep(3)%"):  # noqa: ASYNC110  nor does PostgreSQL
                    await asyncio.sleep(0.02)

    began = perf_counter()
    assert (await house.reply_to(read(council, "/v1/me"))).startswith(b"HTTP/1.1 200 ")
    assert perf_counter() - began < 1
    await until(lambda: not house.server.server_state.tasks)


async def test_a_write_whose_writer_has_gone_is_kept_and_found_again_by_its_key(
    house: House, council: World, above: str
) -> None:
    async with await psycopg.AsyncConnection.connect(above) as holding:
        await holding.execute("lock table kept.timeline in share mode")
        async with house.line() as (_, writer):
            writer.write(ask(council))
            await until(lambda: bool(house.server.server_state.tasks))
            await asyncio.sleep(0.1)
        await until(lambda: not house.server.server_state.connections)
    await until(lambda: not house.server.server_state.tasks)

    assert await how_many(above, "select count(*) from kept.requests where council_id = %s", council.id) == 1
    async with house.line() as (reader, writer):
        writer.write(ask(council))
        assert b"idempotency-replayed: true" in (await reader.readuntil(b"\r\n\r\n")).lower()


async def test_a_stop_lets_what_is_under_way_be_answered_and_then_ends(
    house: House, council: World, above: str
) -> None:
    async with await psycopg.AsyncConnection.connect(above) as holding:
        await holding.execute("lock table kept.timeline in share mode")
        under_way = asyncio.create_task(house.reply_to(ask(council)))
        await until(lambda: bool(house.server.server_state.tasks))
        house.server.should_exit = True
        await asyncio.sleep(0.3)
        assert not under_way.done()

    assert (await under_way).startswith(b"HTTP/1.1 201 ")
    await asyncio.wait_for(house.ending, SOON)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", house.port)
