"""A demonstration as `kept run` serves it, in a database of its own."""

from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count

import psycopg
import pytest_asyncio
from fastapi import FastAPI

from api import council_files, embedded, installing, keys
from api.settings import Settings
from tests.make.moving import RESET
from tests.make.service import serving
from tests.make.world import World

DATABASE = "sandbox"
DAYS = count()


@pytest_asyncio.fixture(scope="module")
async def demo(server: embedded.Server, settings: Settings) -> AsyncIterator[FastAPI]:
    """Serve a demonstration as `kept run` does, in a database of its own."""
    key = keys.read_or_make(settings.context_key, keys.new_context_key)
    owner = embedded.dsn(server, "kept_owner", DATABASE)
    installing.prepare(server, key, database=DATABASE)
    installing.prepare_sandbox(owner)
    installing.prepare_sandbox(owner)
    await installing.load_demos(owner, key)
    url = embedded.dsn(server, "kept_api", DATABASE)
    async with serving(replace(settings, database_url=url, demo=True, owner_url=owner)) as app:
        yield app
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        connection.execute(f"drop database {DATABASE} with (force)".encode())


@pytest_asyncio.fixture
async def house(demo: FastAPI, server: embedded.Server) -> World:
    """Enter the invented council, put back as on the first day."""
    (council,) = [each for each in council_files.demos() if each.council.slug == "northshire"]
    world = World(demo, embedded.dsn(server, "kept_owner", DATABASE), council, days=next(DAYS))
    await world.save(*world.sessions())
    assert (await world["maya"].post(RESET)).status_code == 200
    return world
