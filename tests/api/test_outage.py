"""A database that goes away and comes back: polite answers meanwhile, and no restart of ours."""

import asyncio
import os
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from time import perf_counter

import httpx
import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api import embedded, installing
from api.settings import Settings
from tests.conftest import WEDNESDAY
from tests.make.service import owner_of, prepared, serving
from tests.make.world import World

BROWSER = {"Origin": "https://app.example"}  # what may read is looked up first


@pytest.fixture(scope="module")
def own_server() -> Iterator[embedded.Server]:
    """Lend a server that a test may kill: one that does not hurry, since what it accepted must be there again."""
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o711)
        with embedded.running(Path(home)) as server:
            yield server


@pytest.fixture(scope="module")
def own_settings(own_server: embedded.Server, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return prepared(own_server, tmp_path_factory.mktemp("keys"))


@pytest_asyncio.fixture
async def own_app(own_settings: Settings) -> AsyncIterator[FastAPI]:
    async with serving(own_settings) as app:
        app.state.clock.set(WEDNESDAY)
        app.openapi()  # a second's work, which a refusal would else wait for: it is compared with the contract
        yield app


@pytest_asyncio.fixture
async def council(own_app: FastAPI, own_server: embedded.Server) -> World:
    return await World.like("northshire", own_app, owner_of(own_server))


def kill(server: embedded.Server) -> None:
    """Kill the server as a crash of the machine would."""
    postmaster = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)


def restart(server: embedded.Server) -> None:
    embedded.stop(embedded.start(server.home))  # what was started stays, for whoever else uses it


async def ask(world: World, key: str) -> httpx.Response:
    return await world["maya"].post("/v1/me/contact-requests", {"about": "a call"}, key=key)


async def test_a_killed_database_is_answered_503_and_found_again_without_a_restart(
    council: World, own_server: embedded.Server
) -> None:
    before = await ask(council, "before")

    kill(own_server)
    await everybody_is_told_to_come_back(council)
    await asyncio.sleep(2)  # long enough for a pool to lose patience
    await asyncio.to_thread(restart, own_server)
    await asyncio.wait_for(served_again(council), 5)

    assert before.status_code == 201
    assert (await ask(council, "before")).content == before.content
    assert (await council.nobody().get("/readyz")).json()["checks"]["database"] == "ok"
    assert {(await ask(council, f"after-{n}")).status_code for n in range(20)} == {201}


async def everybody_is_told_to_come_back(council: World) -> None:
    began = perf_counter()
    replies = await asyncio.gather(
        *(ask(council, f"during-{n}") for n in range(20)),
        *(council["maya"].get("/v1/me/people") for _ in range(20)),
        *(council["maya"].get("/v1/me/people", headers=BROWSER) for _ in range(20)),
    )
    assert perf_counter() - began < 4
    assert {reply.status_code for reply in replies} == {503}
    assert {reply.json()["code"] for reply in replies} == {"too_busy"}
    assert all(int(reply.headers["retry-after"]) >= 1 for reply in replies)
    assert (await council.nobody().get("/livez")).status_code == 200
    ready = await council.nobody().get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["checks"]["database"] == "unreachable"


async def served_again(council: World) -> None:
    while (reply := await ask(council, "during-0")).status_code != 201:
        assert reply.status_code == 503


async def test_connections_killed_while_idle_cost_nobody_a_reply(council: World, own_server: embedded.Server) -> None:
    await asyncio.gather(*(ask(council, f"warm-{n}") for n in range(30)))
    answers = Counter[int]()

    for _ in range(5):
        async with await psycopg.AsyncConnection.connect(embedded.superuser_dsn(own_server)) as above:
            killed = await above.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'kept_api'"
            )
            assert killed.rowcount >= 2
        await asyncio.sleep(0.05)
        replies = await asyncio.gather(*(council["maya"].get("/v1/me/people") for _ in range(10)))
        replies += [await council["maya"].get("/v1/me/people") for _ in range(10)]
        answers.update(reply.status_code for reply in replies)

    assert answers == {200: 100}


@pytest.fixture
def without_history(council: World, own_server: embedded.Server) -> Iterator[psycopg.Connection]:
    """Take from the service the right to note who looks and who writes; a test may give it back."""
    above = embedded.superuser_dsn(own_server, installing.DATABASE)
    assert council.id  # its people are there before
    with psycopg.connect(above, autocommit=True) as connection:
        connection.execute("revoke insert on kept.history from kept_context")
        connection.execute("revoke insert on kept.looks from kept_worker")
        yield connection
        give_back(connection)


def give_back(connection: psycopg.Connection) -> None:
    connection.execute("grant insert on kept.history to kept_context")
    connection.execute("grant insert on kept.looks to kept_worker")


async def test_where_nobody_can_note_it_staff_read_nothing_and_nothing_is_written(
    council: World, without_history: psycopg.Connection
) -> None:
    looked = await council["sam"].get(f"/v1/young-people/{council.id_of('maya')}")
    asked = await ask(council, "k")

    for reply in (looked, asked):
        assert (reply.status_code, reply.json()["code"]) == (503, "cannot_note")
        assert reply.headers["retry-after"] == "2"
    assert "Maya" not in looked.text
    ready = await council.nobody().get("/readyz")
    assert (ready.status_code, ready.json()["checks"]["history"]) == (503, "cannot be written")
    give_back(without_history)
    assert (await ask(council, "k")).headers.get("idempotency-replayed") is None
    assert (await council["sam"].get(f"/v1/young-people/{council.id_of('maya')}")).status_code == 200
    assert (await council.nobody().get("/readyz")).json()["checks"]["history"] == "ok"


async def test_where_nobody_can_note_it_she_still_reads_her_own_and_whom_to_ring(
    council: World, without_history: psycopg.Connection
) -> None:
    assert not without_history.closed
    for path in ("/v1/me", "/v1/me/people", "/v1/me/contact-requests"):
        assert (await council["maya"].get(path)).status_code == 200
    assert (await council.nobody().get(f"/v1/councils/{council.council.council.slug}/help")).status_code == 200
