"""The jobs of the service under test, at hand for the whole run."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI
from psycopg.conninfo import make_conninfo

from api import embedded
from api.postgres import SUPERUSER
from api.settings import Settings
from jobs.desk import Desk
from tests.make.jobs import at_the_jobs, jobs_url
from tests.make.outside import Papers, papers
from tests.walls.clones import Connection


@pytest_asyncio.fixture(scope="session")
async def desk(app: FastAPI, server: embedded.Server) -> AsyncIterator[Desk]:
    async with at_the_jobs(app, jobs_url(server)) as sitting:
        yield sitting


@pytest.fixture(autouse=True, scope="module")
def _no_council_of_earlier_tests(settings: Settings) -> None:
    """Close the councils that other tests left open: jobs would work for them as well."""
    with psycopg.connect(make_conninfo(settings.database_url, user=SUPERUSER), autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update kept.councils set state = 'closed' where state = 'open'")


@pytest.fixture
def above(settings: Settings) -> Iterator[Connection]:
    """Return a superuser, who counts what is there whoever may see it."""
    with psycopg.connect(make_conninfo(settings.database_url, user=SUPERUSER), autocommit=True) as connection:
        yield connection


@pytest.fixture
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lose patience with the world outside after half a second."""
    for module in ("ways", "by_push", "by_smtp", "by_notify"):
        monkeypatch.setattr(f"jobs.{module}.SECONDS", 0.5)


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Return papers of this machine for STARTTLS and https."""
    return papers(tmp_path_factory.mktemp("papers"))
