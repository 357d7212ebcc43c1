"""A developer registers an app, the council's admin lets it in, and can stop it at any time."""

from datetime import timedelta
from typing import Any

import pytest

from models.apps import AppKind
from tests.conftest import WEDNESDAY
from tests.make.apps import SECRET, an_app
from tests.make.world import World

END = "2027-06-01"


def asking(world: World, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "council": world.council.council.slug,
        "name": "Plan Pal",
        "about": "Shows you your plan.",
        "developer": "Plan Pal Makers",
        "contact": "hello@planpal.example",
        "privacy_notice": "https://planpal.example/privacy",
        "kind": "public",
        "redirect_uris": ["https://planpal.example/back"],
        "scopes": ["me:read", "plans:read"],
        **more,
    }


async def registered(world: World, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    reply = await world.nobody().post("/v1/apps", asking(world, **more))
    assert reply.status_code == 201, reply.text
    told: dict[str, Any] = reply.json()
    return told


async def let_in(world: World, app_id: str, *scopes: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    body = {"scopes": list(scopes), "ends_on": END, **more}
    reply = await world["kim"].put(f"/v1/apps/{app_id}/approval", body)
    assert reply.status_code == 200, reply.text
    told: dict[str, Any] = reply.json()
    return told


async def test_an_app_that_registers_waits_for_the_admin(northshire: World, eastvale: World) -> None:
    told = await registered(northshire, kind="confidential")

    items = (await northshire["kim"].get("/v1/apps")).json()["items"]
    assert told["client_secret"].startswith("kept_secret_")
    assert [(each["id"], each["state"], each["allowed"]) for each in items] == [(told["id"], "asked", [])]
    assert told["client_secret"] not in str(items)
    assert (await eastvale["kit"].get("/v1/apps")).json()["items"] == []
    assert (await eastvale["kit"].delete(f"/v1/apps/{told['id']}/approval")).status_code == 404


async def test_a_public_app_is_given_no_secret(northshire: World) -> None:
    assert (await registered(northshire))["client_secret"] is None


async def test_the_admin_gives_less_than_was_asked_for_never_more(northshire: World) -> None:
    app = (await registered(northshire))["id"]

    told = await let_in(northshire, app, "me:read")

    more = {"scopes": ["people:read"], "ends_on": END}
    refused = await northshire["kim"].put(f"/v1/apps/{app}/approval", more)
    assert (told["state"], told["allowed"], told["ends_on"]) == ("approved", ["me:read"], END)
    assert (refused.status_code, refused.json()["code"]) == (422, "not_for_an_app")


@pytest.mark.parametrize("day", ["2026-06-09", "2028-06-30"])
async def test_an_app_is_let_in_until_a_day_in_the_next_two_years(northshire: World, day: str) -> None:
    app = (await registered(northshire))["id"]

    refused = await northshire["kim"].put(f"/v1/apps/{app}/approval", {"scopes": ["me:read"], "ends_on": day})

    assert refused.json()["code"] == "not_an_end"


@pytest.mark.parametrize(
    "more",
    [
        {"redirect_uris": []},
        {"redirect_uris": ["http://planpal.example/back"]},
        {"redirect_uris": ["https://planpal.example/back#there"]},
        {"redirect_uris": ["https://you@planpal.example/back"]},
        {"redirect_uris": ["https://*.planpal.example/back"]},
        {"redirect_uris": ["javascript:alert(1)"]},
        {"redirect_uris": ["planpal:/back"]},
        {"kind": "system"},
        {"privacy_notice": "http://planpal.example"},
        {"contact": "nobody"},
        {"scopes": []},
    ],
    ids=str,
)
async def test_what_could_go_astray_is_not_registered(northshire: World, more: dict[str, Any]) -> None:
    reply = await northshire.nobody().post("/v1/apps", asking(northshire, **more))

    assert (reply.status_code, reply.json()["code"]) == (422, "not_valid")


@pytest.mark.parametrize("scope", ["sessions:end", "apps:read-own", "triage:read", "no:thing"])
async def test_no_app_is_given_the_keys_to_it_all(northshire: World, scope: str) -> None:
    reply = await northshire.nobody().post("/v1/apps", asking(northshire, scopes=[scope]))

    assert reply.json()["code"] == "not_for_an_app"


async def test_fifty_apps_wait_for_an_answer_at_most(northshire: World) -> None:
    for _ in range(50):
        await registered(northshire)

    reply = await northshire.nobody().post("/v1/apps", asking(northshire))

    assert (reply.status_code, reply.json()["code"]) == (409, "too_many_waiting")


async def test_a_stopped_app_is_out_at_the_next_request(northshire: World) -> None:
    app = await an_app(northshire)
    told = await app.tokens()
    maya = await app.speaker()
    before = (await maya.get("/v1/me")).status_code

    stopped = await northshire["kim"].delete(f"/v1/apps/{app.app.id}/approval")

    assert (before, stopped.json()["state"]) == (200, "stopped")
    assert (await maya.get("/v1/me")).status_code == 401
    assert (await app.refresh(told["refresh_token"])).json()["error"] == "invalid_client"
    again = await northshire["kim"].delete(f"/v1/apps/{app.app.id}/approval")
    assert again.json()["code"] == "not_in_this_state"


async def test_what_the_admin_takes_away_is_gone_at_the_next_request(northshire: World) -> None:
    app = await an_app(northshire)
    maya = await app.speaker()

    await let_in(northshire, str(app.app.id), "people:read")

    assert (await maya.get("/v1/me/people")).status_code == 200
    assert (await maya.get("/v1/me")).status_code == 401


async def test_an_app_is_out_on_the_day_after_its_last(northshire: World) -> None:
    app = await an_app(northshire, ends_on=WEDNESDAY.date())
    maya = await app.speaker()
    before = (await maya.get("/v1/me")).status_code

    northshire.at(WEDNESDAY + timedelta(days=1))

    assert (before, (await maya.get("/v1/me")).status_code) == (200, 401)


async def test_a_machine_of_the_council_reads_the_board_s_figures_and_nothing_of_anybody(northshire: World) -> None:
    told = await registered(northshire, kind="system", redirect_uris=[], scopes=["reports:read"])
    await let_in(northshire, told["id"], "reports:read")
    app = await an_app(northshire, AppKind.system)  # another, which no admin has given an account
    mine = {"client_id": told["client_id"], "client_secret": told["client_secret"], "grant_type": "client_credentials"}

    given = (await app.send("/oauth/token", mine)).json()
    machine = type(northshire.nobody())(northshire.app, given["access_token"])

    assert "refresh_token" not in given
    assert (await machine.get("/v1/reports/callbacks?month=2026-04")).status_code in {200, 404}
    assert {(await machine.get(path)).status_code for path in ("/v1/me", "/v1/triage", "/v1/young-people")} == {403}
    unready = {"client_id": app.app.client_id, "client_secret": SECRET, "grant_type": "client_credentials"}
    assert (await app.send("/oauth/token", unready)).json()["error"] == "invalid_client"
    await northshire["kim"].delete(f"/v1/apps/{told['id']}/approval")
    assert (await machine.get("/v1/reports/callbacks?month=2026-04")).status_code == 401
