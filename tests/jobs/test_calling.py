"""What cannot wait is called out at once and after 5, 15 and 30 minutes, until somebody says that they have seen it."""

import asyncio
from datetime import timedelta

import pytest

from jobs.desk import Desk
from jobs.ladder import sweep_council
from tests.conftest import WEDNESDAY
from tests.make.saying import later, presses, says, told
from tests.make.world import World

SATURDAY_NIGHT = WEDNESDAY + timedelta(days=3, hours=14)
CALLED = "Something cannot wait, and nobody has seen it yet. Please look at the queue at once."
PRESSED = "Somebody needs help now. Please look at the queue at once."


async def _minutes_pass(world: World, desk: Desk, *minutes: int) -> None:
    for each in minutes:
        world.at(SATURDAY_NIGHT + timedelta(minutes=1 + each))
        await sweep_council(desk, world.id)


async def _read(world: World, who: str) -> list[str]:
    items = told(await world[who].get("/v1/notices"), 200)["items"]
    return [each["says"] for each in items if each["says"] in (CALLED, PRESSED)]


async def test_nobody_sees_it_and_everyone_on_duty_is_called_four_times(northshire: World, desk: Desk) -> None:
    northshire.at(SATURDAY_NIGHT)
    pressed = await presses(northshire)

    await _minutes_pass(northshire, desk, 0, 1, 5, 6, 15, 16, 30, 31, 60, 90)
    hers = told(await northshire["maya"].get(f"/v1/me/help-now/{pressed['id']}"), 200)

    assert await _read(northshire, "eve") == [CALLED] * 4
    assert [line["what"] for line in hers["timeline"]] == ["asked", *["called_again"] * 3]


async def test_whoever_has_seen_it_ends_the_calls(northshire: World, desk: Desk) -> None:
    northshire.at(SATURDAY_NIGHT)
    pressed = await presses(northshire)

    await _minutes_pass(northshire, desk, 0, 5)
    told(await northshire["eve"].put(f"/v1/requests/{pressed['id']}/acknowledgement"), 200)
    await _minutes_pass(northshire, desk, 15, 30, 60)

    assert await _read(northshire, "eve") == [CALLED] * 2


async def test_whoever_takes_it_ends_the_calls_too(northshire: World, desk: Desk) -> None:
    northshire.at(SATURDAY_NIGHT)
    pressed = await presses(northshire)
    told(await northshire["eve"].put(f"/v1/requests/{pressed['id']}/taker"), 200)

    await _minutes_pass(northshire, desk, 0, 5, 15, 30)

    assert CALLED not in await _read(northshire, "eve")


async def test_however_many_sweep_each_call_is_made_once(northshire: World, desk: Desk) -> None:
    northshire.at(SATURDAY_NIGHT)
    await presses(northshire)

    for minutes in (1, 6, 16, 31):
        northshire.at(SATURDAY_NIGHT + timedelta(minutes=1 + minutes))
        await asyncio.gather(*(sweep_council(desk, northshire.id) for _ in range(4)))

    assert await _read(northshire, "eve") == [CALLED] * 4


async def test_after_an_outage_it_is_called_out_once(northshire: World, desk: Desk) -> None:
    northshire.at(SATURDAY_NIGHT)
    await presses(northshire)

    await _minutes_pass(northshire, desk, 120)

    assert len(await _read(northshire, "eve")) == 1


async def test_an_urgent_call_is_called_out_to_the_duty_team_and_then_to_the_manager(
    northshire: World, desk: Desk
) -> None:
    northshire.at(SATURDAY_NIGHT)
    later(northshire)
    await northshire.asks_to_be_called("maya", urgent="unsafe")

    await _minutes_pass(northshire, desk, 0, 5)
    early = [await _read(northshire, who) for who in ("eve", "sam", "priya")]
    await _minutes_pass(northshire, desk, 15, 30)

    assert [len(each) for each in early] == [2, 2, 0]
    assert len(await _read(northshire, "eve")) == 4
    assert len(await _read(northshire, "priya")) == 2


@pytest.mark.parametrize("who", ["sam", "priya", "cleo", "ruth"])
async def test_nobody_else_is_called_to_a_cry_for_help(northshire: World, desk: Desk, who: str) -> None:
    northshire.at(SATURDAY_NIGHT)
    await presses(northshire)

    await _minutes_pass(northshire, desk, 0, 5, 15, 30)

    assert await _read(northshire, who) == []


async def test_whoever_the_words_are_about_is_never_called(northshire: World, desk: Desk) -> None:
    northshire.at(SATURDAY_NIGHT)
    about = str(northshire.id_of("eve"))
    await says(northshire, "complaint", message="She hits me", about_worker_id=about)

    await _minutes_pass(northshire, desk, 0, 5, 15, 30)

    assert await _read(northshire, "eve") == []
    assert len(await _read(northshire, "ruth")) == 4
