"""Where somebody is signed in, how they sign out, and that it holds at the next request, on every route."""

from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import update

from api.app import api_routes, guarded
from api.clock import machine_time
from api.statements import rows_of
from auth.permissions import GRANTS
from auth.tokens import Bearer
from models.accounts import Account, AccountState, Role
from models.sessions import Session
from tests.conftest import WEDNESDAY
from tests.make.world import Speaker, World

SECOND = timedelta(seconds=1)
FIVE_MINUTES = timedelta(minutes=5)
SAFE = {"channel": "text", "number": None, "hours": None, "never_leave_message": True}
STAFF_AND_HER = {
    Role.young_person: "maya", Role.worker: "sam", Role.manager: "priya", Role.reviewing_officer: "dana",
    Role.rights_officer: "ruth", Role.complaints_officer: "cleo", Role.advocate: "ade", Role.duty_worker: "eve",
    Role.board_member: "lee", Role.council_admin: "kim",
}  # fmt: skip
SECRETS = ("/v1/me/access-log", "/v1/me/advocate-requests", "/v1/me/feedback", "/v1/me/requests")


async def signs_in(world: World, who: str, device: str = "a phone") -> Speaker:
    """Sign somebody in on one device more, at this moment of the world."""
    account = world.council.account(who)
    assert account
    session = Session(
        council_id=world.id, account_id=account[0], device=device, started_at=WEDNESDAY, proved_at=WEDNESDAY
    )
    await world.save(session)
    bearer = Bearer(
        account_id=account[0],
        council_id=world.id,
        role=account[1],
        session_id=session.id,
        assurance=2,
        scope=frozenset(GRANTS[account[1]]),
        app="kept-tests",
    )
    return Speaker(world.app, world.app.state.keys.sign(bearer, now=machine_time()))


async def test_she_sees_every_device_on_which_she_is_signed_in(northshire: World) -> None:
    tablet = await signs_in(northshire, "maya", "a tablet")

    items = (await tablet.get("/v1/me/sessions")).json()["items"]

    assert [(each["device"], each["this_one"]) for each in items] == [
        ("a tablet", True), ("a test", False), ("a test", False),
    ]  # fmt: skip


async def test_twenty_tokens_and_none_is_taken_once_she_signed_out_everywhere(northshire: World) -> None:
    devices = [await signs_in(northshire, "maya") for _ in range(20)]
    before = [(await each.get("/v1/me")).status_code for each in devices]

    said = await devices[0].delete("/v1/me/sessions")

    assert said.json()["ended"] == 22
    assert said.json()["says"].startswith("You are signed out everywhere, here too.")
    assert set(before) == {200}
    assert {(await each.get("/v1/me")).status_code for each in devices} == {401}
    assert (await northshire["jay"].get("/v1/me")).status_code == 200


async def test_she_signs_out_of_one_device_and_stays_on_the_other(northshire: World) -> None:
    phone, tablet = await signs_in(northshire, "maya", "a phone"), await signs_in(northshire, "maya", "a tablet")
    (lost,) = [
        each["id"] for each in (await tablet.get("/v1/me/sessions")).json()["items"] if each["device"] == "a phone"
    ]

    said = await tablet.delete(f"/v1/me/sessions/{lost}")

    assert said.json()["says"].startswith("That one is signed out.")
    assert (await phone.get("/v1/me")).status_code == 401
    assert (await tablet.get("/v1/me")).status_code == 200
    assert (await tablet.delete(f"/v1/me/sessions/{lost}")).status_code == 404


@pytest.mark.parametrize("who", ["jay", "sam"])
async def test_nobody_ends_a_session_of_somebody_else(northshire: World, who: str) -> None:
    hers = northshire.session_of("maya", 2)

    assert (await northshire[who].delete(f"/v1/me/sessions/{hers}")).status_code == 404
    assert (await northshire["maya"].get("/v1/me")).status_code == 200


