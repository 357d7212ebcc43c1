"""An app asks, a young person says yes, and the app gets what she agreed to, for as long as she agrees."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from api.settings import Settings
from models.apps import AppKind
from tests.conftest import WEDNESDAY
from tests.make.apps import BACK, SECRET, an_app, said_by
from tests.make.service import serving
from tests.make.world import Speaker, World

SECOND = timedelta(seconds=1)


async def test_an_app_gets_what_she_agreed_to_and_nothing_else(northshire: World) -> None:
    app = await an_app(northshire)

    maya = await app.speaker("maya", ticked=("me:read",))

    assert (await maya.get("/v1/me")).status_code == 200
    refused = await maya.get("/v1/me/people")
    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]


async def test_a_token_says_what_it_is(northshire: World) -> None:
    told = await (await an_app(northshire)).tokens()

    assert (told["token_type"], told["expires_in"]) == ("Bearer", 600)
    assert set(told["scope"].split()) == {
        *("contact-requests:ask", "contact-requests:read", "me:read", "people:read", "plans:read")
    }
    assert told["refresh_token"].startswith("kept_refresh_")


async def test_a_confidential_app_proves_that_it_is_itself(northshire: World) -> None:
    app = await an_app(northshire, AppKind.confidential)
    code = await app.code()

    wrong = await app.change(code, client_secret="kept_secret_of_somebody")  # noqa: S106  invented
    right = await app.change(code)

    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert right.status_code == 200, right.text
    assert SECRET not in right.text


async def test_a_code_is_good_once_and_its_second_use_ends_what_it_became(northshire: World) -> None:
    app = await an_app(northshire)
    code = await app.code()
    first = await app.change(code)
    maya = Speaker(northshire.app, first.json()["access_token"])
    before = await maya.get("/v1/me")

    second = await app.change(code)

    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert (before.status_code, (await maya.get("/v1/me")).status_code) == (200, 401)


async def test_of_fifty_who_change_a_code_at_once_one_gets_tokens(northshire: World) -> None:
    app = await an_app(northshire)
    code = await app.code()

    replies = await asyncio.gather(*(app.change(code) for _ in range(50)))

    assert sorted(reply.status_code for reply in replies) == [200, *[400] * 49]


async def test_a_code_is_over_after_a_minute(northshire: World) -> None:
    app = await an_app(northshire)
    code = await app.code()
    northshire.at(WEDNESDAY + timedelta(seconds=60))

    assert (await app.change(code)).json()["error"] == "invalid_grant"


async def test_a_refresh_token_is_changed_for_the_next(northshire: World) -> None:
    app = await an_app(northshire)
    told = await app.tokens()

    again = (await app.refresh(told["refresh_token"])).json()
    third = (await app.refresh(again["refresh_token"])).json()

    assert len({told["refresh_token"], again["refresh_token"], third["refresh_token"]}) == 3
    assert (await Speaker(northshire.app, third["access_token"]).get("/v1/me")).status_code == 200


async def test_of_fifty_who_use_a_refresh_token_at_once_one_succeeds_and_then_the_family_is_gone(
    northshire: World,
) -> None:
    app = await an_app(northshire)
    told = await app.tokens()

    replies = await asyncio.gather(*(app.refresh(told["refresh_token"]) for _ in range(50)))

    won = [reply.json() for reply in replies if reply.status_code == 200]
    assert len(won) == 1
    assert (await app.refresh(won[0]["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await Speaker(northshire.app, won[0]["access_token"]).get("/v1/me")).status_code == 401


async def test_whoever_lost_the_reply_asks_again_with_its_key_within_a_minute(northshire: World) -> None:
    app = await an_app(northshire)
    told = await app.tokens()
    app.headers["Idempotency-Key"] = "a tap".replace(" ", "-")
    first = (await app.refresh(told["refresh_token"])).json()
    northshire.at(WEDNESDAY + timedelta(seconds=59))

    again = (await app.refresh(told["refresh_token"])).json()

    assert again["refresh_token"] == first["refresh_token"]
    assert (await Speaker(northshire.app, again["access_token"]).get("/v1/me")).status_code == 200
    app.headers["Idempotency-Key"] = "another-tap"
    assert (await app.refresh(told["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await app.refresh(first["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_refresh_token_is_good_once_across_a_restart_too(northshire: World, settings: Settings) -> None:
    app = await an_app(northshire)
    told = await app.tokens()
    again = (await app.refresh(told["refresh_token"])).json()

    async with serving(settings) as restarted:
        restarted.state.clock.set(WEDNESDAY)
        later = replace(app, world=replace(northshire, app=restarted))
        reused = await later.refresh(told["refresh_token"])
        gone = await later.refresh(again["refresh_token"])

    assert (reused.json()["error"], gone.json()["error"]) == ("invalid_grant", "invalid_grant")
    assert (await Speaker(northshire.app, again["access_token"]).get("/v1/me")).status_code == 401


async def test_the_reply_says_who_answers_and_nothing_is_lost_of_the_address(northshire: World) -> None:
    back = "https://planpal.example/back?of=ours"
    app = await an_app(northshire, redirect_uris=[BACK, back])

    pending = await app.pending(redirect_uri=back)

    said = said_by(pending.back(code="c"))
    assert said == {"of": "ours", "code": "c", "state": "a state", "iss": "http://localhost:8000"}
