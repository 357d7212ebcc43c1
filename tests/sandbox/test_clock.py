"""A developer moves the clock of a demonstration, and everything that depends on time moves with it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from tests.make.moving import CLOCK, moved
from tests.make.world import Speaker, World


async def to_the_next(house: World, month: int, day: int) -> datetime:
    """Move to noon of the next day of that date."""
    now = datetime.fromisoformat((await moved(house, forward="PT1S"))["now"])
    there = now.replace(month=month, day=day, hour=12, minute=0, second=0, microsecond=0)
    there = there if there > now else there.replace(year=there.year + 1)
    await moved(house, at=there.isoformat())
    return there


async def standing(house: World, request_id: str) -> str:
    reply = await house["maya"].get(f"/v1/me/contact-requests/{request_id}")
    return str(reply.json()["standing"])


async def test_two_working_days_can_be_lived_through_in_a_minute(house: World) -> None:
    asked = await house.asks_to_be_called("maya", about="seeing my brother")
    due = datetime.fromisoformat(asked["due_at"])
    before = await standing(house, asked["id"])

    await moved(house, at=(due - timedelta(hours=1)).isoformat())
    soon = await standing(house, asked["id"])
    await moved(house, forward="PT2H")
    late = await standing(house, asked["id"])

    assert (before, soon, late) == ("on_track", "due_soon", "late")


async def test_a_call_asked_for_before_christmas_skips_the_bank_holidays(house: World) -> None:
    eve = await to_the_next(house, 12, 24)

    asked = await house.asks_to_be_called("maya", about="presents")
    clock = (await house["maya"].get(f"/v1/me/contact-requests/{asked['id']}/clock")).json()

    skipped = [each for each in clock["days"] if "Christmas Day" in str(each)]
    assert skipped
    assert datetime.fromisoformat(asked["asked_at"]) - eve < timedelta(minutes=1)


async def test_the_walls_read_the_same_clock(house: World) -> None:
    """Let the rights officer see a request only once it is a working day late: a policy says so, no code does."""
    asked = await house.asks_to_be_called("maya", about="nobody calls")
    path = f"/v1/requests/{asked['id']}"
    before = (await house["ruth"].get(path)).status_code

    await moved(house, at=(datetime.fromisoformat(asked["due_at"]) + timedelta(days=10)).isoformat())

    assert (before, (await house["ruth"].get(path)).status_code) == (404, 200)


async def test_reviews_and_reports_move_too(house: World) -> None:
    first = (await house["maya"].get("/v1/me/reviews")).json()
    month = await to_the_next(house, 8, 25)
    path = f"/v1/reports/callbacks?month={month.year}-07"

    report = await house["lee"].get(path)
    later = (await house["maya"].get("/v1/me/reviews")).json()

    assert report.status_code == 200, report.text
    assert first != later


async def test_a_move_is_the_same_for_every_process(house: World, demo: FastAPI, settings: Settings) -> None:
    other = create_app(replace(settings, database_url=demo.state.pool.conninfo))
    async with other.router.lifespan_context(other):
        told = await moved(house, forward="P30D")
        asked = await Speaker(other, house.token("maya")).post("/v1/me/contact-requests", {"about": "from there"})

    there = datetime.fromisoformat(asked.json()["asked_at"]) - datetime.fromisoformat(told["now"])
    assert timedelta() <= there < timedelta(minutes=1)


async def test_a_token_lives_by_real_time(house: World) -> None:
    await moved(house, forward="P100D")

    assert (await house["maya"].get("/v1/me")).status_code == 200


async def test_the_clock_goes_forward_only_and_no_further_than_the_bank_holidays(house: World) -> None:
    back = await house["maya"].post(CLOCK, {"at": "2020-01-01T00:00:00Z"})
    still = await house["maya"].post(CLOCK, {"forward": "PT0S"})
    beyond = await house["maya"].post(CLOCK, {"at": "2400-01-01T00:00:00Z"})

    assert [each.json()["code"] for each in (back, still, beyond)] == [
        "only_forward",
        "only_forward",
        "beyond_the_calendar",
    ]


@pytest.mark.parametrize(
    "move", [{}, {"at": "2027-01-01T00:00:00Z", "forward": "P1D"}, {"at": "2027-01-01T00:00:00"}, {"forward": "soon"}]
)
async def test_a_move_is_to_an_instant_or_by_a_duration(house: World, move: dict[str, str]) -> None:
    assert (await house["maya"].post(CLOCK, move)).status_code == 422


async def test_a_second_tap_moves_the_clock_once(house: World) -> None:
    first = await house["maya"].post(CLOCK, {"forward": "P3D"}, key="tap")
    again = await house["maya"].post(CLOCK, {"forward": "P3D"}, key="tap")
    other = await house["maya"].post(CLOCK, {"forward": "P4D"}, key="tap")
    bare = await house["maya"].post(CLOCK, {"forward": "P4D"}, key=" ")

    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.json()["code"], bare.json()["code"]) == ("different_body", "bad_idempotency_key")
