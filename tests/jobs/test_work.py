"""Working the jobs off: the list of jobs leads to a sweep, and a process that is told to stop does so."""

import asyncio
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from procrastinate import App, PsycopgConnector

from api import embedded
from jobs.work import work, working
from tests.make.jobs import jobs_url
from tests.make.world import World


@pytest.mark.usefixtures("desk")
async def test_a_tick_in_the_list_of_jobs_lets_what_is_due_climb(
    northshire: World, app: FastAPI, server: embedded.Server
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(datetime(2026, 6, 12, 16, 0, tzinfo=UTC))
    ticking = App(connector=PsycopgConnector(conninfo=jobs_url(server)))
    ticking.add_tasks_from(work, namespace="kept")

    async with ticking.open_async(), working(jobs_url(server), app.state.seals):
        await ticking.configure_task("kept:climb").defer_async(timestamp=1)
        for _ in range(100):
            seen = (await northshire["maya"].get(f"/v1/me/contact-requests/{asked['id']}")).json()
            if seen["standing"] == "late" and seen["state"] == "taken":
                break
            await asyncio.sleep(0.1)

    assert [each["step"] for each in seen["steps"] if each["taken_at"]][-1] == "due"
