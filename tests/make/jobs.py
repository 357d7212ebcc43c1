"""The jobs at work on the service under test, by hand: a sweep when the test says so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import embedded, installing
from api.connections import open_pool
from jobs.desk import Desk


def jobs_url(server: embedded.Server, database: str = installing.DATABASE) -> str:
    """Return the login of the jobs."""
    return embedded.dsn(server, "kept_jobs", database)


@asynccontextmanager
async def at_the_jobs(app: FastAPI, url: str) -> AsyncIterator[Desk]:
    """Sit where the jobs sit, by the clock of the service."""
    pool = open_pool(url, size=4)
    await pool.open()
    try:
        yield Desk(pool, app.state.seals)
    finally:
        await pool.close()
