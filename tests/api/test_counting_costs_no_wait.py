"""What is counted is said in a breath that is drawn anyway: no request waits once more for being counted."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from fastapi import FastAPI

from api.connections import lent
from api.errors import Limited
from api.leases import Refusals
from api.limits import Asked, Limits
from api.round_trips import Connection, Sql
from auth import doors, who
from rules.limits import Quota, Quotas
from tests.make.scenes import refused
from tests.make.world import World

ASK = "/v1/me/contact-requests"
ONE, BROKEN = Sql.of("select 1 as one"), Sql.of("select 1 / 0 as broken")
CALLS = {
    "a call that is asked for": ("POST", ASK, {"about": "my room"}),
    "another POST": ("POST", "/v1/me/sightings", None),
    "a read": ("GET", "/v1/me/people", None),
    "an edit": ("PATCH", "/v1/me", {"preferred_name": "May"}),
}


@pytest.mark.parametrize("call", CALLS)
async def test_whoever_is_counted_waits_as_often_as_if_they_were_not(
    northshire: World, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    method, path, body = CALLS[call]
    await northshire["maya"].call(method, path, body)
    counted = await _breaths(northshire, monkeypatch, method, path, body)
    with monkeypatch.context() as patched:
        patched.setattr(who, "_due", _nothing)
        patched.setattr(doors, "count_of", lambda _: None)
        free = await _breaths(northshire, monkeypatch, method, path, body)

    assert len(counted) == len(free), (counted, free)
    assert sum(counted) - sum(free) == (1 if method == "POST" else 0)


async def _nothing(*_: object) -> None:
    """Count nothing."""


async def _breaths(world: World, monkeypatch: pytest.MonkeyPatch, method: str, path: str, body: object) -> list[int]:
    """Return how many statements are said in each breath of a call that nobody has a lease for."""
    world.app.state.limits._leases._held.clear()  # noqa: SLF001
    said: list[int] = []
    with monkeypatch.context() as patched:
        patched.setattr(Connection, "say", _noting(said, Connection.say))
        reply = await world["maya"].call(method, path, body)
    assert reply.is_success, reply.text
    return said


def _noting(said: list[int], spoken: Callable[..., Any]) -> Callable[..., Any]:
    async def say(self: Connection, *statements: Any, due: Any = None) -> Any:  # noqa: ANN401
        said.append(len(statements))
        return await spoken(self, *statements, due=due)

    return say


async def test_what_is_counted_stays_counted_whatever_becomes_of_the_rest(app: FastAPI) -> None:
    limits = app.state.limits
    asked = Asked(Quota("app", 2, 3600), uuid4().bytes)

    async with lent(app.state.pool) as connection:
        with pytest.raises(psycopg.errors.DivisionByZero):
            await connection.say((BROKEN, {}), due=await limits.count(asked))
        assert await connection.say((ONE, {}), due=await limits.count(asked)) == [[{"one": 1}]]
        with pytest.raises(Limited):
            await connection.say((ONE, {}), due=await limits.count(asked))
        assert await connection.say((ONE, {})) == [[{"one": 1}]]


async def test_what_another_process_used_up_is_refused_in_the_breath_that_asks_and_leaves_nothing(
    northshire: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = northshire.app.state
    path = f"{ASK}/{(await northshire.asks_to_be_called('maya'))['id']}"
    before = (await northshire["maya"].get(path)).json()
    asked = Asked(Quota("app", 1, 3600), uuid4().bytes)
    await Limits(state.pool, b"another process", Quotas()).take(asked)

    with monkeypatch.context() as patched:
        patched.setattr(state.limits, "app", lambda *_: asked)
        reply = await northshire["maya"].post(f"{path}/additions", {"message": "soon"})

    state.limits._by_token = Refusals()  # noqa: SLF001  another hour
    assert refused(reply, 429, "too_many_requests")
    assert (await northshire["maya"].get(path)).json() == before


async def test_what_was_answered_without_the_database_is_counted_afterwards(
    northshire: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = northshire.app.state
    asked = Asked(Quota("app", 3, 3600), uuid4().bytes)

    with monkeypatch.context() as patched:
        patched.setattr(state.limits, "app", lambda *_: asked)
        statuses = [(await northshire["maya"].get(f"{ASK}?limit=none")).status_code for _ in range(5)]

    state.limits._by_token = Refusals()  # noqa: SLF001  another hour
    assert statuses == [422, 422, 422, 422, 429]
