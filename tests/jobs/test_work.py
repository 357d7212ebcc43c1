"""Working the jobs off: the list of jobs leads to a sweep, and a process that is told to stop does so."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from structlog.testing import capture_logs

from api import embedded
from jobs.work import tasks, working
from tests.api.test_metrics import told, value
from tests.make.jobs import jobs_url
from tests.make.world import World
from tests.walls.clones import Connection

SOON = 60.0


@pytest.mark.usefixtures("desk")
async def test_a_tick_in_the_list_of_jobs_lets_what_is_due_climb(
    northshire: World, app: FastAPI, server: embedded.Server
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(datetime(2026, 6, 12, 16, 0, tzinfo=UTC))
    ticking = App(connector=PsycopgConnector(conninfo=jobs_url(server)))
    ticking.add_tasks_from(tasks(), namespace="kept")

    async with ticking.open_async(), working(jobs_url(server), app.state.seals):
        await ticking.configure_task("kept:climb").defer_async(timestamp=1)
        for _ in range(100):
            seen = (await northshire["maya"].get(f"/v1/me/contact-requests/{asked['id']}")).json()
            if seen["standing"] == "late" and seen["state"] == "taken":
                break
            await asyncio.sleep(0.1)

    assert [each["step"] for each in seen["steps"] if each["taken_at"]][-1] == "due"


async def test_the_age_of_the_sweeps_is_told_once_each_of_them_was_finished(
    app: FastAPI, server: embedded.Server
) -> None:
    ticking = App(connector=PsycopgConnector(conninfo=jobs_url(server)))
    ticking.add_tasks_from(tasks(), namespace="kept")

    async with ticking.open_async(), working(jobs_url(server), app.state.seals):
        for name in ("climb", "hand_over", "move_clocks"):
            await ticking.configure_task(f"kept:{name}").defer_async(timestamp=1)
        for _ in range(100):
            age = value(await told(app), "kept_sweep_age_seconds")
            if age < SOON:
                break
            await asyncio.sleep(0.1)

    assert 0 <= age < SOON


async def test_that_the_work_died_is_logged_at_once_and_not_only_when_the_process_ends(
    app: FastAPI, server: embedded.Server, above: Connection
) -> None:
    above.execute("alter table jobs.procrastinate_workers rename to mislaid")
    try:
        with capture_logs() as lines:
            told_while_it_ran = await _until_it_dies(jobs_url(server), app, lines)
    finally:
        above.execute("alter table jobs.mislaid rename to procrastinate_workers")

    assert [(each["event"], each["log_level"]) for each in told_while_it_ran] == [("work_died", "error")]


async def _until_it_dies(url: str, app: FastAPI, lines: list[Any]) -> list[Any]:
    """Return what was logged while the process still served."""
    told_so_far: list[Any] = []
    with suppress(ConnectorException):
        async with working(url, app.state.seals):
            for _ in range(100):
                await asyncio.sleep(0.05 if not lines else 0)
            told_so_far = list(lines)
    return told_so_far
