"""A call is one only where somebody was called: whoever can answer it, on the team that it goes to."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from jobs.clocks import move_clocks_of
from jobs.desk import Desk
from jobs.ladder import sweep_council
from models.accounts import Role
from models.workers import Job, Worker
from tests.conftest import WEDNESDAY
from tests.make.rota import shift, works
from tests.make.saying import joins, leaves, presses, refused, told
from tests.make.scenes import as_told
from tests.make.world import World

NIGHT = WEDNESDAY + timedelta(days=3, hours=14)
CALLED = "Something cannot wait, and nobody has seen it yet. Please look at the queue at once."
WATCHED = "someone was there to see it"


async def _minutes_pass(world: World, desk: Desk, *minutes: int) -> None:
    for each in minutes:
        world.at(NIGHT + timedelta(minutes=1 + each))
        await sweep_council(desk, world.id)


async def _calls(world: World, who: str) -> int:
    items = told(await world[who].get("/v1/notices"), 200)["items"]
    return len([each for each in items if each["says"] == CALLED])


async def _story(world: World, pressed: dict[str, str]) -> list[str]:
    hers = told(await world["maya"].get(f"/v1/me/help-now/{pressed['id']}"), 200)
    return [line["what"] for line in hers["timeline"]]


async def _moves(world: World, who: str, team: str) -> None:
    ids = {"council_id": world.id, "id": world.id_of(who)}
    here = [col(getattr(Worker, name)) == value for name, value in ids.items()]
    await world.change(update(Worker).where(*here).values(team_id=world.team(team)))


async def test_where_nobody_is_there_she_is_not_told_that_they_were_called_again(northshire: World, desk: Desk) -> None:
    northshire.at(NIGHT)
    pressed = await presses(northshire)
    await leaves(northshire, "eve")

    await _minutes_pass(northshire, desk, 0, 5, 15, 30, 45)

    assert await _story(northshire, pressed) == ["asked"]


async def test_whoever_comes_to_the_team_is_called_within_minutes(northshire: World, desk: Desk) -> None:
    northshire.at(NIGHT)
    pressed = await presses(northshire)
    await leaves(northshire, "eve")
    await _minutes_pass(northshire, desk, 0, 5, 15, 30)
    await joins(northshire, "eli", Role.duty_worker, Job.duty_worker, "duty")

    await _minutes_pass(northshire, desk, 36, 42)

    assert await _calls(northshire, "eli") == 1
    assert await _story(northshire, pressed) == ["asked"]


async def test_a_duty_worker_of_another_team_is_not_called_to_what_they_cannot_see(
    northshire: World, desk: Desk
) -> None:
    await joins(northshire, "eli", Role.duty_worker, Job.duty_worker, "west")
    northshire.at(NIGHT)
    await presses(northshire)

    await _minutes_pass(northshire, desk, 0, 5, 15, 30)

    assert (await _calls(northshire, "eve"), await _calls(northshire, "eli")) == (4, 0)


async def test_somebody_on_duty_who_works_in_another_team_by_now_is_not_there_for_her(northshire: World) -> None:
    await works(northshire, "eve")
    told(await northshire["priya"].put("/v1/duty-wording", {"said": True}), 200)
    before = told(await northshire.phone_of("maya").post("/v1/me/help-now"))["says"]
    await joins(northshire, "eli", Role.duty_worker, Job.duty_worker, "duty")

    await _moves(northshire, "eve", "west")

    after = told(await northshire.phone_of("jay").post("/v1/me/help-now"))["says"]
    gaps = told(await northshire["priya"].get("/v1/duty-shifts"), 200)["gaps"]
    assert (WATCHED in before, WATCHED in after) == (True, False)
    assert len(gaps) == 1


async def test_nobody_of_another_team_is_put_on_duty(northshire: World) -> None:
    await joins(northshire, "eli", Role.duty_worker, Job.duty_worker, "west")

    assert refused(await northshire["priya"].post("/v1/duty-shifts", shift(northshire, "eli")), 422, "not_for_duty")


async def test_a_cry_past_the_end_of_the_calendar_stops_no_other_clock(northshire: World, desk: Desk) -> None:
    northshire.at(datetime(2028, 12, 22, 10, tzinfo=UTC))
    asked = await northshire.asks_to_be_called("jay")
    northshire.at(datetime(2028, 12, 27, 10, tzinfo=UTC))
    await presses(northshire)
    closed = {"day": "2028-12-28", "why": "The King's day"}
    told(await northshire["kim"].post("/v1/calendars/bank-holidays", closed))

    await move_clocks_of(desk, northshire.id)

    now = await as_told(northshire, "jay", asked)
    assert (asked["due_on"], now["due_on"]) == ("2028-12-28", "2028-12-29")
