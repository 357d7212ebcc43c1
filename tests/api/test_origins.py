"""Whose pages may read our replies in a browser: those of the apps that a council lets in, and never with a cookie."""

from datetime import date
from time import monotonic

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import col

from api import connections, origins
from models.apps import App, AppState
from models.councils import Council, CouncilState
from tests.make.apps import Played, an_app
from tests.make.world import World

ELSEWHERE = "https://elsewhere.example"
ALLOWED, CREDENTIALS = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"
PEOPLE, TOKEN, REVOKE = "/v1/me/people", "/oauth/token", "/oauth/revoke"
ASKS = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,dpop"}


@pytest.fixture(autouse=True)
def _looked_up_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origins, "KNOWN_FOR", 0.0)


async def the_app_of(world: World, host: str) -> tuple[Played, str]:
    """Let an app in whose pages are at an address of this test's own."""
    origin = f"https://{host}-{world.id.hex[:8]}.example"
    return await an_app(world, redirect_uris=[f"{origin}:443/back?of=ours", f"{origin}:8443/back"]), origin


async def ask(world: World, origin: str, path: str = PEOPLE, method: str = "GET") -> httpx.Response:
    headers = {"Origin": origin, **(ASKS if method == "OPTIONS" else {})}
    return await world[world.council.young_people[0].key].call(method, path, headers=headers)


def may_read(reply: httpx.Response, origin: str) -> bool:
    assert CREDENTIALS not in reply.headers
    assert reply.headers.get(ALLOWED, origin) == origin
    assert "Origin" in reply.headers["Vary"]
    return ALLOWED in reply.headers


async def test_a_page_of_an_app_that_a_council_lets_in_may_read_what_its_app_is_answered(northshire: World) -> None:
    _, origin = await the_app_of(northshire, "planpal")

    for path in (PEOPLE, "/v1/councils", "/v1/nowhere"):
        for each in (origin, f"{origin}:8443"):
            assert may_read(await ask(northshire, each, path), each)
    assert "Retry-After" in (await ask(northshire, origin)).headers["Access-Control-Expose-Headers"]


async def test_a_browser_asks_first_and_is_told_what_may_be_sent(northshire: World) -> None:
    _, origin = await the_app_of(northshire, "planpal")

    for path in (PEOPLE, TOKEN, REVOKE):
        told = await ask(northshire, origin, path, "OPTIONS")

        assert told.status_code == 204
        assert may_read(told, origin)
        assert {"Authorization", "DPoP", "Idempotency-Key"} <= set(
            told.headers["Access-Control-Allow-Headers"].split(", ")
        )


async def test_a_page_reads_why_its_app_got_no_token_and_what_signs_it_out(northshire: World) -> None:
    app, origin = await the_app_of(northshire, "planpal")

    refused = await app.send(TOKEN, {"grant_type": "authorization_code", "code": "no"}, Origin=origin)
    ended = await app.send(REVOKE, {"token": "no"}, Origin=origin)

    assert (refused.status_code, ended.status_code) == (400, 200)
    assert may_read(refused, origin)
    assert may_read(ended, origin)


@pytest.mark.parametrize(
    "origin", [ELSEWHERE, "null", "*", "http://localhost:5173", "http://127.0.0.1", "https://kept.example.", "x" * 3000]
)
async def test_a_page_of_nobody_whom_we_know_may_read_nothing(northshire: World, origin: str) -> None:
    for method in ("GET", "OPTIONS"):
        assert not may_read(await ask(northshire, origin, method=method), origin)


@pytest.mark.parametrize("change", ["asked", "stopped", "ended", "closed"])
async def test_the_page_of_an_app_that_no_council_lets_in_now_may_read_nothing(
    northshire: World, eastvale: World, change: str
) -> None:
    app, origin = await the_app_of(northshire, "planpal")
    assert may_read(await ask(eastvale, origin), origin)

    apps = update(App).where(col(App.id) == app.app.id)
    changes = {
        "asked": apps.values(state=AppState.asked),
        "stopped": apps.values(state=AppState.stopped),
        "ended": apps.values(ends_on=date(2026, 6, 9)),
        "closed": update(Council).where(col(Council.council_id) == northshire.id).values(state=CouncilState.closed),
    }
    await northshire.change(changes[change])

    assert not may_read(await ask(eastvale, origin), origin)


@pytest.mark.parametrize("path", ["/sign-in", "/my", "/apps/consent", "/oauth/authorize", "/oauth/introspect"])
async def test_our_own_pages_are_read_by_no_other_page(northshire: World, path: str) -> None:
    _, origin = await the_app_of(northshire, "planpal")

    for method in ("GET", "OPTIONS"):
        reply = await northshire.nobody().call(method, path, headers={"Origin": origin, **ASKS})
        assert ALLOWED not in reply.headers


async def test_what_is_known_is_kept_for_a_while_and_then_looked_up_again(
    northshire: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, origin = await the_app_of(northshire, "planpal")
    registered = northshire.app.state.origins
    assert await registered.has(origin)

    monkeypatch.setattr(origins, "KNOWN_FOR", 60.0)
    assert await registered.has(origin)
    await northshire.change(update(App).where(col(App.id) == app.app.id).values(state=AppState.stopped))
    assert await registered.has(origin)

    away = connections.open_pool("host=/nowhere", size=2)
    broken = origins.Registered(away, northshire.app.state.seals.nobody, here=False)
    assert not await broken.has(origin)
    monkeypatch.setattr(origins, "monotonic", lambda: monotonic() + 61)
    assert not await registered.has(origin)
