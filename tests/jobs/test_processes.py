"""`kept work` as processes of their own: any number may run and be killed, and each step happens exactly once."""

import os
import signal
import subprocess
from asyncio import sleep
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest_asyncio
from fastapi import FastAPI
from procrastinate import App, PsycopgConnector

from api import council_files, embedded, installing, keys
from api.settings import Settings
from jobs.work import tasks
from tests.conftest import WEDNESDAY
from tests.end_to_end.started import KEPT
from tests.make.jobs import jobs_url
from tests.make.service import serving
from tests.make.world import World

DATABASE = "worked"
MANY = 3000
PATIENCE = 1200
# One request, written again so many times, each due as the first is.
CROWD = """
insert into kept.requests (council_id, id, young_person_id, kind, state, team_id, worker_id, asked_at, asked_through,
    due_at, due_on, late_day_at, days, changed_at, changed_by_id, contested, recorded_late)
  select council_id, gen_random_uuid(), young_person_id, kind, state, team_id, worker_id, asked_at, asked_through,
    due_at, due_on, late_day_at, days, changed_at, changed_by_id, contested, recorded_late
    from kept.requests, generate_series(2, %s)
"""
LEFT = "select count(*) from kept.requests where next_look_at <= now()"


@pytest_asyncio.fixture
async def crowd(server: embedded.Server, settings: Settings) -> AsyncIterator[psycopg.Connection]:
    """Return a superuser of a database where thousands wait whose dates are long over."""
    installing.prepare(server, keys.read_or_make(settings.context_key, keys.new_context_key), database=DATABASE)
    async with serving(replace(settings, database_url=embedded.dsn(server, "kept_api", DATABASE))) as app:
        await _one_asks(app, embedded.dsn(server, "kept_owner", DATABASE))
    with psycopg.connect(embedded.superuser_dsn(server, DATABASE), autocommit=True) as above:
        above.execute("set session_replication_role = replica")
        above.execute(CROWD.encode(), [MANY])
        yield above
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        connection.execute(f"drop database {DATABASE} with (force)".encode())


async def _one_asks(app: FastAPI, owner: str) -> None:
    app.state.clock.set(WEDNESDAY)
    (council,) = [each for each in council_files.demos() if each.council.slug == "northshire"]
    world = World(app, owner, council)
    await world.save(*council.rows(WEDNESDAY), *world.sessions())
    await world.asks_to_be_called("maya")


@contextmanager
def _working(server: embedded.Server, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(  # noqa: S603  our own command
        [*KEPT, "work"],
        env={
            **os.environ,  # noqa: TID251  what a person's shell would pass on
            "KEPT_JOBS_DATABASE_URL": jobs_url(server, DATABASE),
            "KEPT_CONTEXT_KEY_FILE": str(settings.context_key),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            assert process.wait(timeout=30) == 0, "Told to stop, it finishes what it does and ends well."


async def test_of_two_processes_one_is_killed_in_the_middle_and_each_step_happens_once(
    crowd: psycopg.Connection, server: embedded.Server, settings: Settings
) -> None:
    ticking = App(connector=PsycopgConnector(conninfo=jobs_url(server, DATABASE)))
    ticking.add_tasks_from(tasks(), namespace="kept")

    with _working(server, settings) as first, _working(server, settings):
        async with ticking.open_async():
            await _tick(ticking)
            await _until(crowd, LEFT, below=MANY)
            first.send_signal(signal.SIGKILL)
            first.wait()
            begun = _count(crowd, LEFT)
            while _count(crowd, LEFT):
                await _tick(ticking)
                await sleep(1)

    assert 0 < begun < MANY, "It was killed before it began, or after all was done."
    assert _count(crowd, "select count(*) from kept.steps") == 5 * MANY
    assert _count(crowd, "select count(*) from kept.breaches") == MANY
    assert _count(crowd, "select count(*) from kept.timeline where what = 'due'") == MANY
    assert _count(crowd, "select count(*) from kept.notices where what = 'day_late'") == MANY


async def _tick(ticking: App) -> None:
    await ticking.configure_task("kept:climb").defer_async(timestamp=1)


async def _until(above: psycopg.Connection, query: str, *, below: int) -> None:
    for _ in range(PATIENCE):
        if _count(above, query) < below:
            return
        await sleep(0.05)
    raise AssertionError(query)


def _count(above: psycopg.Connection, query: str) -> int:
    row = above.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])
