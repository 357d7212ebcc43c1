"""`kept calendar`: whoever runs the service says what a council does not count, by the rules of its admin."""

import json
from argparse import ArgumentParser
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI

from api import calendar_commands
from api.bank_holidays import bank_holidays
from api.connections import open_pool
from api.council_desk import Desk as CouncilDesk
from api.council_desk import Report
from jobs.clocks import move_clocks_of
from jobs.desk import Desk
from rules.errors import Refusal
from tests.conftest import WEDNESDAY
from tests.make.scenes import as_told
from tests.make.world import World
from tests.walls.clones import Connection, run

KINGS_DAY = date(2026, 6, 12)  # the Friday on which a call that is asked for on Wednesday is due


class Operator:
    """Types commands about one council."""

    def __init__(self, desk: CouncilDesk, slug: str) -> None:
        self._desk, self._slug = desk, slug

    async def types(self, what: str, *words: object) -> Report:
        parser = ArgumentParser()
        calendar_commands.add_arguments(parser)
        arguments = parser.parse_args([what, self._slug, *(str(word) for word in words)])
        report: Report = await arguments.action(arguments, self._desk)
        return report

    async def closes(self, day: date, kind: str = "bank_holiday", why: str = "The King's day") -> Report:
        return await self.types("add", day, "--kind", kind, "--why", why)


@pytest_asyncio.fixture
async def operator(app: FastAPI, northshire: World, owner_url: str) -> AsyncIterator[Operator]:
    pool = open_pool(owner_url, size=2)
    await pool.open()
    try:
        yield Operator(CouncilDesk(pool, app.state.seals, app.state.asking.hidden), northshire.council.council.slug)
    finally:
        await pool.close()


def official(folder: Path, *more: tuple[str, str], without: str = "") -> Path:
    """Write the list as GOV.UK publishes it, for two years, with other divisions beside it."""
    held = [each for each in bank_holidays().events if each.date.year in (2026, 2027)]
    events = [{"title": each.title, "date": str(each.date), "notes": "", "bunting": True} for each in held]
    events = [each for each in events if each["date"] != without]
    events += [{"title": title, "date": day, "notes": "", "bunting": False} for day, title in more]
    ours = {"division": "england-and-wales", "events": events}
    file = folder / "bank-holidays.json"
    file.write_text(json.dumps({"england-and-wales": ours, "scotland": {"division": "scotland", "events": []}}))
    return file


async def test_a_bank_holiday_that_is_added_moves_an_open_clock_and_she_is_told(
    operator: Operator, northshire: World, desk: Desk
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(WEDNESDAY + timedelta(minutes=1))

    said = await operator.closes(KINGS_DAY)
    await move_clocks_of(desk, northshire.id)

    now = await as_told(northshire, "maya", asked)
    assert "2026-06-12 is closed: The King's day." in said.text
    assert now["due_in_words"] == "Monday 15 June, 5 pm"
    assert now["timeline"][-1]["says"].startswith("Your date is now Monday 15 June")
    listed = (await northshire["kim"].get("/v1/calendars/bank-holidays")).json()["items"]
    assert [(each["day"], each["why"]) for each in listed] == [("2026-06-12", "The King's day")]


async def test_the_list_says_what_the_council_added_and_until_when_days_are_known(operator: Operator) -> None:
    await operator.closes(KINGS_DAY)
    await operator.closes(date(2026, 7, 20), "closure", "We train")

    shown = (await operator.types("list")).text

    assert "2026-06-12 bank holiday The King's day (said by the council)" in shown
    assert "2026-07-20 closure      We train (said by the council)" in shown
    assert "2026-12-25 bank holiday Christmas Day\n" in shown
    assert f"Known for england-and-wales until {bank_holidays().last}, 935 days from now" in shown


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 6, 9), "bank_holiday"),
        (date(2026, 6, 13), "bank_holiday"),
        (date(2026, 12, 25), "bank_holiday"),
        (date(2031, 1, 6), "bank_holiday"),
        (date(2026, 6, 26), "closure"),
    ],
)
async def test_the_rules_are_those_of_the_councils_admin(operator: Operator, day: date, kind: str) -> None:
    with pytest.raises(Refusal):
        await operator.closes(day, kind)


async def test_a_sixth_closure_in_a_year_is_refused(operator: Operator) -> None:
    for week in range(5):
        await operator.closes(date(2026, 9, 1) + timedelta(weeks=week), "closure", "We train")

    with pytest.raises(Refusal, match="at most five"):
        await operator.closes(date(2026, 11, 3), "closure", "We train")


async def test_a_day_is_taken_back_until_an_open_clock_knows_it(
    operator: Operator, northshire: World, desk: Desk
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await operator.closes(KINGS_DAY)
    await operator.types("remove", KINGS_DAY)
    await move_clocks_of(desk, northshire.id)
    unmoved = (await as_told(northshire, "maya", asked))["due_in_words"]

    await operator.closes(KINGS_DAY)
    await move_clocks_of(desk, northshire.id)

    assert unmoved == "Friday 12 June, 5 pm"
    with pytest.raises(RuntimeError, match="stays"):
        await operator.types("remove", KINGS_DAY)
    assert (await as_told(northshire, "maya", asked))["due_in_words"] == "Monday 15 June, 5 pm"


async def test_what_is_said_and_taken_back_leaves_a_line_in_the_history(
    operator: Operator, northshire: World, above: Connection
) -> None:
    await operator.closes(KINGS_DAY)
    await operator.types("remove", KINGS_DAY)

    lines = run(
        above,
        "select permission, actor_role, move, columns from kept.history"
        " where council_id = %s and relation = 'closed_days' order by at, move",
        [northshire.id],
    )
    assert lines.fetchall() == [
        ("council:calendar", "system", "insert", []),
        ("council:calendar", "system", "update", ["taken_back_at"]),
    ]


async def test_the_official_list_adds_what_is_new_and_takes_nothing_away(operator: Operator, tmp_path: Path) -> None:
    far = [(f"2029{str(each.date)[4:]}", each.title) for each in bank_holidays().events if each.date.year == 2026]
    file = official(tmp_path, ("2026-07-10", "The King's day"), *far)

    tried = (await operator.types("import", file, "--dry-run")).text
    done = (await operator.types("import", file)).text
    again = (await operator.types("import", file)).text

    assert "would add 2026-07-10 The King's day" in tried
    assert "added 2026-07-10 The King's day" in done
    assert f"{len(far)} days wait for the next release" in done
    assert ": 0 new bank holidays." in again


async def test_a_list_with_a_gap_or_of_another_kind_is_refused(operator: Operator, tmp_path: Path) -> None:
    gap = official(tmp_path, without="2026-12-25")
    with pytest.raises(ValueError, match="not whole: 2026 Christmas Day"):
        await operator.types("import", gap)

    gap.write_text('{"scotland": {}}')
    with pytest.raises(ValueError, match="not the list"):
        await operator.types("import", gap)


async def test_a_check_finds_a_day_that_moved_no_clock(operator: Operator, northshire: World, desk: Desk) -> None:
    await operator.closes(KINGS_DAY)
    at_once = await operator.types("check")
    northshire.at(WEDNESDAY + timedelta(minutes=10))
    late = await operator.types("check")
    await move_clocks_of(desk, northshire.id)
    mended = await operator.types("check")

    assert (at_once.code, late.code, mended.code) == (0, 1, 0)
    assert "2026-06-12 was said and has moved no clock" in late.text
