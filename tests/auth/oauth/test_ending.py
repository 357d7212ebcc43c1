"""An app signs itself out, and asks what its token is worth: of its own tokens alone."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from models.accounts import Account, AccountState
from models.apps import AppKind
from tests.make.apps import an_app, consent_path
from tests.make.world import Speaker, World

REVOKE, LOOK = "/oauth/revoke", "/oauth/introspect"
INACTIVE = {"active": False}


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", ["", "access_token", "refresh_token"])
async def test_an_app_that_signs_out_is_out_whichever_token_it_names(northshire: World, which: str, hint: str) -> None:
    app = await an_app(northshire)
    told = await app.tokens()

    reply = await app.send(REVOKE, {"token": told[which], "token_type_hint": hint})

    assert (reply.status_code, reply.json()) == (200, {})
    assert (await Speaker(northshire.app, told["access_token"]).get("/v1/me")).status_code == 401
    assert (await app.refresh(told["refresh_token"])).json()["error"] == "invalid_grant"
    (mine,) = (await northshire["maya"].get("/v1/me/apps")).json()["items"]
    assert mine["sessions"] == 0


async def test_signing_out_what_is_not_there_is_no_error(northshire: World) -> None:
    app = await an_app(northshire)

    assert [(await app.send(REVOKE, {"token": each})).status_code for each in ("x", "a.b.c")] == [200, 200]


async def test_an_app_signs_nobody_else_out(northshire: World) -> None:
    app, other = await an_app(northshire), await an_app(northshire)
    told = await app.tokens()

    for token in (told["access_token"], told["refresh_token"], northshire["maya"].token):
        await other.send(REVOKE, {"token": str(token)})

    assert (await Speaker(northshire.app, told["access_token"]).get("/v1/me")).status_code == 200
    assert (await northshire["maya"].get("/v1/me")).status_code == 200


async def test_a_token_of_another_kind_is_not_known(northshire: World) -> None:
    app = await an_app(northshire, AppKind.confidential)

    for path in (REVOKE, LOOK):
        reply = await app.send(path, {"token": "x", "token_type_hint": "id_token"})
        assert (reply.status_code, reply.json()["error"]) == (400, "unsupported_token_type")
        assert (await app.send(path, {})).json()["error"] == "invalid_request"


async def test_an_app_that_keeps_a_secret_may_look_at_its_own_tokens(northshire: World) -> None:
    app = await an_app(northshire, AppKind.confidential)
    told = await app.tokens("maya", ticked=("me:read",))

    access = await looked(app, told["access_token"])
    refresh = await looked(app, told["refresh_token"])

    assert (access["active"], access["scope"], access["client_id"]) == (True, "me:read", app.app.client_id)
    assert (access["sub"], access["acr"]) == (str(northshire.id_of("maya")), "aal2")
    assert access["exp"] - access["iat"] == 600
    assert (refresh["active"], refresh["token_type"]) == (True, "refresh_token")
    assert refresh["exp"] - refresh["iat"] == 30 * 24 * 3600


async def test_a_token_that_is_over_is_worth_nothing(northshire: World) -> None:
    app = await an_app(northshire, AppKind.confidential)
    told = await app.tokens()
    again = (await app.refresh(told["refresh_token"])).json()
    used = await looked(app, told["refresh_token"])

    await northshire["maya"].delete(consent_path(app.app.id))

    assert used == INACTIVE
    assert [await looked(app, each) for each in (again["access_token"], again["refresh_token"], "x")] == [INACTIVE] * 3


async def test_the_token_of_whoever_has_no_account_any_more_is_worth_nothing(northshire: World) -> None:
    app = await an_app(northshire, AppKind.confidential)
    told = await app.tokens()
    closed = update(Account).where(col(Account.id) == northshire.id_of("maya")).values(state=AccountState.ended)

    await northshire.change(closed)

    assert [await looked(app, told[each]) for each in ("access_token", "refresh_token")] == [INACTIVE] * 2


async def test_nobody_looks_at_the_token_of_another(northshire: World) -> None:
    app, other = await an_app(northshire), await an_app(northshire, AppKind.confidential)
    told = await app.tokens()

    assert [await looked(other, told[each]) for each in ("access_token", "refresh_token")] == [INACTIVE] * 2
    assert (await app.send(LOOK, {"token": told["access_token"]})).json()["error"] == "invalid_client"


async def looked(app: Any, token: str) -> dict[str, Any]:  # noqa: ANN401
    reply = await app.send(LOOK, {"token": token})
    assert reply.status_code == 200, reply.text
    told: dict[str, Any] = reply.json()
    return told
