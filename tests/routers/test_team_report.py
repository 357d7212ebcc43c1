"""The report of a manager: the own team, worker by worker and month by month; and of a worker, of themselves alone."""

from datetime import UTC, datetime

from tests.make.reports import DAY, HOUR, JUNE, WEDNESDAY, WEEK, asked, of, report, tries
from tests.make.scenes import away
from tests.make.world import World


async def test_a_manager_sees_what_became_of_the_teams_calls_worker_by_worker(northshire: World) -> None:
    in_time, late = await asked(northshire), await asked(northshire)
    await asked(northshire)
    await tries(northshire, in_time, "no_answer", at=WEDNESDAY + HOUR)
    await tries(northshire, in_time, at=WEDNESDAY + 3 * HOUR)
    await tries(northshire, late, at=WEDNESDAY + WEEK)

    shown = await report(northshire)

    assert {name: shown[name] for name in ("month", "asked", "met", "missed", "open", "suppressed", "rounded_to")} == {
        "month": "2026-06", "asked": 3, "met": 1, "missed": 1, "open": 1, "suppressed": [], "rounded_to": 1,
    }  # fmt: skip
    sam = of(shown, "Sam")
    assert (sam["month"], sam["asked"], sam["met"], sam["missed"], sam["open"]) == ("2026-06", 3, 1, 1, 1)
    assert sam["to_first_try"] == {"median": 20.5, "ninetieth": 40.0}
    assert sam["to_talk"] == {"median": 21.5, "ninetieth": 40.0}
    assert sam["open_by_age"] == {"first_day": 0, "second_day": 0, "within_a_week": 0, "longer": 1}


async def test_hours_are_those_of_the_office_and_run_from_the_later_day_that_she_asked_for(northshire: World) -> None:
    friday = await asked(northshire, at=WEDNESDAY + 2 * DAY + 6 * HOUR)  # at four
    later = await asked(northshire, at=WEDNESDAY, who="jay", not_before="2026-06-15")
    await tries(northshire, friday, at=WEDNESDAY + 5 * DAY)  # on Monday at ten
    await tries(northshire, later, at=WEDNESDAY + 5 * DAY)

    shown = await report(northshire)

    assert of(shown, "Sam")["to_talk"] == {"median": 1.5, "ninetieth": 2.0}


async def test_a_talk_of_which_only_she_told_us_is_the_first_try_too(northshire: World) -> None:
    call = await asked(northshire)
    northshire.at(WEDNESDAY + HOUR)
    await northshire["maya"].post(f"/v1/me/contact-requests/{call}/confirmation", {"reached": True})

    sam = of(await report(northshire), "Sam")

    assert sam["to_first_try"] == sam["to_talk"] == {"median": 1.0, "ninetieth": 1.0}


async def test_contested_withdrawn_and_written_down_late_are_counted_as_such(northshire: World) -> None:
    contested, withdrawn, late = [await asked(northshire) for _ in range(3)]
    await tries(northshire, contested, at=WEDNESDAY + HOUR)
    await northshire["maya"].post(f"/v1/me/contact-requests/{contested}/confirmation", {"reached": False})
    await northshire["maya"].post(f"/v1/me/contact-requests/{withdrawn}/withdrawal")
    northshire.at(WEDNESDAY + 6 * DAY)
    said = {"outcome": "spoke", "at": (WEDNESDAY + HOUR).isoformat()}
    await northshire["sam"].post(f"/v1/requests/{late}/attempts", said)

    sam = of(await report(northshire), "Sam")

    assert {name: sam[name] for name in ("asked", "met", "contested", "withdrawn", "open", "missed")} == {
        "asked": 3, "met": 1, "contested": 1, "withdrawn": 1, "open": 0, "missed": 0,
    }  # fmt: skip
    assert sam["recorded_late"] == 1
    assert sam["to_talk"] == {"median": 1.0, "ninetieth": 1.0}


async def test_what_she_contested_is_judged_again_after_ten_days_of_silence_upon_a_new_talk(northshire: World) -> None:
    call = await asked(northshire)
    await tries(northshire, call, at=WEDNESDAY + HOUR)
    await northshire["maya"].post(f"/v1/me/contact-requests/{call}/confirmation", {"reached": False})
    await tries(northshire, call, at=WEDNESDAY + WEEK)

    before = of(await report(northshire, at=WEDNESDAY + 3 * WEEK), "Sam")
    after = of(await report(northshire, at=WEDNESDAY + 3 * WEEK + DAY), "Sam")

    assert (before["contested"], before["missed"]) == (1, 0)
    assert (after["contested"], after["missed"]) == (0, 1)


async def test_a_call_counts_with_whom_it_was_asked_of_also_where_a_colleague_made_it(northshire: World) -> None:
    call = await asked(northshire)
    await tries(northshire, call, at=WEDNESDAY + HOUR, who="alex")

    shown = await report(northshire)

    assert of(shown, "Sam")["met"] == 1
    assert [each["worker"] for each in shown["detail"]["by_worker"]] == ["Sam"]


