"""What cannot wait climbs the rota: level by level, until somebody has seen it, and at last to the whole team."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from jobs.desk import Desk
from jobs.ladder import sweep_council
from models.accounts import Role
from models.workers import Job
from tests.conftest import WEDNESDAY
from tests.make.rota import works
from tests.make.saying import joins, presses, told
from tests.make.world import World

NIGHT = WEDNESDAY + timedelta(days=3, hours=14)
CALLED = "Something cannot wait, and nobody has seen it yet. Please look at the queue at once."
TEAM = ("eve", "eli", "ema")


@pytest.fixture
async def _team(northshire: World) -> None:
    northshire.at(NIGHT)
    for who in TEAM[1:]:
        await joins(northshire, who, Role.duty_worker, Job.duty_worker, "duty")


async def _calls(world: World, desk: Desk, *minutes: int) -> Sequence[int]:
    """Let minutes pass since the press, and count how often each was called."""
    for each in minutes:
        world.at(NIGHT + timedelta(minutes=1 + each))
        await sweep_council(desk, world.id)
    return [len([one for one in await _notices(world, who) if one == CALLED]) for who in TEAM]


async def _notices(world: World, who: str) -> list[str]:
    return [each["says"] for each in told(await world[who].get("/v1/notices"), 200)["items"]]


@pytest.mark.usefixtures("_team")
async def test_each_call_reaches_one_level_more_and_the_last_everybody(northshire: World, desk: Desk) -> None:
    await works(northshire, "eve", level=1)
    await works(northshire, "eli", level=2)
    await presses(northshire)

    counted = [await _calls(northshire, desk, minutes) for minutes in (0, 5, 15, 30)]

    assert counted == [[1, 0, 0], [2, 1, 0], [3, 2, 0], [4, 3, 1]]


@pytest.mark.usefixtures("_team")
async def test_it_climbs_no_further_once_somebody_has_seen_it(northshire: World, desk: Desk) -> None:
    await works(northshire, "eve", level=1)
    await works(northshire, "eli", level=2)
    pressed = await presses(northshire)

    await _calls(northshire, desk, 0)
    told(await northshire["eve"].put(f"/v1/requests/{pressed['id']}/acknowledgement"), 200)

    assert await _calls(northshire, desk, 5, 15, 30) == [1, 0, 0]


@pytest.mark.usefixtures("_team")
async def test_outside_every_shift_the_whole_team_is_called_at_once(northshire: World, desk: Desk) -> None:
    await works(northshire, "eve", starts=600, minutes=60)
    await presses(northshire)

    assert await _calls(northshire, desk, 0) == [1, 1, 1]


@pytest.mark.usefixtures("_team")
async def test_whoever_is_away_on_their_shift_is_not_waited_for(northshire: World, desk: Desk) -> None:
    await works(northshire, "eve", level=1)
    await works(northshire, "eli", level=2)
    away = {"away_from": NIGHT.isoformat(), "away_until": (NIGHT + timedelta(days=1)).isoformat()}
    told(await northshire["eve"].put("/v1/workers/me/cover", away | {"covered_by": str(northshire.id_of("ema"))}), 200)
    await presses(northshire)

    assert await _calls(northshire, desk, 0) == [0, 1, 0]


@pytest.mark.usefixtures("_team")
async def test_a_shift_that_was_taken_off_calls_nobody(northshire: World, desk: Desk) -> None:
    key = await works(northshire, "eve", level=1)
    await works(northshire, "eli", level=2)
    told(await northshire["eve"].delete(f"/v1/duty-shifts/{key}"), 200)
    await presses(northshire)

    assert await _calls(northshire, desk, 0) == [0, 1, 0]


@pytest.mark.usefixtures("_team")
async def test_an_urgent_call_climbs_the_rota_too(northshire: World, desk: Desk) -> None:
    await works(northshire, "eve", level=1)
    await works(northshire, "eli", level=2)
    northshire.at(NIGHT + timedelta(minutes=1))
    await northshire.asks_to_be_called("maya", urgent="unsafe")

    assert [await _calls(northshire, desk, minutes) for minutes in (0, 5)] == [[1, 0, 0], [2, 1, 0]]
