"""Days on which the offices are closed: said in good time, counted at once, and told to whoever's date moves."""

from datetime import date, timedelta

import pytest

from jobs.clocks import move_clocks_of
from jobs.desk import Desk
from jobs.ladder import sweep_council
from tests.jobs.conftest import desk as _jobs
from tests.make.scenes import as_told, on, refused, tries
from tests.make.world import World

HOLIDAYS, CLOSURES = "/v1/calendars/bank-holidays", "/v1/calendars/closures"
THURSDAY, FRIDAY = {"day": "2026-06-11", "why": "The King's day"}, {"day": "2026-06-12", "why": "The Queen's day"}
desk = _jobs


async def moved(world: World, desk: Desk, **said: str) -> int:
    reply = await world["kim"].post(HOLIDAYS, said)
    assert reply.status_code == 201, reply.text
    return await move_clocks_of(desk, world.id)


async def test_an_open_clock_that_a_new_bank_holiday_touches_moves_and_she_is_told(
    northshire: World, desk: Desk
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(on(10, "10:30"))

    assert await moved(northshire, desk, **THURSDAY) == 1

    told = await as_told(northshire, "maya", asked)
    assert (asked["due_in_words"], told["due_in_words"]) == ("Friday 12 June, 5 pm", "Monday 15 June, 5 pm")
    line = told["timeline"][-1]
    assert (line["what"], line["reason"]) == ("clock_moved", "The King's day")
    assert line["says"] == "Your date is now Monday 15 June, 5 pm, as the office is closed on one of the days."
    notices = (await northshire["maya"].get("/v1/me/notices")).json()["items"]
    assert notices[0]["says"] == line["says"]
    days = (await northshire["maya"].get(f"/v1/me/contact-requests/{asked['id']}/clock")).json()["days"]
    assert [each["skipped"] for each in days if each["day"] == "2026-06-11"] == ["The King's day"]


async def test_whoever_asks_what_changed_since_is_told_of_the_new_date(northshire: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(on(10, "13:00"))
    await moved(northshire, desk, **THURSDAY)

    since = f"changed_since={on(10, '12:30').isoformat().replace('+00:00', 'Z')}"
    for who, path in (("maya", "/v1/me/contact-requests"), ("sam", "/v1/triage")):
        reply = await northshire[who].get(f"{path}?{since}")
        (found,) = reply.json()["items"]
        assert (found["id"], found["due_in_words"]) == (asked["id"], "Monday 15 June, 5 pm")


async def test_whoever_it_is_for_hears_of_it_also_where_its_date_moved_in_the_minute_of_asking(
    northshire: World, desk: Desk
) -> None:
    await northshire.asks_to_be_called("maya")
    await moved(northshire, desk, **THURSDAY)

    await sweep_council(desk, northshire.id)

    heard = [each["says"] for each in (await northshire["sam"].get("/v1/notices")).json()["items"]]
    assert "Somebody asked to be called. It is due Monday 15 June, 5 pm." in heard


async def test_a_second_look_moves_nothing_again(northshire: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")

    assert [await moved(northshire, desk, **THURSDAY), await move_clocks_of(desk, northshire.id)] == [1, 0]
    assert (await as_told(northshire, "maya", asked))["due_in_words"] == "Monday 15 June, 5 pm"


async def test_what_has_ended_or_is_late_keeps_its_date(northshire: World, desk: Desk) -> None:
    ended = await northshire.asks_to_be_called("maya")
    await tries(northshire, "sam", ended)

    assert await moved(northshire, desk, **FRIDAY) == 0
    assert (await as_told(northshire, "maya", ended))["due_in_words"] == "Friday 12 June, 5 pm"


async def test_steps_taken_stay_taken_and_the_others_get_their_new_times(northshire: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(on(11, "15:00"))
    await sweep_council(desk, northshire.id)
    await moved(northshire, desk, **FRIDAY)

    for instant in (on(11, "16:00"), on(12, "17:30"), on(15, "09:30"), on(15, "17:00")):
        northshire.at(instant)
        await sweep_council(desk, northshire.id)

    steps = (await as_told(northshire, "maya", asked))["steps"]
    assert [each["step"] for each in steps if each["taken_at"]] == ["half_way", "nobody_yet", "nearly_due", "due"]
    assert [each["at"] for each in steps if each["step"] == "due"] == ["2026-06-15T16:00:00Z"]


async def test_a_closure_lengthens_a_promise_and_never_a_clock_set_by_law(northshire: World) -> None:
    northshire.at(on(1))
    reply = await northshire["kim"].post(CLOSURES, {"day": "2026-06-30", "why": "We train"})
    assert reply.status_code == 201, reply.text
    northshire.at(on(29))

    call = await northshire.asks_to_be_called("maya")
    said = {"kind": "complaint", "message": "Nobody rings."}
    complaint = (await northshire["maya"].post("/v1/me/feedback", said)).json()

    assert call["due_in_words"] == "Thursday 2 July, 5 pm"
    assert complaint["due_in_words"] == "the end of Monday 13 July"


async def test_a_bank_holiday_moves_a_clock_set_by_law_as_well(northshire: World, desk: Desk) -> None:
    said = {"kind": "complaint", "message": "Nobody rings."}
    made = (await northshire["maya"].post("/v1/me/feedback", said)).json()

    assert await moved(northshire, desk, **THURSDAY) == 1

    now = (await northshire["maya"].get(f"/v1/me/feedback/{made['id']}")).json()
    assert (made["due_in_words"], now["due_in_words"]) == (
        "the end of Wednesday 24 June",
        "the end of Thursday 25 June",
    )


async def test_another_councils_bank_holiday_moves_nothing_here(northshire: World, eastvale: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")

    await eastvale["kit"].post(HOLIDAYS, THURSDAY)
    await move_clocks_of(desk, eastvale.id)

    assert await move_clocks_of(desk, northshire.id) == 0
    assert (await as_told(northshire, "maya", asked))["due_in_words"] == "Friday 12 June, 5 pm"


@pytest.mark.parametrize(
    ("path", "day", "status", "code"),
    [
        (HOLIDAYS, "2026-06-10", 422, "in_the_past"),
        (HOLIDAYS, "2026-06-13", 422, "no_working_day"),
        (HOLIDAYS, "2026-08-31", 422, "no_working_day"),
        (HOLIDAYS, "2099-06-11", 422, "beyond_the_calendar"),
        (HOLIDAYS, "some day", 422, "not_valid"),
        (CLOSURES, "2026-07-07", 422, "too_soon"),
    ],
)
async def test_a_day_that_cannot_be_is_refused_with_its_reason(
    northshire: World, path: str, day: str, status: int, code: str
) -> None:
    assert refused(await northshire["kim"].post(path, {"day": day, "why": "A party"}), status, code)


async def test_a_day_is_said_once(northshire: World) -> None:
    first = await northshire["kim"].post(HOLIDAYS, THURSDAY)
    second = await northshire["kim"].post(HOLIDAYS, THURSDAY)

    assert first.status_code == 201
    assert refused(second, 422, "no_working_day")
    assert [each["day"] for each in (await northshire["kim"].get(HOLIDAYS)).json()["items"]] == ["2026-06-11"]


async def test_a_year_has_five_closures_and_no_more(northshire: World) -> None:
    monday = date(2026, 7, 13)
    days = [str(monday + timedelta(weeks=each)) for each in range(6)]

    replies = [await northshire["kim"].post(CLOSURES, {"day": day, "why": "We train"}) for day in days]

    assert [each.status_code for each in replies] == [201] * 5 + [409]
    assert refused(replies[-1], 409, "too_many_closures")
    assert len((await northshire["kim"].get(CLOSURES)).json()["items"]) == 5


@pytest.mark.parametrize("who", ["maya", "sam", "priya", "lee"])
async def test_only_the_admin_says_so(northshire: World, who: str) -> None:
    assert refused(await northshire[who].post(HOLIDAYS, THURSDAY), 403, "not_allowed")
