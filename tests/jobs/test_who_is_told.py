"""Who is told what while something climbs: whoever holds it, whoever listens; never whoever it is about."""

from datetime import datetime, timedelta

import pytest

from jobs.desk import Desk
from jobs.ladder import sweep_council
from tests.conftest import WEDNESDAY
from tests.jobs.test_ladder import FRIDAY_AT_FIVE, MONDAY_AT_FIVE, MONDAY_MORNING
from tests.make.saying import says
from tests.make.world import World
from tests.walls.clones import Connection, run

OFFICE = ("sam", "alex", "priya", "wes", "dana", "eve")


async def _told(world: World, who: str) -> list[str]:
    reply = await world[who].get("/v1/me/notices" if who == "maya" else "/v1/notices")
    assert reply.status_code == 200, reply.text
    return [each["says"] for each in reply.json()["items"]]


async def _climbs_to_the_end(world: World, desk: Desk, due: str) -> None:
    """Let all its steps come, and a working week pass."""
    for hours in (-80, -30, -1, 0, 24, 200):
        world.at(datetime.fromisoformat(due) + timedelta(hours=hours))
        await sweep_council(desk, world.id)


async def test_a_complaint_about_the_manager_climbs_past_the_manager(northshire: World, desk: Desk) -> None:
    said = await says(northshire, "complaint", about_worker_id=str(northshire.id_of("priya")))

    await _climbs_to_the_end(northshire, desk, said["due_at"])

    assert {who: await _told(northshire, who) for who in OFFICE} == {who: [] for who in OFFICE}
    assert any("due" in each for each in await _told(northshire, "cleo"))


async def test_a_complaint_about_who_listens_goes_to_somebody_else(northshire: World, desk: Desk) -> None:
    said = await says(northshire, "complaint", about_worker_id=str(northshire.id_of("cleo")))

    await _climbs_to_the_end(northshire, desk, said["due_at"])

    assert await _told(northshire, "cleo") == []
    assert any("due" in each for each in await _told(northshire, "ruth"))
    assert {who: await _told(northshire, who) for who in OFFICE} == {who: [] for who in OFFICE}


async def test_a_comment_stays_with_those_who_listen(northshire: World, desk: Desk) -> None:
    said = await says(northshire, "comment")

    await _climbs_to_the_end(northshire, desk, said["due_at"])

    assert {who: await _told(northshire, who) for who in (*OFFICE, "ruth")} == {who: [] for who in (*OFFICE, "ruth")}
    assert any("due" in each for each in await _told(northshire, "cleo"))


