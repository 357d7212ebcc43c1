"""She has the last word on a cry for help: whether somebody got back to her, whatever was written down."""

from datetime import timedelta
from typing import Any

import pytest

from jobs.desk import Desk
from jobs.ladder import sweep_council
from tests.jobs.conftest import desk as _jobs
from tests.make.rota import now_of
from tests.make.saying import later, presses, refused, told, tries
from tests.make.world import World

PATH = "/v1/me/help-now"
desk = _jobs


async def _confirms(world: World, pressed: dict[str, Any], *, reached: bool) -> dict[str, Any]:
    later(world)
    return told(await world["maya"].post(f"{PATH}/{pressed['id']}/confirmation", {"reached": reached}), 200)


async def _talked(world: World) -> dict[str, Any]:
    pressed = await presses(world)
    told(await tries(world, "eve", pressed, "spoke"))
    return pressed


async def _told(world: World, who: str) -> list[str]:
    return [each["says"] for each in told(await world[who].get("/v1/notices"), 200)["items"]]


async def test_she_says_that_somebody_got_back_to_her(northshire: World) -> None:
    pressed = await presses(northshire)

    hers = await _confirms(northshire, pressed, reached=True)

    assert (hers["state"], hers["contested"]) == ("answered", False)
    assert hers["timeline"][-1]["says"] == "You told us that someone got back to you."


async def test_nobody_did_and_it_is_open_again_nobodys_with_the_same_date(northshire: World) -> None:
    pressed = await _talked(northshire)

    hers = await _confirms(northshire, pressed, reached=False)

    (card,) = told(await northshire["eve"].get("/v1/triage"), 200)["items"]
    assert (hers["state"], hers["contested"], hers["due_at"]) == ("waiting", True, pressed["due_at"])
    assert hers["timeline"][-1]["says"] == "You told us that you still wait for someone. It is open again."
    assert (card["id"], card["taken_by"]) == (pressed["id"], None)


async def test_the_duty_team_is_told_at_once_that_she_still_waits(northshire: World, desk: Desk) -> None:
    pressed = await _talked(northshire)
    await _confirms(northshire, pressed, reached=False)
    before = len(await _told(northshire, "eve"))

    later(northshire)
    await sweep_council(desk, northshire.id)

    assert len(await _told(northshire, "eve")) > before
    assert await _told(northshire, "sam") == []


async def test_nobody_has_got_back_to_her_yet(northshire: World) -> None:
    pressed = await presses(northshire)
    later(northshire)
    told(await northshire["eve"].put(f"/v1/requests/{pressed['id']}/taker"), 200)

    hers = await _confirms(northshire, pressed, reached=False)

    assert (hers["state"], hers["contested"]) == ("taken", False)
    assert hers["timeline"][-1]["says"] == "You told us that nobody has got back to you yet. It is still open."


async def test_four_weeks_later_she_presses_again_instead(northshire: World) -> None:
    pressed = await _talked(northshire)
    northshire.at(now_of(northshire) + timedelta(days=29))

    reply = await northshire["maya"].post(f"{PATH}/{pressed['id']}/confirmation", {"reached": False})

    assert refused(reply, 409, "too_long_ago")


@pytest.mark.parametrize("reached", [True, False])
async def test_a_borrowed_phone_can_say_nothing_of_it(northshire: World, reached: bool) -> None:  # noqa: FBT001
    pressed = await _talked(northshire)
    said = {"reached": reached}
    phone = northshire.phone_of("maya")

    hers = await phone.post(f"{PATH}/{pressed['id']}/confirmation", said)
    none = await phone.post(f"{PATH}/01890000-0000-7000-8000-000000000000/confirmation", said)

    assert refused(hers, 401, "fresh_sign_in_needed")
    assert refused(none, 401, "fresh_sign_in_needed")


async def test_a_cry_of_somebody_else_and_a_call_of_hers_are_not_found(northshire: World) -> None:
    theirs = await presses(northshire, who="jay")
    asked = await northshire.asks_to_be_called("maya")

    for each in (theirs, asked):
        reply = await northshire["maya"].post(f"{PATH}/{each['id']}/confirmation", {"reached": False})
        assert refused(reply, 404, "not_found")


async def test_a_tap_that_comes_again_on_a_borrowed_phone_is_refused_like_a_first_one(northshire: World) -> None:
    pressed = await _talked(northshire)
    path = f"{PATH}/{pressed['id']}/confirmation"
    told(await northshire["maya"].post(path, {"reached": False}, key="tap"), 200)

    again = await northshire.phone_of("maya").post(path, {"reached": False}, key="tap")

    assert refused(again, 401, "fresh_sign_in_needed")
    assert told(await northshire["maya"].post(path, {"reached": False}, key="tap"), 200)["id"] == pressed["id"]
