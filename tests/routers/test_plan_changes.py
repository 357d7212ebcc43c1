"""What is new in a plan, compared with the version that she read before."""

import pytest

from rules.plans import PARTS, PlanKind
from tests.make.plans import part, plan, read, section, written
from tests.make.world import World

CARE = "/v1/me/plans/care"


async def test_she_sees_what_is_new_since_the_version_before(northshire: World) -> None:
    told = await read(northshire, "maya", f"{CARE}/changes")

    changed = {each["section"]: each["change"] for each in told["sections"]}
    assert (told["from_version"], told["to_version"]) == (1, 2)
    assert list(changed) == list(PARTS[PlanKind.care])
    assert changed["how_long"] == "withheld"
    assert {each["now"]["what"]: each["says"] for each in told["actions"]} == {
        "See Theo every second Saturday": "This is done now.",
        "Pay for the swimming club": "This is done now.",
        "Find a drama group near home": "This is new.",
        "Let you stay the night at Theo's": "This is new.",
        "Start your life story book with you": "This is new.",
    }


async def test_reading_the_plan_first_does_not_hide_what_is_new(northshire: World) -> None:
    before = await read(northshire, "maya", f"{CARE}/changes")
    await read(northshire, "maya", CARE)

    assert await read(northshire, "maya", f"{CARE}/changes") == before


async def test_it_is_compared_with_the_version_that_she_last_read(northshire: World) -> None:
    await read(northshire, "maya", f"{CARE}/versions/1")
    await written(northshire, "sam", "maya", plan())

    told = await read(northshire, "maya", f"{CARE}/changes")

    assert (told["from_version"], told["to_version"]) == (1, 3)


async def test_a_part_that_is_opened_can_be_read_again(northshire: World) -> None:
    await written(northshire, "sam", "maya", plan(part("how_long", "Until you are 18.")))

    told = await read(northshire, "maya", f"{CARE}/changes?since=2&until=3")

    how_long = section(told, "how_long")
    assert (how_long["change"], how_long["before"], how_long["now"]) == ("opened", None, "Until you are 18.")
    assert section(told, "family")["says"] == "This part is not in your plan any more."
    assert {each["change"] for each in told["actions"]} == {"removed"}


async def test_the_same_plan_once_more_has_nothing_new(northshire: World) -> None:
    told = await read(northshire, "maya", f"{CARE}/changes?since=2&until=2")

    assert (told["says"], told["sections"], told["actions"]) == ("Nothing is different.", [], [])


async def test_in_a_first_plan_all_is_new(northshire: World) -> None:
    told = await read(northshire, "maya", "/v1/me/plans/health/changes")

    assert told["says"] == "This is your first plan. All of it is new."
    assert {each["change"] for each in told["sections"]} == {"new"}


@pytest.mark.parametrize("wanted", ["since=2&until=1", "since=9", "until=9", "until=0"])
async def test_versions_that_are_not_there_are_not_compared(northshire: World, wanted: str) -> None:
    reply = await northshire["maya"].get(f"{CARE}/changes?{wanted}")

    assert reply.status_code == 404
