"""The board's report: figures of a month that is over, held back where they are small, and never counted again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.make.world import World

REPORT = "/v1/reports/callbacks?month=2026-05"
IN_MAY = datetime(2026, 5, 13, 9, 0, tzinfo=UTC)
IN_JUNE = datetime(2026, 6, 3, 9, 0, tzinfo=UTC)
FREEZE_DAY = datetime(2026, 6, 12, 22, 59, tzinfo=UTC)  # a minute before its end in London
MONDAY = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
NOTHING = dict.fromkeys(("asked", "met", "missed", "open", "contested", "withdrawn"))


async def asked(world: World, times: int = 1, *, at: datetime = IN_MAY) -> list[str]:
    world.at(at)
    return [(await world.asks_to_be_called("maya"))["id"] for _ in range(times)]


async def talked(world: World, requests: list[str], *, at: datetime = IN_MAY) -> list[str]:
    world.at(at)
    for each in requests:
        reply = await world["sam"].post(f"/v1/requests/{each}/attempts", {"outcome": "spoke"})
        assert reply.status_code == 201, reply.text
    return requests


async def told(world: World, requests: list[str], what: str, *, at: datetime = IN_MAY, **said: object) -> list[str]:
    world.at(at)
    for each in requests:
        reply = await world["maya"].post(f"/v1/me/contact-requests/{each}/{what}", said or None)
        assert reply.status_code == 200, reply.text
    return requests


async def report(world: World, path: str = REPORT, *, at: datetime = MONDAY) -> dict[str, Any]:
    world.at(at)
    reply = await world["lee"].get(path)
    assert reply.status_code == 200, reply.text
    shown: dict[str, Any] = reply.json()
    return shown


async def test_a_month_is_shown_to_the_nearest_five(northshire: World) -> None:
    await talked(northshire, await asked(northshire, 13))
    await talked(northshire, await asked(northshire, 11), at=IN_MAY + WEEK)

    assert await report(northshire) == {
        "month": "2026-05",
        "frozen_on": "2026-06-12",
        "asked": 25,
        "met": 15,
        "missed": 10,
        "open": 0,
        "contested": 0,
        "withdrawn": 0,
        "suppressed": [],
        "rounded_to": 5,
    }


async def test_a_small_figure_is_held_back_and_with_it_the_next_smallest(northshire: World) -> None:
    await talked(northshire, await asked(northshire, 12))
    await talked(northshire, await asked(northshire, 5), at=IN_MAY + WEEK)

    shown = await report(northshire)

    assert (shown["asked"], shown["met"], shown["missed"], shown["open"]) == (15, 10, None, None)
    assert shown["suppressed"] == ["missed", "open"]


async def test_fewer_than_ten_are_held_back_altogether(northshire: World) -> None:
    await talked(northshire, await asked(northshire, 9))

    shown = await report(northshire)

    assert shown | NOTHING == shown
    assert shown["suppressed"] == list(NOTHING)


async def test_only_calls_asked_for_in_that_month_in_london_are_counted(northshire: World) -> None:
    await asked(northshire, 10)
    await asked(northshire, 1, at=datetime(2026, 4, 30, 22, 59, tzinfo=UTC))
    await asked(northshire, 1, at=datetime(2026, 4, 30, 23, 0, tzinfo=UTC))
    await asked(northshire, 1, at=datetime(2026, 5, 31, 22, 59, tzinfo=UTC))
    await asked(northshire, 5, at=datetime(2026, 5, 31, 23, 0, tzinfo=UTC))

    shown = await report(northshire)

    assert (shown["asked"], shown["open"]) == (10, 10)


async def test_what_she_contests_is_neither_met_nor_missed(northshire: World) -> None:
    requests = await talked(northshire, await asked(northshire, 12))
    await talked(northshire, await asked(northshire, 12))
    await told(northshire, requests, "confirmation", reached=False)
    await talked(northshire, requests[:5], at=IN_JUNE)

    shown = await report(northshire)

    assert (shown["met"], shown["contested"], shown["missed"]) == (10, 10, 0)


async def test_after_a_new_talk_and_ten_days_of_silence_it_is_missed(northshire: World) -> None:
    requests = await talked(northshire, await asked(northshire, 12))
    await told(northshire, requests, "confirmation", reached=False)
    await talked(northshire, requests, at=IN_MAY + WEEK)

    shown = await report(northshire)

    assert (shown["met"], shown["contested"], shown["missed"]) == (0, 0, 10)


async def test_what_she_takes_back_in_time_is_withdrawn_and_later_is_missed(northshire: World) -> None:
    await told(northshire, await asked(northshire, 10), "withdrawal")
    await told(northshire, await asked(northshire, 15), "withdrawal", at=IN_MAY + WEEK)

    shown = await report(northshire)

    assert (shown["withdrawn"], shown["missed"]) == (10, 15)


async def test_a_frozen_month_never_changes(northshire: World) -> None:
    requests = await asked(northshire, 20)
    first = await report(northshire)

    await talked(northshire, requests, at=MONDAY)
    asked_at = {"asked_at": (MONDAY - timedelta(days=16)).isoformat(), "asked_through": "phone"}
    for _ in range(5):
        await northshire["sam"].post(f"/v1/young-people/{northshire.id_of('maya')}/contact-requests", asked_at)

    assert (first["asked"], first["open"]) == (20, 20)
    assert await report(northshire, at=MONDAY + WEEK) == first


async def test_what_happens_after_the_freeze_day_is_not_counted_although_nobody_asked_before(
    northshire: World,
) -> None:
    requests = await asked(northshire, 20)
    await talked(northshire, requests, at=MONDAY)

    assert (await report(northshire, at=MONDAY + WEEK))["open"] == 20


@pytest.mark.parametrize(
    ("month", "at"), [("2026-05", FREEZE_DAY), ("2026-06", MONDAY), ("2026-07", MONDAY), ("2027-01", MONDAY)]
)
async def test_a_month_that_is_not_counted_yet_is_not_there(northshire: World, month: str, at: datetime) -> None:
    northshire.at(at)

    reply = await northshire["lee"].get(f"/v1/reports/callbacks?month={month}")

    assert (reply.status_code, reply.json()["code"]) == (404, "not_counted_yet")


async def test_it_says_when_it_will_be_there(northshire: World) -> None:
    northshire.at(FREEZE_DAY)

    reply = await northshire["lee"].get(REPORT)

    assert reply.json()["detail"] == "That month is counted after Friday 12 June."


async def test_it_is_there_when_the_freeze_day_is_over(northshire: World) -> None:
    assert (await report(northshire, at=FREEZE_DAY + timedelta(minutes=1)))["frozen_on"] == "2026-06-12"


@pytest.mark.parametrize("month", ["", "2026-13", "2026-5", "2026", "May 2026", "1999-01"])
async def test_a_month_is_a_month(northshire: World, month: str) -> None:
    reply = await northshire["lee"].get("/v1/reports/callbacks", headers={}) if not month else None
    reply = reply or await northshire["lee"].get(f"/v1/reports/callbacks?month={month.replace(' ', '%20')}")

    assert (reply.status_code, reply.json()["code"]) == (422, "not_valid")


@pytest.mark.parametrize("who", ["lee", "priya", "sam"])
@pytest.mark.parametrize("month", ["2005-09", "2017-11", "2028-12", "2099-01"])
async def test_a_month_of_whose_bank_holidays_nobody_knows_is_a_mistake_and_no_fault(
    northshire: World, who: str, month: str
) -> None:
    reply = await northshire[who].get(f"/v1/reports/callbacks?month={month}")

    assert (reply.status_code, reply.json()["code"]) == (422, "beyond_the_calendar")


@pytest.mark.parametrize("who", ["maya", "dana", "ruth", "ade", "cleo", "eve", "kim"])
async def test_the_report_is_for_the_board_and_those_who_make_the_calls(northshire: World, who: str) -> None:
    northshire.at(MONDAY)

    assert (await northshire[who].get(REPORT)).status_code == 403


async def test_another_councils_month_is_not_counted_with_ours(northshire: World, eastvale: World) -> None:
    eastvale.at(IN_MAY)
    for _ in range(12):
        await eastvale.asks_to_be_called("noor")

    shown = await report(northshire)

    assert shown["asked"] is None
