"""The jobs of the service under test, at hand for the whole run."""

from collections.abc import AsyncIterator

import pytest_asyncio
from fastapi import FastAPI

from api import embedded
from jobs.desk import Desk
from tests.make.jobs import at_the_jobs, jobs_url


@pytest_asyncio.fixture(scope="session")
async def desk(app: FastAPI, server: embedded.Server) -> AsyncIterator[Desk]:
    async with at_the_jobs(app, jobs_url(server)) as sitting:
        yield sitting