async def test_several_months_stand_one_after_the_other_and_the_sums_are_of_the_last(northshire: World) -> None:
    await asked(northshire, at=datetime(2026, 4, 30, 22, 59, tzinfo=UTC))
    await asked(northshire, at=datetime(2026, 4, 30, 23, 0, tzinfo=UTC))  # it is May in London
    await asked(northshire)

    shown = await report(northshire, path=f"{JUNE}&since=2026-05")

    assert [each["month"] for each in shown["detail"]["by_worker"]] == ["2026-05", "2026-06"]
    assert shown["asked"] == 1


async def test_a_manager_sees_what_each_of_the_team_has_to_do(northshire: World) -> None:
    held, _, late = await asked(northshire), await asked(northshire), await asked(northshire, at=WEDNESDAY - WEEK)
    northshire.at(WEDNESDAY)
    await northshire["alex"].put(f"/v1/requests/{held}/taker")
    await northshire["sam"].put(f"/v1/requests/{late}/taker")

    load = (await report(northshire, at=WEDNESDAY))["detail"]["load"]

    assert [(each["worker"], each["holds"], each["waiting"], each["late"]) for each in load] == [
        ("Alex", 1, 0, 0),
        ("Priya", 0, 0, 0),
        ("Sam", 1, 1, 1),
    ]


async def test_who_has_not_been_heard_from_for_six_weeks_is_named(northshire: World) -> None:
    await tries(northshire, await asked(northshire, at=WEDNESDAY - 6 * WEEK - DAY), at=WEDNESDAY - 6 * WEEK)
    await tries(northshire, await asked(northshire, who="jay"), at=WEDNESDAY + HOUR)

    shown = await report(northshire, at=WEDNESDAY + HOUR)
    unheard = shown["detail"]["not_heard_from"]

    assert [(each["name"], each["worker"], each["last_talk_on"]) for each in unheard] == [("Maya", "Sam", "2026-04-29")]
    assert unheard[0]["young_person_id"] == str(northshire.id_of("maya"))


async def test_a_talk_that_she_denies_was_none(northshire: World) -> None:
    call = await asked(northshire)
    await tries(northshire, call, at=WEDNESDAY + HOUR)
    heard = (await report(northshire))["detail"]["not_heard_from"]
    await northshire["maya"].post(f"/v1/me/contact-requests/{call}/confirmation", {"reached": False})
    denied = (await report(northshire))["detail"]["not_heard_from"]

    assert [each["name"] for each in heard] == ["Jay"]
    assert sorted(each["name"] for each in denied) == ["Jay", "Maya"]


async def test_whose_name_was_shown_can_see_who_looked_and_a_table_of_figures_is_no_look(northshire: World) -> None:
    as_csv = {"Accept": "text/csv"}
    for _ in range(2):
        northshire.at(WEDNESDAY)
        await northshire["priya"].get(f"{JUNE}&table=load", headers=as_csv)
    before = (await northshire["maya"].get("/v1/me/access-log")).json()["items"]
    await northshire["priya"].get(JUNE)
    (look,) = (await northshire["maya"].get("/v1/me/access-log")).json()["items"]

    assert before == []
    assert (look["who"], look["what_for"]) == (
        "Priya", "saw your name in the list of young people whom no one has talked with for six weeks",
    )  # fmt: skip


async def test_another_teams_manager_sees_nothing_of_it_until_it_comes_to_that_team(northshire: World) -> None:
    await asked(northshire)
    assert (await report(northshire, "wes"))["asked"] == 0

    await away(northshire, "sam", cover="bo", since=WEDNESDAY + DAY, until=WEDNESDAY + 9 * DAY)
    await asked(northshire, at=WEDNESDAY + 2 * DAY)

    assert of(await report(northshire, "wes"), "Sam")["asked"] == 1
    assert of(await report(northshire, "priya"), "Sam")["asked"] == 1


async def test_a_worker_sees_their_own_figures_and_nobody_elses(northshire: World) -> None:
    mine, _ = await asked(northshire), await asked(northshire, who="jay")
    northshire.at(WEDNESDAY)
    await northshire["alex"].put(f"/v1/requests/{mine}/taker")

    sam, alex = await report(northshire, "sam"), await report(northshire, "alex")

    assert (sam["asked"], of(sam, "Sam")["asked"]) == (2, 2)
    assert [(each["worker"], each["holds"], each["waiting"]) for each in sam["detail"]["load"]] == [("Sam", 0, 1)]
    assert (alex["asked"], alex["detail"]["by_worker"]) == (0, [])
    assert [(each["worker"], each["holds"], each["waiting"]) for each in alex["detail"]["load"]] == [("Alex", 1, 0)]
    assert sorted(each["name"] for each in sam["detail"]["not_heard_from"]) == ["Jay", "Maya"]
    assert alex["detail"]["not_heard_from"] == []


async def test_a_secret_is_in_no_figure(northshire: World) -> None:
    before = await report(northshire)
    northshire.at(WEDNESDAY)
    await northshire["maya"].post("/v1/me/advocate-requests", {"purpose": "advocate"})
    await northshire["maya"].post("/v1/me/feedback", {"kind": "complaint", "message": "Nobody rings."})

    assert await report(northshire) == before


async def test_the_boards_report_has_no_detail(northshire: World) -> None:
    shown = await report(northshire, "lee", "/v1/reports/callbacks?month=2026-05")

    assert "detail" not in shown
