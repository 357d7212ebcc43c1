"""Who leaves is announced to each of their young people, who read who is there instead."""

from datetime import timedelta
from typing import Any

from jobs.desk import Desk
from jobs.hand_over import hand_over_council
from tests.conftest import WEDNESDAY
from tests.make.involvements import begun
from tests.make.my_people import people, told
from tests.make.world import World

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
JULY = (WEDNESDAY + 21 * DAY).isoformat()  # Wednesday 1 July
MAIN: dict[str, Any] = {"main": True, "reason": "Sam has a new post"}


async def test_who_leaves_on_a_later_day_is_announced_once_to_each_of_their_young_people(
    northshire: World, desk: Desk
) -> None:
    path = f"/v1/workers/{northshire.id_of('sam')}/departure"
    await northshire["kim"].put(path, {"leaves_at": JULY})
    for _ in range(2):
        await hand_over_council(desk, northshire.id)
    first = [[each["says"] for each in await told(northshire, who)] for who in ("maya", "jay")]

    await northshire["kim"].put(path, {"leaves_at": (WEDNESDAY + 5 * DAY).isoformat()})
    northshire.at(WEDNESDAY + MINUTE)
    await hand_over_council(desk, northshire.id)

    says = "Sam is your social worker until {}. Sam will not work here any more."
    assert first == [[says.format("Wednesday 1 July")]] * 2
    assert (await told(northshire))[0]["says"] == says.format("Monday 15 June")
    (sam,) = [each for each in (await people(northshire))["people"] if each["name"] == "Sam"]
    assert (sam["until"], sam["leaving"]) == ("2026-06-15T09:00:00Z", says.format("Monday 15 June"))


async def test_who_has_left_is_told_with_who_is_there_instead(northshire: World, desk: Desk) -> None:
    await northshire["priya"].put(f"/v1/workers/{northshire.id_of('sam')}/departure", {})
    northshire.at(WEDNESDAY + MINUTE)
    await hand_over_council(desk, northshire.id)

    assert [each["says"] for each in await told(northshire)] == [
        "Priya is now your social worker, in place of Sam. Sam will not work here any more."
    ]


async def test_who_was_to_come_and_leaves_before_is_not_coming(northshire: World, desk: Desk) -> None:
    await begun(northshire, "priya", "alex", "support_worker", starts_at=JULY)
    northshire.at(WEDNESDAY + MINUTE)
    await northshire["priya"].put(f"/v1/workers/{northshire.id_of('alex')}/departure", {})

    await hand_over_council(desk, northshire.id)

    assert (await told(northshire))[0]["says"] == (
        "Alex will not be your support worker after all. Alex will not work here any more."
    )


async def mains(world: World) -> list[str]:
    """Name the main worker of a minute later, and of three weeks later."""
    found = []
    for instant in (WEDNESDAY + 2 * MINUTE, WEDNESDAY + 22 * DAY):
        world.at(instant)
        found += [each["name"] for each in (await people(world))["people"] if each["main"]]
    return found


async def test_who_leaves_before_the_next_one_comes_is_stood_in_for_until_then(northshire: World, desk: Desk) -> None:
    await begun(northshire, "priya", "alex", "social_worker", **MAIN, starts_at=JULY)
    northshire.at(WEDNESDAY + MINUTE)
    await northshire["priya"].put(f"/v1/workers/{northshire.id_of('sam')}/departure", {})
    await hand_over_council(desk, northshire.id)

    assert await mains(northshire) == ["Priya", "Alex"]


async def test_who_was_to_come_and_leaves_is_replaced_from_that_day(northshire: World, desk: Desk) -> None:
    await begun(northshire, "priya", "alex", "social_worker", **MAIN, starts_at=JULY)
    northshire.at(WEDNESDAY + MINUTE)
    await northshire["priya"].put(f"/v1/workers/{northshire.id_of('alex')}/departure", {})
    await hand_over_council(desk, northshire.id)

    assert await mains(northshire) == ["Sam", "Priya"]