async def test_whoever_holds_it_is_told_what_the_young_person_does(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    path = f"/v1/me/contact-requests/{asked['id']}"
    await northshire["sam"].put(f"/v1/requests/{asked['id']}/taker")

    for minute, (part, body) in enumerate(
        [("additions", {"message": "And my bike."}), ("confirmation", {"reached": False}), ("withdrawal", None)]
    ):
        northshire.at(WEDNESDAY + timedelta(hours=1, minutes=minute))
        assert (await northshire["maya"].post(f"{path}/{part}", body)).is_success

    assert await _told(northshire, "sam") == [
        "A young person does not need a request any more that you hold.",
        "A young person says that nobody has called yet. It is due Friday 12 June, 5 pm.",
        "A young person added something to a request that you hold.",
    ]
    assert await _told(northshire, "alex") == []


async def test_a_listener_who_holds_it_is_told_that_it_is_not_needed(northshire: World) -> None:
    for said, path, who in (
        (await says(northshire, "comment"), "/v1/me/feedback", "cleo"),
        (
            (await northshire["maya"].post("/v1/me/advocate-requests", {"purpose": "advocate"})).json(),
            "/v1/me/advocate-requests",
            "ruth",
        ),
    ):
        await northshire[who].put(f"/v1/requests/{said['id']}/taker")
        await northshire["maya"].post(f"{path}/{said['id']}/withdrawal")

        assert await _told(northshire, who) == ["A young person does not need a request any more that you hold."]


@pytest.mark.parametrize("taken", [False, True])
async def test_two_hours_before_the_whole_team_is_told_of_what_nobody_has_taken_and_the_manager(
    northshire: World, desk: Desk, *, taken: bool
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    if taken:
        await northshire["sam"].put(f"/v1/requests/{asked['id']}/taker")
    for instant in (FRIDAY_AT_FIVE - timedelta(hours=6), FRIDAY_AT_FIVE - timedelta(hours=2)):
        northshire.at(instant)
        await sweep_council(desk, northshire.id)

    soon = "A request is due soon: Friday 12 June, 5 pm."
    told = {who: (await _told(northshire, who)).count(soon) for who in OFFICE}
    assert told == dict.fromkeys(OFFICE, 0) | {"sam": 1, "priya": 1, "alex": 0 if taken else 1}


async def test_one_thing_that_comes_late_is_told_as_it_is(northshire: World, desk: Desk) -> None:
    await northshire.asks_to_be_called("maya")

    northshire.at(MONDAY_MORNING)
    await sweep_council(desk, northshire.id)

    assert await _told(northshire, "priya") == [
        "A request was due Friday 12 June, 5 pm and was not done. Priya has it now."
    ]


async def test_what_is_written_down_an_hour_after_the_asking_is_news_and_no_pile(northshire: World, desk: Desk) -> None:
    northshire.at(WEDNESDAY + timedelta(hours=1))
    for who in ("maya", "jay"):
        path = f"/v1/young-people/{northshire.id_of(who)}/contact-requests"
        said = {"asked_at": WEDNESDAY.isoformat(), "asked_through": "phone"}
        assert (await northshire["sam"].post(path, said)).status_code == 201

    await sweep_council(desk, northshire.id)

    assert await _told(northshire, "sam") == ["Somebody asked to be called. It is due Friday 12 June, 5 pm."] * 2


async def test_a_day_late_is_in_her_story_at_once_and_among_her_notices_when_the_office_opens(
    northshire: World, desk: Desk
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    for instant in (FRIDAY_AT_FIVE, MONDAY_AT_FIVE):
        northshire.at(instant)
        await sweep_council(desk, northshire.id)
    seen = (await northshire["maya"].get(f"/v1/me/contact-requests/{asked['id']}")).json()
    in_the_evening = await _told(northshire, "maya")

    northshire.at(MONDAY_AT_FIVE + timedelta(hours=16))
    in_the_morning = await _told(northshire, "maya")

    assert seen["timeline"][-1]["what"] == "day_late"
    assert seen["timeline"][-1]["says"] not in in_the_evening
    assert in_the_morning[0] == seen["timeline"][-1]["says"]


async def test_after_an_outage_the_truth_is_told_by_night_and_what_waits_for_the_office_in_the_morning(
    northshire: World, desk: Desk
) -> None:
    await northshire.asks_to_be_called("maya")

    northshire.at(MONDAY_AT_FIVE + timedelta(hours=10))
    await sweep_council(desk, northshire.id)
    by_night = await _told(northshire, "maya")
    northshire.at(MONDAY_AT_FIVE + timedelta(hours=16))
    in_the_morning = await _told(northshire, "maya")

    assert by_night == ["We said by Friday 12 June, 5 pm. We did not. Priya, the team's manager, has it now."]
    assert in_the_morning[1:] == by_night
    assert in_the_morning[0].startswith("It is a day late")


async def test_a_breach_that_is_found_late_says_when_it_was_and_when_it_was_found(
    northshire: World, desk: Desk, above: Connection
) -> None:
    asked = await northshire.asks_to_be_called("maya")

    northshire.at(MONDAY_MORNING)
    await sweep_council(desk, northshire.id)

    (due,) = [each for each in await _steps(northshire, asked["id"]) if each["step"] == "due"]
    assert (due["at"], due["taken_at"]) == ("2026-06-12T16:00:00Z", "2026-06-15T09:30:00Z")
    assert _breaches(above, asked["id"]) == [(FRIDAY_AT_FIVE, MONDAY_MORNING)]


async def test_a_call_after_the_date_does_not_undo_the_breach_that_an_outage_hid(
    northshire: World, desk: Desk, above: Connection
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(FRIDAY_AT_FIVE + timedelta(hours=1))
    spoke = await northshire["sam"].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"})
    assert spoke.status_code == 201

    northshire.at(MONDAY_MORNING)
    await sweep_council(desk, northshire.id)

    assert _breaches(above, asked["id"]) == [(FRIDAY_AT_FIVE, MONDAY_MORNING)]


async def _steps(world: World, request_id: str) -> list[dict[str, str]]:
    seen = await world["maya"].get(f"/v1/me/contact-requests/{request_id}")
    steps: list[dict[str, str]] = seen.json()["steps"]
    return steps


def _breaches(above: Connection, request_id: str) -> list[tuple[object, ...]]:
    found = run(above, "select due_at, recorded_at from kept.breaches where request_id = %s", [request_id])
    return [tuple(row) for row in found]
