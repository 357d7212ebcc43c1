"""How much at once at the door: a page says it as a page, an app as OAuth does, and a council signs in together."""

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from rules.limits import Quotas
from tests.api.test_limits import DOOR, FEW, LATER, STRANGER, TOKENS, council, of, quotas, strict, too_many
from tests.make.world import World

__all__ = ["council", "quotas", "strict"]

TOKEN, FORM = "/oauth/token", "/sign-in/northshire"
EVERYBODY = 150


def at_one_address(world: World) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(world.app, client=(f"2001:db8:{uuid4().hex[:4]}:3::1", 1))
    return httpx.AsyncClient(transport=transport, base_url="http://kept")


async def sends(client: httpx.AsyncClient, path: str, times: int = FEW + 1) -> list[httpx.Response]:
    return [await client.post(path, data={"grant_type": "authorization_code"}) for _ in range(times)]


@of(tokens=TOKENS)
@pytest.mark.parametrize("path", [TOKEN, "/oauth/revoke", "/oauth/introspect"])
async def test_an_app_that_asks_too_often_hears_it_in_the_words_of_oauth(council: World, path: str) -> None:
    async with at_one_address(council) as client:
        replies = await sends(client, path)

    assert replies[-2].status_code in (200, 400, 401)
    assert replies[-1].status_code == 429
    assert replies[-1].json() == {"error": "temporarily_unavailable"}
    assert replies[-1].headers["RateLimit-Policy"] == f'"tokens";q={FEW};w=3600'
    assert 0 < int(replies[-1].headers["Retry-After"]) <= LATER


@of(door=DOOR)
@pytest.mark.parametrize("path", [FORM, "/invite/northshire", "/my/prove", "/sign-out", "/staff/link", "/apps/consent"])
async def test_whoever_sends_forms_too_fast_is_shown_a_page(council: World, path: str) -> None:
    async with at_one_address(council) as client:
        reply = (await sends(client, path))[-1]

    assert reply.status_code == 429
    assert reply.headers["Content-Type"].startswith("text/html")
    assert "If it cannot wait, please call." in reply.text
    assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert reply.headers["RateLimit"].startswith('"door";r=0;t=')
    assert 0 < int(reply.headers["Retry-After"]) <= LATER


@of(door=DOOR, tokens=TOKENS)
async def test_the_forms_of_a_council_keep_no_app_from_its_tokens_nor_its_directory_from_us(council: World) -> None:
    out = f"/staff/northshire/{uuid4()}/signed-out"
    async with at_one_address(council) as client:
        forms = await sends(client, FORM)
        said = [(await client.post(out, data={"logout_token": "no"})).status_code for _ in range(FEW)]
        told = await client.post(TOKEN, data={"grant_type": "refresh_token"})

    assert forms[-1].status_code == 429
    assert 429 not in said
    assert told.status_code == 429


@of(stranger=STRANGER)
async def test_whoever_registers_app_after_app_is_asked_to_wait(council: World) -> None:
    said = {
        "council": council.council.council.slug,
        "name": "Plan Pal",
        "about": "Shows you your plan.",
        "developer": "Plan Pal Makers",
        "contact": "hello@planpal.example",
        "privacy_notice": "https://planpal.example/privacy",
        "kind": "public",
        "redirect_uris": ["https://planpal.example/back"],
        "scopes": ["me:read"],
    }
    async with at_one_address(council) as client:
        replies = [await client.post("/v1/apps", json=said) for _ in range(FEW + 1)]

    assert replies[0].status_code == 201
    assert replies[0].headers["RateLimit-Policy"] == f'"stranger";q={FEW};w=3600'
    assert too_many(replies[-1], STRANGER)


@pytest.mark.parametrize("quotas", [Quotas()])
async def test_a_whole_council_behind_one_address_can_sign_in(council: World) -> None:
    async with at_one_address(council) as client:
        replies = [await client.post(FORM, headers={"Cookie": f"kept-device={n}"}) for n in range(EVERYBODY)]

    assert {each.status_code for each in replies} == {403}


@pytest.mark.parametrize("how", ["short", "other", "once"])
async def test_each_post_says_what_it_was_counted_for_whichever_way_it_went(council: World, how: str) -> None:
    maya, sam = council["maya"], council["sam"]
    ways: dict[str, Callable[[], object]] = {
        "short": lambda: maya.post("/v1/me/contact-requests", {"about": "my room"}),
        "other": lambda: maya.post("/v1/me/sightings"),
        "once": lambda: sam.post(f"/v1/young-people/{council.id_of('maya')}/invites"),
    }
    reply: httpx.Response = await ways[how]()  # type: ignore[misc]

    assert reply.status_code == 201, reply.text
    assert reply.headers.get_list("RateLimit-Policy") == ['"person";q=1000000;w=1']


async def test_what_is_refused_says_nothing_of_what_it_did_not_cost(council: World) -> None:
    reply = await council["maya"].post("/v1/me/contact-requests", {"about": 7})

    assert reply.status_code == 422
    assert "RateLimit-Policy" not in reply.headers
