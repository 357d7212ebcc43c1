"""One PostgreSQL and one service for the whole run; a council of its own for every test.

So the walls themselves keep tests apart, nothing is cleaned up, and tests commit as production does. A council closes
after its test, so that the jobs of the next one have no work there.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from fastapi import FastAPI

from api import embedded
from api.connections import Pool, open_pool
from api.settings import Settings
from tests.make.pledges import BATH, adopts
from tests.make.service import owner_of, prepared, serving
from tests.make.world import World

# A Wednesday in term time, ten in the morning in London: no holiday is near.
WEDNESDAY = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
# Begun last, one of them would keep a process busy for minutes while the other has nothing to do.
LONGEST = ("test_mutants.py", "test_two_worlds.py", "test_who_else_must_not_know.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.Server]:
    with embedded.passing() as running:
        yield running


@pytest.fixture(scope="session")
def settings(server: embedded.Server, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of the service under test, its database built from the migrations."""
    return prepared(server, tmp_path_factory.mktemp("keys"))


@pytest_asyncio.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    async with serving(settings) as service:
        yield service


@pytest.fixture(scope="session")
def owner_url(server: embedded.Server) -> str:
    """Return the login of the owner of the tables."""
    return owner_of(server)


@pytest_asyncio.fixture(scope="session")
async def loading(owner_url: str) -> AsyncIterator[Pool]:
    """Return connections by which a test's council is loaded."""
    async with open_pool(owner_url, size=2) as pool:
        yield pool


@pytest.fixture(autouse=True)
def _on_a_wednesday(app: FastAPI) -> Iterator[None]:
    """Start every test at the same moment; a test moves on with `world.at(...)`."""
    app.state.clock.set(WEDNESDAY)
    yield
    app.state.clock.set(WEDNESDAY)


@pytest_asyncio.fixture
async def northshire(app: FastAPI, owner_url: str, loading: Pool) -> AsyncIterator[World]:
    """Make a council like the invented one, with the same people: Maya, Jay, Sam, Alex, Priya and the others."""
    async with World.for_a_test("northshire", app, owner_url, loading) as world:
        yield world


@pytest_asyncio.fixture
async def eastvale(app: FastAPI, owner_url: str, loading: Pool) -> AsyncIterator[World]:
    """Make a second council: Noor, Zed, Ivy and the others."""
    async with World.for_a_test("eastvale", app, owner_url, loading) as world:
        yield world


@pytest_asyncio.fixture
async def promised(northshire: World, settings: Settings) -> World:
    """Make a council like the first one, with the longest pledge."""
    await adopts(northshire, settings, BATH)
    return northshire
