"""An app that proves its key (DPoP) is the only one that can use its tokens."""

from time import time
from typing import Any

import httpx
import pytest

from models.apps import AppKind
from tests.make.apps import ALLOWED, Played, an_app
from tests.make.proving import Key
from tests.make.world import World

ME, TOKEN = "/v1/me", "/oauth/token"


async def bound(world: World, key: Key, **more: Any) -> tuple[Played, dict[str, Any]]:  # noqa: ANN401
    app = await an_app(world, **more)
    code = await app.code()
    app.headers["DPoP"] = key.proof("POST", TOKEN)
    reply = await app.change(code)
    assert reply.status_code == 200, reply.text
    return app, reply.json()


async def asks(
    world: World, token: str, proof: str | None, *, scheme: str = "DPoP", path: str = ME, method: str = "GET"
) -> httpx.Response:
    headers = {"Authorization": f"{scheme} {token}"} | ({"DPoP": proof} if proof else {})
    return await world.nobody().call(method, path, headers=headers)


async def test_whoever_proves_the_key_is_let_in_and_nobody_else(northshire: World) -> None:
    key, thief = Key(), Key()
    _, told = await bound(northshire, key)
    token = told["access_token"]

    mine = await asks(northshire, token, key.proof("GET", ME, token))

    assert (told["token_type"], mine.status_code) == ("DPoP", 200)
    for reply in (
        await asks(northshire, token, None),
        await asks(northshire, token, None, scheme="Bearer"),
        await asks(northshire, token, key.proof("GET", ME, token), scheme="Bearer"),
        await asks(northshire, token, thief.proof("GET", ME, token)),
    ):
        assert (reply.status_code, reply.headers["www-authenticate"].partition(" ")[0]) == (401, "DPoP")


async def test_a_proof_is_good_once(northshire: World) -> None:
    key = Key()
    _, told = await bound(northshire, key)
    proof = key.proof("GET", ME, told["access_token"])

    first, second = [await asks(northshire, told["access_token"], proof) for _ in range(2)]

    assert (first.status_code, second.status_code) == (200, 401)


async def test_a_request_that_asks_the_database_twice_takes_its_proof_once(northshire: World) -> None:
    key, path, scopes = Key(), "/v1/me/promises", [*ALLOWED, "promises:read"]
    _, told = await bound(northshire, key, scopes=scopes, allowed=scopes)
    proof = key.proof("GET", path, told["access_token"])

    first, second = [await asks(northshire, told["access_token"], proof, path=path) for _ in range(2)]

    assert (first.status_code, second.status_code) == (200, 401), first.text


async def test_what_is_sent_with_a_proof_is_written_once_and_a_lost_reply_asks_with_a_new_proof(
    northshire: World,
) -> None:
    key, path = Key(), "/v1/me/contact-requests"
    _, told = await bound(northshire, key)
    token, first, second = told["access_token"], *(key.proof("POST", path, told["access_token"]) for _ in range(2))

    replies = [
        await northshire.nobody().call(
            "POST", path, {"about": "my room"}, headers={"Authorization": f"DPoP {token}", "DPoP": proof}, key="once"
        )
        for proof in (first, first, second)
    ]

    assert [each.status_code for each in replies] == [201, 401, 201]
    assert replies[0].json()["id"] == replies[2].json()["id"]


WRONG: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "for another method": ({"htm": "POST"}, {}),
    "for another path": ({"htu": "http://localhost:8000/v1/me/people"}, {}),
    "for another host": ({"htu": "http://evil.example/v1/me"}, {}),
    "for another token": ({"ath": "A" * 43}, {}),
    "for no token": ({"ath": None}, {}),
    "of two minutes ago": ({"iat": lambda: int(time()) - 120}, {}),
    "of two minutes ahead": ({"iat": lambda: int(time()) + 120}, {}),
    "of no time": ({"iat": None}, {}),
    "of a time in words": ({"iat": "now"}, {}),
    "without a name": ({"jti": None}, {}),
    "with an empty name": ({"jti": ""}, {}),
    "of another type": ({}, {"typ": "JWT"}),
    "of another algorithm": ({}, {"alg": "none"}),
    "with a shared secret": ({}, {"alg": "HS256"}),
    "with more in its header": ({}, {"crit": ["x"]}),
    "without a key": ({}, {"jwk": None}),
    "with a key that is no point": ({}, {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}),
    "with a key of another kind": ({}, {"jwk": {"kty": "oct", "k": "AA"}}),
}


@pytest.mark.parametrize(("said", "header"), WRONG.values(), ids=WRONG)
async def test_a_proof_that_was_made_otherwise_is_none(
    northshire: World, said: dict[str, Any], header: dict[str, Any]
) -> None:
    key = Key()
    _, told = await bound(northshire, key)
    token = told["access_token"]
    now = {name: value() if callable(value) else value for name, value in said.items()}

    reply = await asks(northshire, token, key.proof("GET", ME, token, header=header, **now))

    assert (reply.status_code, "invalid_dpop_proof" in reply.headers["www-authenticate"]) == (401, True)


