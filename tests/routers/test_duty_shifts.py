"""The rota: who plans it, when nobody is on duty, and what a young person may be told of it."""

from datetime import datetime, timedelta

import pytest

from models.accounts import Role
from models.workers import Job
from tests.conftest import WEDNESDAY
from tests.make.rota import WEEK, shift, times, works
from tests.make.saying import joins, leaves, presses, refused, told
from tests.make.world import World

PATH, WORDING = "/v1/duty-shifts", "/v1/duty-wording"
WATCHED = "When you sent it, someone was there to see it."


async def _gaps(world: World, who: str = "eve") -> list[tuple[int, int]]:
    """Return the gaps of the coming two weeks, in minutes from Wednesday on."""
    found = told(await world[who].get(f"{PATH}?since={WEDNESDAY:%Y-%m-%dT%H:%M:%SZ}"), 200)["gaps"]
    return [(_minutes(each["starts_at"]), _minutes(each["ends_at"])) for each in found]


def _minutes(at: str) -> int:
    return int((datetime.fromisoformat(at) - WEDNESDAY).total_seconds() // 60)


async def _says(world: World, who: str = "maya") -> str:
    reply = told(await world.phone_of(who).post("/v1/me/help-now"))
    says: str = reply["says"]
    return says


async def _watched(world: World) -> None:
    await works(world, "eve")
    told(await world["priya"].put(WORDING, {"said": True}), 200)


@pytest.mark.parametrize("who", ["priya", "wes", "eve"])
async def test_a_manager_and_the_duty_team_plan_who_is_there(northshire: World, who: str) -> None:
    key = await works(northshire, "eve", says=who, minutes=60)

    (shown,) = told(await northshire["eve"].get(PATH), 200)["items"]

    assert (shown["id"], shown["first_name"], shown["level"]) == (key, "Eve", 1)


@pytest.mark.parametrize("who", ["sam", "dana", "ruth", "cleo", "ade", "kim", "maya"])
async def test_nobody_else_sees_the_rota(northshire: World, who: str) -> None:
    assert refused(await northshire[who].get(PATH), 403, "not_allowed")


async def test_a_shift_can_be_changed_and_taken_off(northshire: World) -> None:
    key = await works(northshire, "eve", minutes=60)
    said = times(northshire, minutes=90, level=2)
    changed = told(await northshire["priya"].put(f"{PATH}/{key}", said), 200)
    (listed,) = told(await northshire["eve"].get(PATH), 200)["items"]
    gone = told(await northshire["eve"].delete(f"{PATH}/{key}"), 200)

    assert changed == listed == gone
    assert (changed["level"], _minutes(changed["ends_at"])) == (2, 90)
    assert told(await northshire["eve"].get(PATH), 200)["items"] == []


async def test_what_was_taken_off_is_not_there_any_more(northshire: World) -> None:
    key, said = await works(northshire, "eve"), times(northshire)
    told(await northshire["eve"].delete(f"{PATH}/{key}"), 200)

    assert refused(await northshire["eve"].delete(f"{PATH}/{key}"), 404, "not_found")
    assert refused(await northshire["eve"].put(f"{PATH}/{key}", said), 404, "not_found")


async def test_a_shift_of_another_council_is_not_found(northshire: World, eastvale: World) -> None:
    key = await works(eastvale, "dot", says="ivy")

    assert refused(await northshire["eve"].delete(f"{PATH}/{key}"), 404, "not_found")


@pytest.mark.parametrize("who", ["sam", "priya", "maya"])
async def test_only_the_duty_team_can_be_on_duty(northshire: World, who: str) -> None:
    said = shift(northshire, who)

    assert refused(await northshire["priya"].post(PATH, said), 422, "not_for_duty")


async def test_nobody_of_another_council_can_be_on_duty(northshire: World, eastvale: World) -> None:
    said = shift(eastvale, "dot")

    assert refused(await northshire["priya"].post(PATH, said), 422, "not_for_duty")


@pytest.mark.parametrize("minutes", [0, -60, WEEK + 1])
async def test_a_shift_ends_after_it_starts_within_a_week(northshire: World, minutes: int) -> None:
    said = shift(northshire, "eve", minutes=minutes)

    assert refused(await northshire["priya"].post(PATH, said), 422, "not_valid")


@pytest.mark.parametrize(
    "query", ["since=2026-06-12T00:00:00Z&until=2026-06-12T00:00:00Z", "until=2027-06-12T00:00:00Z"]
)
async def test_five_weeks_are_shown_at_most(northshire: World, query: str) -> None:
    assert refused(await northshire["eve"].get(f"{PATH}?{query}"), 422, "too_far_apart")


async def test_the_times_in_which_nobody_is_on_duty_are_shown(northshire: World) -> None:
    await works(northshire, "eve", starts=60, minutes=120)
    await works(northshire, "eve", starts=150, minutes=60, level=2)
    await works(northshire, "eve", starts=300, minutes=60)

    assert await _gaps(northshire) == [(0, 60), (210, 300), (360, 2 * WEEK)]


async def test_whoever_is_away_is_not_on_duty_until_they_are_back(northshire: World) -> None:
    await joins(northshire, "eli", Role.duty_worker, Job.duty_worker, "duty")
    await works(northshire, "eve", minutes=600)
    away = [(WEDNESDAY + timedelta(minutes=each)).isoformat() for each in (120, 240)]
    cover = {"away_from": away[0], "away_until": away[1], "covered_by": str(northshire.id_of("eli"))}
    told(await northshire["eve"].put("/v1/workers/me/cover", cover), 200)

    assert await _gaps(northshire) == [(120, 240), (600, 2 * WEEK)]


async def test_whoever_leaves_is_not_on_duty_from_that_moment(northshire: World) -> None:
    await works(northshire, "eve", minutes=600)
    gone = {"leaves_at": (WEDNESDAY + timedelta(minutes=200)).isoformat()}
    told(await northshire["kim"].put(f"/v1/workers/{northshire.id_of('eve')}/departure", gone), 200)

    assert await _gaps(northshire, "priya") == [(200, 2 * WEEK)]


async def test_whose_account_has_ended_is_not_on_duty(northshire: World) -> None:
    await works(northshire, "eve", minutes=600)
    await leaves(northshire, "eve")

    assert await _gaps(northshire, "priya") == [(0, 2 * WEEK)]


async def test_without_a_rota_it_cannot_be_said_that_somebody_is_there(northshire: World) -> None:
    reply = await northshire["priya"].put(WORDING, {"said": True})

    assert refused(reply, 409, "rota_has_gaps")
    assert reply.json()["detail"].startswith("Nobody is on duty from Wednesday 10 June")
    assert told(await northshire["kim"].get(WORDING), 200) == {"said": False}


async def test_with_a_gap_in_the_coming_week_it_cannot_be_said(northshire: World) -> None:
    await works(northshire, "eve", minutes=WEEK - 1)

    assert refused(await northshire["kim"].put(WORDING, {"said": True}), 409, "rota_has_gaps")


async def test_where_somebody_is_there_she_is_told_so(northshire: World) -> None:
    await _watched(northshire)

    assert WATCHED in await _says(northshire)
    assert "999" in await _says(northshire)
    assert told(await northshire["kim"].get(WORDING), 200) == {"said": True}


async def test_a_council_that_has_not_switched_it_on_says_nothing_of_it(northshire: World) -> None:
    await works(northshire, "eve")

    assert WATCHED not in await _says(northshire)


async def test_in_a_minute_in_which_nobody_is_there_it_is_not_said(northshire: World) -> None:
    await _watched(northshire)
    northshire.at(WEDNESDAY + timedelta(minutes=WEEK - 1))
    last = await _says(northshire)
    northshire.at(WEDNESDAY + timedelta(minutes=WEEK))

    assert WATCHED in last
    assert WATCHED not in await _says(northshire)


async def test_whoever_is_away_leaves_nobody_to_be_told_of(northshire: World) -> None:
    await joins(northshire, "eli", Role.duty_worker, Job.duty_worker, "duty")
    await _watched(northshire)
    away = {"away_from": WEDNESDAY.isoformat(), "away_until": (WEDNESDAY + timedelta(hours=1)).isoformat()}
    told(await northshire["eve"].put("/v1/workers/me/cover", away | {"covered_by": str(northshire.id_of("eli"))}), 200)

    assert WATCHED not in await _says(northshire)


async def test_it_can_always_be_switched_off_and_once_on_stays_on_through_a_gap(northshire: World) -> None:
    await _watched(northshire)
    northshire.at(WEDNESDAY + timedelta(minutes=WEEK + 10))
    still = await northshire["priya"].put(WORDING, {"said": True})
    off = await northshire["priya"].put(WORDING, {"said": False})

    assert told(still, 200) == {"said": True}
    assert told(off, 200) == {"said": False}
    assert refused(await northshire["priya"].put(WORDING, {"said": True}), 409, "rota_has_gaps")


@pytest.mark.parametrize("who", ["eve", "sam", "ruth", "lee", "maya"])
async def test_nobody_else_says_what_she_is_told(northshire: World, who: str) -> None:
    assert refused(await northshire[who].put(WORDING, {"said": False}), 403, "not_allowed")


async def test_another_council_is_told_by_its_own_rota(northshire: World, eastvale: World) -> None:
    await _watched(northshire)

    assert WATCHED not in await _says(eastvale, "noor")


async def test_the_numbers_that_answer_are_always_there(northshire: World) -> None:
    await _watched(northshire)
    pressed = await presses(northshire)
    phones = {line["phone"] for line in pressed["help_now"]}

    assert {"999", "0800 1111", northshire.council.council.out_of_hours_phone} <= phones
