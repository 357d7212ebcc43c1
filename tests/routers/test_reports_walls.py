"""The walls before the board's report: no row about anybody, and nothing counted twice or before its time."""

from datetime import UTC, date, datetime

import pytest

from auth.permissions import Permission
from tests.make.at_the_walls import rows_for
from tests.make.world import World

REPORT = "/v1/reports/callbacks?month=2026-05"
MONDAY = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
MAY, FROZEN_ON = date(2026, 5, 1), date(2026, 6, 12)
COUNT = "select * from walls.count_callbacks('{month}', '{frozen_on}')"
OF_MAY = COUNT.format(month=MAY, frozen_on=FROZEN_ON).encode()
TABLES = ("requests", "timeline", "attempts", "young_people", "involvements", "workers", "history", "looks")


@pytest.mark.parametrize("table", TABLES)
async def test_the_walls_show_the_board_no_row_about_anybody(northshire: World, table: str) -> None:
    await northshire.asks_to_be_called("maya")
    statements = [f"select from {table}", f"select count(*) from {table}", f"delete from {table}"]  # noqa: S608

    for permission in (Permission.reports_read, Permission.requests_read):
        for statement in statements:
            assert await rows_for(northshire, "lee", permission, statement.encode()) == 0


@pytest.mark.parametrize("permission", [Permission.requests_read, Permission.involvements_read])
async def test_the_walls_count_only_for_the_report(northshire: World, permission: Permission) -> None:
    northshire.at(MONDAY)

    for who in ("lee", "priya", "kim", "maya"):
        assert await rows_for(northshire, who, permission, OF_MAY) == 0


@pytest.mark.parametrize(
    ("month", "frozen_on"),
    [
        (date(2026, 5, 2), FROZEN_ON),
        (MAY, date(2026, 6, 11)),
        (MAY, date(2026, 6, 15)),
        (date(2026, 6, 1), FROZEN_ON),
    ],
)
async def test_the_walls_count_nothing_before_its_time(northshire: World, month: date, frozen_on: date) -> None:
    northshire.at(MONDAY)
    statement = COUNT.format(month=month, frozen_on=frozen_on).encode()

    assert await rows_for(northshire, "lee", Permission.reports_read, OF_MAY) == 1
    assert await rows_for(northshire, "lee", Permission.reports_read, statement) == 0


async def test_the_walls_count_a_month_once(northshire: World) -> None:
    northshire.at(MONDAY)
    assert (await northshire["lee"].get(REPORT)).status_code == 200

    assert await rows_for(northshire, "lee", Permission.reports_read, OF_MAY) == 0


@pytest.mark.parametrize("change", ["update callback_months set asked = 100", "delete from callback_months"])
async def test_the_walls_let_nobody_change_a_frozen_month(northshire: World, change: str) -> None:
    northshire.at(MONDAY)
    assert (await northshire["lee"].get(REPORT)).status_code == 200

    assert await rows_for(northshire, "lee", Permission.reports_read, b"select from callback_months") == 1
    assert await rows_for(northshire, "lee", Permission.reports_read, change.encode()) == 0
