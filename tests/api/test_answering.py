"""The short way to a handler ends where FastAPI's own would: the same route, the same answer, the same refusal."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from starlette.applications import Starlette

from api.answering import Switchboard, ways
from api.app import api_routes
from api.settings import Settings
from tests.make.service import serving
from tests.make.world import Speaker, World

ONCE = frozenset({"x-request-id", "idempotency-replayed", "ratelimit"})  # how much is left is another each time
ASK = "/v1/me/contact-requests"
# method, address, body, and what is sent besides
CALLS: tuple[tuple[str, str, object, dict[str, str]], ...] = (
    ("GET", "/v1/me/people", None, {}),
    ("GET", "/v1/me/plans/care", None, {}),
    ("GET", "/v1/me/plans/holiday", None, {}),
    ("GET", f"{ASK}?limit=1", None, {}),
    ("GET", f"{ASK}?limit=none", None, {}),
    ("GET", f"{ASK}/{uuid4()}", None, {}),
    ("GET", f"{ASK}/not-an-id", None, {}),
    ("GET", "/v1/triage", None, {}),
    ("GET", "/v1/triage?limit=1&kind=contact&untaken=true", None, {}),
    ("GET", "/v1/triage?limit=none&standing=lost", None, {}),
    ("GET", "/v1/triage?nonsense=1", None, {}),
    ("GET", "/v1/triage?cursor=", None, {}),
    ("GET", "/v1/notices?limit=1", None, {}),
    ("GET", "/v1/councils", None, {}),
    ("GET", "/v1/nothing/here", None, {}),
    ("HEAD", "/v1/me/people", None, {}),
    ("DELETE", "/v1/me/people", None, {}),
    ("GET", "/livez", None, {}),
    ("POST", ASK, {"about": "school"}, {"Idempotency-Key": "tried-both-ways"}),
    ("POST", ASK, {"about": "home"}, {"Idempotency-Key": "tried-both-ways"}),
    ("POST", ASK, {"about": 7}, {"Idempotency-Key": "wrong"}),
    ("POST", ASK, None, {"Idempotency-Key": "empty"}),
    ("POST", ASK, {"about": "school"}, {}),
    ("PATCH", "/v1/me", {"preferred_name": "May"}, {}),
    ("PUT", f"/v1/requests/{uuid4()}/taker", None, {}),
)


@pytest_asyncio.fixture
async def long_way(settings: Settings, app: FastAPI) -> AsyncIterator[FastAPI]:
    """Serve the same without a switchboard that knows any way."""
    with patch("api.app.ways", return_value=()):
        async with serving(replace(settings, pool_size=2)) as service:
            service.state.clock = app.state.clock
            service.state.seals = app.state.seals
            yield service


@pytest.mark.parametrize("who", ["maya", "lee", "sam", "nobody"])
async def test_both_ways_answer_alike(long_way: FastAPI, app: FastAPI, northshire: World, who: str) -> None:
    sent = {} if who == "nobody" else {"Authorization": f"Bearer {northshire.token(who)}"}

    for method, path, body, more in CALLS:
        said = [await _asked(service, method, path, body, sent | more) for service in (app, long_way)]

        assert said[0] == said[1], (method, path)


async def _asked(service: FastAPI, method: str, path: str, body: object, sent: dict[str, str]) -> tuple[object, ...]:
    transport = httpx.ASGITransport(service)
    async with httpx.AsyncClient(transport=transport, base_url="http://kept") as client:
        reply = await client.request(method, path, json=body, headers=sent)
    found: Any = reply.json() if reply.content and method != "HEAD" else None
    if isinstance(found, dict):
        found = {name: value for name, value in found.items() if name not in {"trace_id", "instance"}}
    told = {name: value for name, value in reply.headers.items() if name not in ONCE}
    return reply.status_code, found, told


def test_every_route_is_found_by_its_own_address(app: FastAPI) -> None:
    board = Switchboard(Starlette(), app, ways(api_routes(app)))

    for way in ways(api_routes(app)):
        for method in way.route.methods or ():
            address = way.route.path.replace("{", "").replace("}", "")
            found = board.found({"method": method, "path": address})
            assert found is not None, way.route.name
            assert found.route is way.route


async def test_whoever_may_not_come_in_hears_that_before_what_was_wrong_with_what_they_sent(northshire: World) -> None:
    stranger = Speaker(northshire.app, northshire.token("maya", session_id=uuid4()))

    replies = [await each.post(ASK, {"about": 7}) for each in (northshire["maya"], stranger)]

    assert [each.status_code for each in replies] == [422, 401]
