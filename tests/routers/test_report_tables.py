"""Reports as tables for a spreadsheet, what of them may be asked for, and by whom."""

import csv
from io import StringIO

from tests.make.reports import HOUR, JUNE, WEDNESDAY, WEEK, asked, tries
from tests.make.world import World


async def test_who_is_no_manager_worker_or_board_member_has_no_report(northshire: World) -> None:
    for who in ("maya", "dana", "ruth", "ade", "cleo", "eve", "kim"):
        assert (await northshire[who].get(JUNE)).status_code == 403


async def test_the_same_comes_as_a_table_for_a_spreadsheet(northshire: World) -> None:
    await tries(northshire, await asked(northshire), at=WEDNESDAY + HOUR)
    northshire.at(WEDNESDAY + WEEK)

    reply = await northshire["priya"].get(JUNE, headers={"Accept": "text/csv"})
    (line,) = csv.DictReader(StringIO(reply.text))

    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-disposition"] == 'attachment; filename="callbacks-2026-06-by-worker.csv"'
    assert "Accept" in reply.headers["vary"]
    assert (line["month"], line["worker"], line["met"], line["to_talk_median"]) == ("2026-06", "Sam", "1", "1.0")
    assert line["open_by_age_longer"] == "0"


async def test_every_part_and_the_boards_month_come_as_tables(northshire: World) -> None:
    northshire.at(WEDNESDAY + WEEK)
    as_csv = {"Accept": "text/csv, application/json;q=0.5"}

    first_lines = {
        who + query: (await northshire[who].get(f"/v1/reports/callbacks?month=2026-05{query}", headers=as_csv))
        .text.splitlines()[0]
        for who, query in (("priya", "&table=load"), ("priya", "&table=not_heard_from"), ("lee", ""))
    }  # fmt: skip

    assert first_lines == {
        "priya&table=load": "worker_id,worker,holds,waiting,late",
        "priya&table=not_heard_from": "young_person_id,name,worker,last_talk_on",
        "lee": "month,frozen_on,asked,met,missed,open,contested,withdrawn,suppressed,rounded_to",
    }


async def test_more_than_a_year_is_refused_and_so_are_months_for_the_board(northshire: World) -> None:
    for who, query in (("priya", "&since=2025-06"), ("priya", "&since=2026-07"), ("lee", "&since=2026-05")):
        reply = await northshire[who].get(f"{JUNE}{query}")
        assert (reply.status_code, reply.json()["code"]) == (422, "too_many_months")
    assert (await northshire["priya"].get(f"{JUNE}&since=2025-07")).status_code == 200
