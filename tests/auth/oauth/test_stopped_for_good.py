"""What an app held when it was stopped opens nothing any more, also when it is let in again."""

from datetime import timedelta

from models.apps import AppKind
from tests.conftest import WEDNESDAY
from tests.make.apps import ALLOWED, Played, an_app
from tests.make.world import Speaker, World


async def _let_in(world: World, app: Played, *scopes: str) -> None:
    said = {"scopes": scopes or list(ALLOWED), "ends_on": "2027-06-01", "proves_key": False}
    reply = await world["kim"].put(f"/v1/apps/{app.app.id}/approval", said)
    assert reply.status_code == 200, reply.text


async def test_what_an_app_held_when_it_was_stopped_stays_worth_nothing(northshire: World) -> None:
    app = await an_app(northshire)
    told = await app.tokens()
    maya = Speaker(northshire.app, told["access_token"])
    assert (await maya.get("/v1/me")).status_code == 200
    assert (await northshire["kim"].delete(f"/v1/apps/{app.app.id}/approval")).status_code == 200

    northshire.at(WEDNESDAY + timedelta(minutes=1))
    await _let_in(northshire, app)

    assert (await maya.get("/v1/me")).status_code == 401
    assert (await app.refresh(told["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await (await app.speaker()).get("/v1/me")).status_code == 200


async def test_what_the_admin_changes_without_stopping_an_app_signs_nobody_out(northshire: World) -> None:
    app = await an_app(northshire)
    told = await app.tokens()

    await _let_in(northshire, app)

    assert (await Speaker(northshire.app, told["access_token"]).get("/v1/me")).status_code == 200
    assert (await app.refresh(told["refresh_token"])).status_code == 200


async def test_a_machine_that_is_let_in_again_works_in_a_session_of_its_own(northshire: World) -> None:
    more = {"scopes": ["reports:read"], "allowed": ["reports:read"], "redirect_uris": []}
    app = await an_app(northshire, AppKind.system, **more)
    await _let_in(northshire, app, "reports:read")
    before = await _board(northshire, app)
    await northshire["kim"].delete(f"/v1/apps/{app.app.id}/approval")

    northshire.at(WEDNESDAY + timedelta(minutes=1))
    await _let_in(northshire, app, "reports:read")

    months = "/v1/reports/callbacks?month=2026-04"
    assert (await before.get(months)).status_code == 401
    assert (await (await _board(northshire, app)).get(months)).status_code == 200


async def _board(world: World, app: Played) -> Speaker:
    told = await app.send("/oauth/token", {"grant_type": "client_credentials"})
    return Speaker(world.app, told.json()["access_token"])
