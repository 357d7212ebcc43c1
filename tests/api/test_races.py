"""Many at once: one request a key, one taker a request, and a full house is told to come back."""

import asyncio
import statistics
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from time import perf_counter
from typing import Annotated, Any

import httpx
import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI
from psycopg import sql
from psycopg.rows import scalar_row
from sqlalchemy import func, select
from sqlmodel import col

from api import council_files, embedded, installing
from api.settings import Settings
from api.statements import Read
from auth.doors import ReadDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.base import Shape
from models.teams import Team
from tests.conftest import WEDNESDAY
from tests.make.service import serving
from tests.make.world import World

ASKS = "/v1/me/contact-requests"
KEYS = 50
TAPS = 20
WORKERS = 30
REQUESTS = 12


@pytest.fixture
def above(server: embedded.Server) -> str:
    """Return the login of the superuser, for whom there are no walls."""
    return embedded.superuser_dsn(server, installing.DATABASE)


async def how_many(above: str, table: str, world: World) -> int:
    query = sql.SQL("select count(*) from kept.{} where council_id = %s").format(sql.Identifier(table))
    async with await psycopg.AsyncConnection.connect(above, row_factory=scalar_row) as connection:
        found = await (await connection.execute(query, [world.id])).fetchone()
    return int(found or 0)


async def test_many_taps_on_one_button_are_one_request(northshire: World, above: str) -> None:
    answers = Counter[tuple[int, str | None]]()

    async def tap(key: str) -> tuple[int, str | None, bytes]:
        reply = await northshire["maya"].post(ASKS, {"about": key}, key=key)
        return reply.status_code, reply.headers.get("idempotency-replayed"), reply.content

    for number in range(KEYS):
        told = await asyncio.gather(*(tap(f"k{number}") for _ in range(TAPS)))
        answers.update((status, replayed) for status, replayed, _ in told)
        assert len({body for _, _, body in told}) == 1

    assert answers == {(201, None): KEYS, (201, "true"): KEYS * (TAPS - 1)}
    for table in ("requests", "timeline", "idempotency_keys"):
        assert await how_many(above, table, northshire) == KEYS


async def test_the_same_key_with_other_words_is_refused_whoever_was_first(northshire: World, above: str) -> None:
    replies = await asyncio.gather(
        *(northshire["maya"].post(ASKS, {"about": f"word {n % 2}"}, key="k") for n in range(20))
    )

    found = Counter((reply.status_code, reply.json().get("code")) for reply in replies)
    assert found == {(201, None): 10, (422, "different_body"): 10}
    assert await how_many(above, "requests", northshire) == 1


async def test_whoever_waits_too_long_for_the_first_tap_is_told_that_it_is_on_its_way(
    northshire: World, above: str
) -> None:
    first = await northshire["maya"].post(ASKS, {"about": "a call"}, key="k")
    async with await psycopg.AsyncConnection.connect(above) as holding:
        await holding.execute("select from kept.idempotency_keys where council_id = %s for update", [northshire.id])
        began = perf_counter()
        reply = await northshire["maya"].post(ASKS, {"about": "a call"}, key="k")
        waited = perf_counter() - began

    assert (reply.status_code, reply.json()["code"]) == (409, "in_flight")
    assert reply.headers["retry-after"] == "1"
    assert 0.9 < waited < 2
    again = await northshire["maya"].post(ASKS, {"about": "a call"}, key="k")
    assert again.content == first.content


@pytest_asyncio.fixture
async def large_team(app: FastAPI, owner_url: str) -> World:
    """Make a council whose team East has thirty more workers."""
    (found,) = [each for each in council_files.demos() if each.council.slug == "northshire"]
    (sam,) = [each for each in found.staff if each.key == "sam"]
    more = [sam.model_copy(update={"key": f"sam-{n}", "first_name": f"Sam {n}"}) for n in range(WORKERS)]
    return await World.of(found.model_copy(update={"staff": [*found.staff, *more]}), app, owner_url)


async def test_thirty_workers_take_the_same_requests_and_each_has_one_taker(large_team: World, above: str) -> None:
    asked = [(await large_team.asks_to_be_called("maya"))["id"] for _ in range(REQUESTS)]

    async def take(worker: int, request_id: str) -> tuple[str, str, httpx.Response]:
        reply = await large_team[f"sam-{worker}"].put(f"/v1/requests/{request_id}/taker")
        if reply.status_code == 503:  # a full house: come back, as one is told
            await asyncio.sleep(0.2)
            return await take(worker, request_id)
        return request_id, f"Sam {worker}", reply

    tries = await asyncio.gather(*(take(worker, each) for each in asked for worker in range(WORKERS)))

    winners = {request_id: name for request_id, name, reply in tries if reply.status_code == 200}
    assert Counter(reply.status_code for _, _, reply in tries) == {200: REQUESTS, 409: REQUESTS * (WORKERS - 1)}
    assert set(winners) == set(asked)
    for request_id, _, reply in tries:
        told = reply.json()
        assert told["taken_by" if reply.is_success else "holder"] == winners[request_id]
        assert reply.is_success or told["code"] == "already_taken"
    assert await how_many(above, "timeline", large_team) == 2 * REQUESTS  # asked and taken, once each


class Slept(Shape):
    name: str
    slept: str


_slept: Any = func.pg_sleep(1).label("slept")
SLOW = Read(Slept, select(col(Team.name), _slept).limit(1))


async def sleep(_: Annotated[Caller, can(Permission.me_read)], db: ReadDoor) -> int:
    """Keep a connection for a second."""
    return len(await db.all(SLOW()))


@pytest_asyncio.fixture
async def small_house(settings: Settings, owner_url: str) -> AsyncIterator[World]:
    """Make a council in a service with five connections, and with a page that takes its time."""
    async with serving(replace(settings, pool_size=5)) as app:
        app.state.clock.set(WEDNESDAY)
        app.add_api_route("/v1/slow", sleep, tags=["slow"])
        app.openapi()  # with which the tests compare a first refusal; made then, it would keep all the others waiting
        yield await World.like("northshire", app, owner_url)


async def test_a_full_house_says_when_to_come_back_and_still_says_that_it_lives(small_house: World) -> None:
    maya, nobody = small_house["maya"], small_house.nobody()
    began = perf_counter()
    slow = [asyncio.create_task(maya.get("/v1/slow")) for _ in range(100)]
    alive = []
    while not all(task.done() for task in slow):
        asked = perf_counter()
        assert (await nobody.get("/livez")).status_code == 200
        alive.append(perf_counter() - asked)
        await asyncio.sleep(0.01)
    took = perf_counter() - began

    replies = [task.result() for task in slow]
    found = Counter(reply.status_code for reply in replies)
    assert set(found) == {200, 503}
    assert found[200] >= 5
    assert {reply.headers.get("retry-after") for reply in replies if reply.status_code == 503} == {"2"}
    assert took < 4
    assert statistics.quantiles(alive, n=100)[-1] < 0.25
    began = perf_counter()
    assert (await maya.get("/v1/me")).status_code == 200
    assert perf_counter() - began < 1


async def test_whoever_goes_away_frees_their_place_at_once(small_house: World) -> None:
    slow = [asyncio.create_task(small_house["maya"].get("/v1/slow")) for _ in range(50)]
    await asyncio.sleep(0.2)

    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)

    began = perf_counter()
    replies = await asyncio.gather(*(small_house["maya"].get("/v1/me") for _ in range(5)))
    assert {reply.status_code for reply in replies} == {200}
    assert perf_counter() - began < 1
