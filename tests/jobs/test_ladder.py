"""The ladder at work: nothing that a young person asked for is forgotten, and each step happens once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from jobs.desk import Desk
from jobs.ladder import sweep_council
from tests.make.world import World

# Asked on Wednesday 10 June at ten; due on Friday at five; in June London is an hour ahead.
THURSDAY_AFTERNOON = datetime(2026, 6, 11, 14, 0, tzinfo=UTC)
FRIDAY_MORNING = datetime(2026, 6, 12, 8, 0, tzinfo=UTC)
FRIDAY_AT_THREE = datetime(2026, 6, 12, 14, 0, tzinfo=UTC)
FRIDAY_AT_FIVE = datetime(2026, 6, 12, 16, 0, tzinfo=UTC)
MONDAY_AT_FIVE = datetime(2026, 6, 15, 16, 0, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def _at(world: World, desk: Desk, *instants: datetime) -> None:
    for instant in instants:
        world.at(instant)
        await sweep_council(desk, world.id)


async def _says(world: World, who: str) -> list[str]:
    path = "/v1/me/notices" if who == "maya" else "/v1/notices"
    reply = await world[who].get(path)
    assert reply.status_code == 200, reply.text
    return [each["says"] for each in reply.json()["items"]]


async def _seen(world: World, request_id: str) -> dict[str, Any]:
    reply = await world["maya"].get(f"/v1/me/contact-requests/{request_id}")
    assert reply.status_code == 200, reply.text
    seen: dict[str, Any] = reply.json()
    return seen


async def test_a_request_climbs_step_by_step_until_somebody_answers(northshire: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")

    await _at(northshire, desk, northshire_now(), THURSDAY_AFTERNOON, FRIDAY_MORNING, FRIDAY_AT_THREE, FRIDAY_AT_FIVE)
    seen = await _seen(northshire, asked["id"])

    assert [each["step"] for each in seen["steps"] if each["taken_at"]] == [
        "half_way", "nobody_yet", "nearly_due", "due",
    ]  # fmt: skip
    assert seen["steps"][-1]["step"] == "day_late"
    assert seen["steps"][-1]["at"] == "2026-06-15T16:00:00Z"
    assert seen["timeline"][-1]["says"] == (
        "We said by Friday 12 June, 5 pm. We did not. Priya, the team's manager, has it now."
    )
    assert (await _says(northshire, "maya"))[0] == seen["timeline"][-1]["says"]


def northshire_now() -> datetime:
    return datetime(2026, 6, 10, 9, 1, tzinfo=UTC)


async def test_once_it_is_late_the_manager_has_it(northshire: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await northshire["sam"].put(f"/v1/requests/{asked['id']}/taker")

    await _at(northshire, desk, FRIDAY_AT_FIVE)
    card = (await northshire["priya"].get(f"/v1/requests/{asked['id']}")).json()

    assert card["taken_by"] == "Priya"
    assert card["standing"] == "late"
    assert [each["step"] for each in card["steps"]] == ["half_way", "nearly_due", "due", "day_late"]


async def test_before_anything_happened_the_next_step_is_shown_with_its_time(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    (step,) = (await _seen(northshire, asked["id"]))["steps"]

    assert (step["step"], step["taken_at"]) == ("half_way", None)
    assert step["at"] == "2026-06-11T12:30:00Z"
    assert "Thursday 11 June, 1.30 pm" in step["says"]


async def test_two_sweeps_at_once_take_each_step_once(northshire: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(MONDAY_AT_FIVE)

    await asyncio.gather(*(sweep_council(desk, northshire.id) for _ in range(4)))
    seen = await _seen(northshire, asked["id"])

    steps = [line["what"] for line in seen["timeline"]]
    assert steps == ["asked", "half_way", "nobody_yet", "nearly_due", "due", "day_late"]


async def test_what_has_ended_takes_no_more_steps(northshire: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await _at(northshire, desk, THURSDAY_AFTERNOON)
    await northshire["sam"].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"})

    await _at(northshire, desk, FRIDAY_AT_FIVE, MONDAY_AT_FIVE)
    seen = await _seen(northshire, asked["id"])

    assert [each["step"] for each in seen["steps"]] == ["half_way"]


async def test_after_a_weekend_without_the_service_everything_is_made_up_for_in_order_and_told_once(
    northshire: World, desk: Desk
) -> None:
    asked = [await northshire.asks_to_be_called(who) for who in ("maya", "jay", "maya")]

    await _at(northshire, desk, MONDAY_MORNING, MONDAY_MORNING + MINUTE)
    seen = await _seen(northshire, asked[0]["id"])

    assert [line["what"] for line in seen["timeline"]] == ["asked", "half_way", "nobody_yet", "nearly_due", "due"]
    assert await _says(northshire, "priya") == ["3 requests moved on while nobody could be told. Look at your list."]
    assert len(await _says(northshire, "maya")) == 2


async def test_what_is_contested_goes_straight_to_the_manager_without_the_old_steps(
    northshire: World, desk: Desk
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await northshire["sam"].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"})
    await _at(northshire, desk, MONDAY_MORNING)
    await northshire["maya"].post(f"/v1/me/contact-requests/{asked['id']}/confirmation", {"reached": False})

    await _at(northshire, desk, MONDAY_MORNING, MONDAY_MORNING + MINUTE)
    seen = await _seen(northshire, asked["id"])

    assert [each["step"] for each in seen["steps"] if each["taken_at"]] == ["contested"]
    assert (seen["steps"][-1]["step"], seen["steps"][-1]["at"]) == ("day_late", "2026-06-16T16:00:00Z")
    (told,) = await _says(northshire, "priya")
    assert told.startswith("A young person says that nobody called.")


async def test_a_secret_climbs_inside_its_own_walls(northshire: World, desk: Desk) -> None:
    await northshire["maya"].post("/v1/me/advocate-requests", {"purpose": "advocate"})

    await _at(northshire, desk, northshire_now(), THURSDAY_AFTERNOON, FRIDAY_AT_THREE, FRIDAY_AT_FIVE, MONDAY_AT_FIVE)

    for who in ("sam", "alex", "priya", "dana", "eve", "cleo"):
        assert await _says(northshire, who) == []
    assert any("due" in says for says in await _says(northshire, "ruth"))
    on_the_phone = await northshire.phone_of("maya").get("/v1/me/notices")
    assert on_the_phone.json() == {"items": [], "unread": 0, "next_cursor": None}


async def test_what_is_read_is_read_for_good_and_a_list_that_is_the_same_is_not_sent_again(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await northshire["sam"].put(f"/v1/requests/{asked['id']}/taker")
    page = await northshire["maya"].get("/v1/me/notices")
    (told,) = page.json()["items"]

    again = await northshire["maya"].get("/v1/me/notices", headers={"If-None-Match": page.headers["etag"]})
    read = await northshire["maya"].put(f"/v1/me/notices/{told['id']}/read")
    after = (await northshire["maya"].get("/v1/me/notices")).json()

    assert (told["says"], page.json()["unread"]) == ("Sam has it and will call you.", 1)
    assert again.status_code == 304
    assert read.json()["read_at"] is not None
    assert after["unread"] == 0


async def test_a_reminder_waits_for_the_office_and_the_truth_does_not(northshire: World, desk: Desk) -> None:
    northshire.at(datetime(2026, 6, 12, 15, 0, tzinfo=UTC))  # a Friday, at four; an office that is late to sweep
    await northshire.asks_to_be_called("maya")

    await _at(northshire, desk, datetime(2026, 6, 12, 19, 0, tzinfo=UTC))

    assert await _says(northshire, "sam") == []
    northshire.at(datetime(2026, 6, 15, 8, 0, tzinfo=UTC))
    assert len(await _says(northshire, "sam")) == 1