async def test_somebody_saw_my_phone_ends_every_other_session_and_says_what_to_do(northshire: World) -> None:
    phone, other = await signs_in(northshire, "maya"), await signs_in(northshire, "maya")

    said = await phone.post("/v1/me/sightings")

    assert said.status_code == 201
    assert said.json()["ended"] == 3
    assert "999" in said.json()["next_steps"][0]
    assert (await other.get("/v1/me")).status_code == 401
    assert (await phone.get("/v1/me")).status_code == 200


async def test_she_may_do_so_also_when_she_has_not_just_signed_in(northshire: World) -> None:
    assert (await northshire.phone_of("maya").post("/v1/me/sightings")).status_code == 201
    assert (await northshire.phone_of("maya").delete("/v1/me/sessions")).status_code == 200


@pytest.mark.parametrize("path", SECRETS)
async def test_secrets_are_read_for_five_minutes_and_not_a_second_longer(northshire: World, path: str) -> None:
    phone = await signs_in(northshire, "maya")

    northshire.at(WEDNESDAY + FIVE_MINUTES)
    during = await phone.get(path)
    northshire.at(WEDNESDAY + FIVE_MINUTES + SECOND)
    after = await phone.get(path)

    assert (during.status_code, after.status_code) == (200, 401)
    assert "insufficient_user_authentication" in after.headers["www-authenticate"]


async def test_a_secret_that_is_sent_after_five_minutes_is_answered_by_a_receipt(northshire: World) -> None:
    phone = await signs_in(northshire, "maya")
    northshire.at(WEDNESDAY + FIVE_MINUTES + SECOND)

    told = await phone.post("/v1/me/advocate-requests", {"purpose": "advocate"})
    asked_as_a_phone = await northshire.phone_of("maya").post("/v1/me/advocate-requests", {"purpose": "advocate"})

    assert told.json() == asked_as_a_phone.json()
    assert "id" not in told.json()


async def test_what_needs_a_fresh_sign_in_is_not_changed_after_five_minutes(northshire: World) -> None:
    phone = await signs_in(northshire, "maya")
    northshire.at(WEDNESDAY + FIVE_MINUTES + SECOND)

    refused = await phone.patch("/v1/me", {"safe_contact": SAFE})

    assert refused.status_code == 401
    assert (await phone.patch("/v1/me", {"pronouns": "she/her"})).status_code == 200


async def test_a_token_without_a_session_is_no_token(northshire: World) -> None:
    nowhere = Speaker(northshire.app, northshire.token("maya", session_id=uuid4()))
    of_jay = Speaker(northshire.app, northshire.token("maya", session_id=northshire.session_of("jay", 2)))

    assert (await nowhere.get("/v1/me")).status_code == 401
    assert (await of_jay.get("/v1/me")).status_code == 401


@pytest.mark.parametrize("how", ["signed out", "account ended"])
async def test_whoever_is_out_is_out_on_every_route(northshire: World, how: str) -> None:
    """Every guarded route of the contract, as somebody whose role may call it."""
    permissions = guarded(northshire.app)
    if how == "signed out":
        for who in STAFF_AND_HER.values():
            await northshire[who].delete("/v1/me/sessions")
    else:
        accounts = rows_of(Account)
        ids = [northshire.id_of(who) for who in STAFF_AND_HER.values()]
        await northshire.change(update(accounts).where(accounts.c.id.in_(ids)).values(state=AccountState.ended))

    answers = {
        (who, route.name): (
            await northshire[who].call(min(route.methods or ()), _path(route), _body(route))
        ).status_code
        for route in api_routes(northshire.app)
        for role, who in STAFF_AND_HER.items()
        if route.name in permissions and permissions[route.name] in GRANTS[role]
    }

    assert len(answers) > 100
    assert {name: status for name, status in answers.items() if status != 401} == {}


async def _answer(speaker: Speaker, route: APIRoute) -> int:
    return (await speaker.call(min(route.methods or ()), _path(route), _body(route))).status_code


def _path(route: APIRoute) -> str:
    named = {"kind": "care", "version": "1", "month": "2026-05"}
    return route.path_format.format(**{name: named.get(name, str(uuid4())) for name in route.param_convertors})


def _body(route: APIRoute) -> object:
    return {} if (route.methods or set()) & {"POST", "PUT", "PATCH"} else None