async def test_a_proof_with_the_private_key_in_it_is_refused(northshire: World) -> None:
    key = Key()
    _, told = await bound(northshire, key)
    jwk = key.jwk | {"d": "AA"}

    reply = await asks(
        northshire, told["access_token"], key.proof("GET", ME, told["access_token"], header={"jwk": jwk})
    )

    assert reply.status_code == 401


async def test_a_refresh_token_is_bound_to_the_key_as_well_and_a_thief_does_not_use_it_up(northshire: World) -> None:
    key = Key()
    app, told = await bound(northshire, key)

    app.headers.pop("DPoP")
    without = await app.refresh(told["refresh_token"])
    app.headers["DPoP"] = Key().proof("POST", TOKEN)
    stolen = await app.refresh(told["refresh_token"])
    app.headers["DPoP"] = key.proof("POST", TOKEN)
    right = await app.refresh(told["refresh_token"])
    replayed = await app.refresh(right.json()["refresh_token"])

    refused = [reply.json()["error"] for reply in (without, stolen, replayed)]
    assert refused == ["invalid_dpop_proof"] * 3
    assert right.status_code == 200


async def test_where_the_admin_says_so_an_app_has_to_prove_its_key(northshire: World) -> None:
    app = await an_app(northshire, AppKind.confidential, proves_key=True)

    refused = await app.change(await app.code())
    app.headers["DPoP"] = Key().proof("POST", TOKEN)
    right = await app.change(await app.code())

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_dpop_proof")
    assert right.json()["token_type"] == "DPoP"  # noqa: S105  a kind of token


async def test_what_an_app_got_before_it_had_to_prove_its_key_is_worth_nothing(northshire: World) -> None:
    key = Key()
    app = await an_app(northshire)
    unbound = await app.tokens()
    proving, told = await bound(northshire, key)
    for each in (app, proving):
        said = {"scopes": list(ALLOWED), "ends_on": "2027-06-01", "proves_key": True}
        assert (await northshire["kim"].put(f"/v1/apps/{each.app.id}/approval", said)).status_code == 200

    app.headers["DPoP"] = Key().proof("POST", TOKEN)
    stolen = await app.refresh(unbound["refresh_token"])
    proving.headers["DPoP"] = key.proof("POST", TOKEN)

    assert (await asks(northshire, unbound["access_token"], None, scheme="Bearer")).status_code == 401
    assert stolen.json()["error"] == "invalid_grant"
    assert (await asks(northshire, told["access_token"], key.proof("GET", ME, told["access_token"]))).status_code == 200
    assert (await proving.refresh(told["refresh_token"])).status_code == 200


async def test_a_machine_that_has_to_prove_its_key_does(northshire: World) -> None:
    more = {"scopes": ["reports:read"], "allowed": ["reports:read"], "redirect_uris": [], "proves_key": True}
    app = await an_app(northshire, AppKind.system, **more)
    said = {"scopes": ["reports:read"], "ends_on": "2027-06-01", "proves_key": True}
    assert (await northshire["kim"].put(f"/v1/apps/{app.app.id}/approval", said)).status_code == 200
    key, path = Key(), "/v1/reports/callbacks"

    without = await app.send(TOKEN, {"grant_type": "client_credentials"})
    app.headers["DPoP"] = key.proof("POST", TOKEN)
    token = (await app.send(TOKEN, {"grant_type": "client_credentials"})).json()["access_token"]

    assert without.json()["error"] == "invalid_dpop_proof"
    proof = key.proof("GET", path, token)
    assert (await asks(northshire, token, proof, path=f"{path}?month=2026-04")).status_code == 200


async def test_a_code_can_be_bound_to_a_key_before_it_is_made(northshire: World) -> None:
    key, app = Key(), await an_app(northshire)

    app.headers["DPoP"] = Key().proof("POST", TOKEN)
    thief = await app.change(await app.code(dpop_jkt=key.name))
    app.headers["DPoP"] = key.proof("POST", TOKEN)
    right = await app.change(await app.code(dpop_jkt=key.name))

    assert (thief.json()["error"], right.status_code) == ("invalid_dpop_proof", 200)


async def test_a_token_of_no_key_needs_no_proof_and_takes_none_for_it(northshire: World) -> None:
    told = await (await an_app(northshire)).tokens()
    token, key = told["access_token"], Key()

    assert (await asks(northshire, token, None, scheme="Bearer")).status_code == 200
    assert (await asks(northshire, token, key.proof("GET", ME, token))).status_code == 401
