"""What a mere phone does not show does not leave, unless she chose so; and a device is told while it is signed in."""

from collections.abc import Awaitable, Callable

import pytest

from jobs.deliver import deliver
from jobs.desk import Desk
from rules.deliveries import Trouble
from tests.auth.test_signing_in import OTHER, comes_in, invite
from tests.make.leaving_the_house import Watched, chooses, is_told, with_ways
from tests.make.outside import Browser
from tests.make.saying import asks_for, later, told
from tests.make.world import World
from tests.routers.test_sessions import signs_in

MAYA = "maya@example.org"
DEVICES = "/v1/me/push-subscriptions"


def _phone(seed: int) -> dict[str, object]:
    return {"endpoint": "https://push.example/one", "keys": Browser.of(seed).keys}


async def _an_advocate_has_it(world: World) -> None:
    asked = await asks_for(world)
    later(world)
    told(await world["ade"].put(f"/v1/requests/{asked['id']}/taker"), 200)


async def test_that_an_advocate_has_it_does_not_leave_the_app(northshire: World, desk: Desk) -> None:
    email = Watched()
    await chooses(northshire, by_email=True, email=MAYA)
    await _an_advocate_has_it(northshire)

    await deliver(desk, with_ways(northshire, email=email))

    assert [each.email for each in email.sent if each.email == MAYA] == []
    inside = told(await northshire["maya"].get("/v1/me/notices"), 200)["items"]
    assert [each["says"] for each in inside] == ["Ade has it and will get in touch with you."]


async def test_it_leaves_where_she_chose_so(northshire: World, desk: Desk) -> None:
    email = Watched()
    await chooses(northshire, by_email=True, email=MAYA, also_secrets=True)
    await _an_advocate_has_it(northshire)

    await deliver(desk, with_ways(northshire, email=email))

    assert [each.email for each in email.sent if each.email == MAYA] == [MAYA]


async def test_what_is_no_secret_leaves_beside_it(northshire: World, desk: Desk) -> None:
    email = Watched()
    await chooses(northshire, by_email=True, email=MAYA)
    await _an_advocate_has_it(northshire)
    await is_told(northshire, minutes=10)

    await deliver(desk, with_ways(northshire, email=email))

    assert len([each for each in email.sent if each.email == MAYA]) == 1


async def test_one_that_waits_does_not_leave_once_she_takes_her_choice_back(northshire: World, desk: Desk) -> None:
    email = Watched(fails=Trouble.unreachable)
    await chooses(northshire, by_email=True, email=MAYA, also_secrets=True)
    await _an_advocate_has_it(northshire)
    await deliver(desk, with_ways(northshire, email=email))
    email.fails = None
    await chooses(northshire, by_email=True, email=MAYA)

    for _ in range(3):
        later(northshire)
        await deliver(desk, with_ways(northshire, email=email))

    assert [each for each in email.sent if each.email == MAYA] == []


async def test_before_she_chooses_she_reads_what_it_means(northshire: World) -> None:
    shown = told(await northshire["maya"].get("/v1/me/notice-settings"), 200)

    assert shown["also_secrets"] is False
    assert "could guess that you have a secret" in shown["about_secrets"]


async def _sees_the_phone(world: World) -> None:
    told(await (await signs_in(world, "maya")).post("/v1/me/sightings"))


async def _signs_out_there(world: World) -> None:
    tablet = await signs_in(world, "maya")
    told(await tablet.delete(f"/v1/me/sessions/{world.session_of('maya', 2)}"), 200)


async def _comes_in_again(world: World) -> None:
    await comes_in(world, await invite(world))
    await comes_in(world, await invite(world), OTHER)


@pytest.mark.parametrize("what", [_sees_the_phone, _signs_out_there, _comes_in_again])
async def test_a_device_that_is_signed_out_is_told_nothing_any_more(
    northshire: World, desk: Desk, what: Callable[[World], Awaitable[None]]
) -> None:
    push = Watched()
    await chooses(northshire, by_push=True)
    told(await northshire["maya"].post(DEVICES, _phone(9)))
    await is_told(northshire)

    await what(northshire)
    await deliver(desk, with_ways(northshire, push=push))

    assert push.sent == []
    assert told(await (await signs_in(northshire, "maya")).get(DEVICES), 200)["items"] == []


async def test_it_is_told_again_once_she_signed_in_there_and_added_it(northshire: World, desk: Desk) -> None:
    push = Watched()
    await chooses(northshire, by_push=True)
    phone = _phone(9)
    first = told(await northshire["maya"].post(DEVICES, phone))
    await _signs_out_there(northshire)

    tablet = await signs_in(northshire, "maya")
    again = told(await tablet.post(DEVICES, phone))
    asked = told(await tablet.post("/v1/me/contact-requests", {}))
    told(await northshire["sam"].put(f"/v1/requests/{asked['id']}/taker"), 200)
    await deliver(desk, with_ways(northshire, push=push))

    assert again["id"] != first["id"]
    assert len(push.sent) == 1


async def test_the_newest_keys_of_a_device_are_those_that_are_used(northshire: World, desk: Desk) -> None:
    push = Watched()
    await chooses(northshire, by_push=True)
    for seed in (9, 8):
        told(await northshire["maya"].post(DEVICES, _phone(seed)))
    await is_told(northshire)

    await deliver(desk, with_ways(northshire, push=push))

    (sent,) = push.sent
    assert sent.device
    assert (sent.device.key, sent.device.secret) == (Browser.of(8).point, Browser.of(8).secret)
