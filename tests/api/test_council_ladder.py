"""`kept council ladder`: a council sees its ladder and tightens it from a day on; nobody loosens it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from fastapi import FastAPI

from tests.make.desk import Typing, at_a_desk

FROM_2030 = ("--from", "2030-01-01")


@pytest_asyncio.fixture
async def desk(app: FastAPI, owner_url: str) -> AsyncIterator[Typing]:
    async with at_a_desk(app, owner_url) as made:
        await made.types("new", made.slug, "--name", "Westmere")
        yield made


async def _line(desk: Typing, step: str, *more: str) -> str:
    shown = (await desk.types("ladder", desk.slug, *more)).text.splitlines()
    (line,) = [each for each in shown if each.split()[:2] == ["contact", step]]
    return line.partition(step)[2].strip()


async def test_a_new_council_has_the_ladder_that_stands_everywhere(desk: Typing) -> None:
    assert await _line(desk, "half_way") == "50 percent of the office hours between asking and due: holder"
    assert await _line(desk, "due") == "at its time: manager, young_person"


async def test_a_council_tightens_a_step_from_a_day_on(desk: Typing) -> None:
    said = ("--step", "half_way", "--amount", "30", "--tells", "manager", "--from", "2030-01-01")
    await desk.types("ladder", desk.slug, *said)

    before = await _line(desk, "half_way", "--from", "2029-12-31")
    after = await _line(desk, "half_way", "--from", "2030-01-01")

    assert before.startswith("50 percent")
    assert after == "30 percent of the office hours between asking and due: holder, manager"


@pytest.mark.parametrize(
    "looser",
    [
        ("--step", "half_way", "--amount", "60"),
        ("--step", "half_way", "--amount", "0"),
        ("--step", "nearly_due", "--amount", "1"),
        ("--step", "nearly_due", "--amount", "-2"),
        ("--step", "nobody_yet", "--amount", "-1"),
    ],
)
async def test_nobody_loosens_a_step(desk: Typing, looser: tuple[str, ...]) -> None:
    before = (await desk.types("ladder", desk.slug)).text

    with pytest.raises((RuntimeError, ValueError), match="never loosen"):
        await desk.types("ladder", desk.slug, *looser)

    assert (await desk.types("ladder", desk.slug)).text == before


async def test_what_a_step_tells_is_added_to_and_never_taken_away(desk: Typing) -> None:
    await desk.types("ladder", desk.slug, "--step", "nearly_due", "--tells", "rights")

    assert (await _line(desk, "nearly_due")).endswith(": duty, holder, manager, rights")


@pytest.mark.parametrize("fixed", ["due", "day_late", "contested"])
async def test_due_and_a_day_late_stand_where_they_stand(desk: Typing, fixed: str) -> None:
    with pytest.raises(SystemExit):
        await desk.types("ladder", desk.slug, "--step", fixed)


async def test_what_was_tightened_is_not_loosened_later(desk: Typing) -> None:
    """Neither back to what stands everywhere, nor by a figure alone that would forget who is told."""
    await desk.types("ladder", desk.slug, "--step", "half_way", "--amount", "30", "--tells", "manager", *FROM_2030)

    with pytest.raises((RuntimeError, ValueError), match="never loosen"):
        await desk.types("ladder", desk.slug, "--step", "half_way", "--amount", "40", "--from", "2031-01-01")
    await desk.types("ladder", desk.slug, "--step", "half_way", "--amount", "20", "--from", "2032-01-01")
    await desk.types("ladder", desk.slug, "--step", "half_way", "--tells", "rights", "--from", "2033-01-01")

    shown = [await _line(desk, "half_way", "--from", f"{year}-06-01") for year in (2031, 2032, 2033)]
    assert [each.partition(" ")[0] for each in shown] == ["30", "20", "20"]
    assert [each.rpartition(": ")[2] for each in shown] == [
        "holder, manager", "holder, manager", "holder, manager, rights",
    ]  # fmt: skip


async def test_a_step_is_not_tightened_before_a_day_from_which_it_would_be_looser_again(desk: Typing) -> None:
    await desk.types("ladder", desk.slug, "--step", "half_way", "--amount", "40", *FROM_2030)

    with pytest.raises((RuntimeError, ValueError), match="2030-01-01"):
        await desk.types("ladder", desk.slug, "--step", "half_way", "--amount", "30", "--from", "2029-01-01")

    assert (await _line(desk, "half_way", "--from", "2029-06-01")).startswith("50 percent")
