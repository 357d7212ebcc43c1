"""A service in the state of the demonstration, in which the story of the contract was told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import httpx
import psycopg
from fastapi import FastAPI

from api import embedded, installing, keys
from api.app import api_routes, create_app
from api.settings import Settings
from models.ids import seeded
from tests.contract.story import tell
from tests.contract.teller import NOBODY, Said, Speak, Teller
from tests.make.demos import SignedIn
from tests.make.world import Speaker


@asynccontextmanager
async def told(server: embedded.Server, settings: Settings, name: str, morning: datetime) -> AsyncIterator[Teller]:
    """Tell the story in a database of its own, from this time on, with ids that are the same each time."""
    key = keys.read_or_make(settings.context_key, keys.new_context_key)
    installing.prepare(server, key, database=name)
    app = create_app(replace(settings, database_url=embedded.dsn(server, "kept_api", name)))
    async with app.router.lifespan_context(app):
        app.state.clock.set(morning)
        with seeded(5):
            await installing.load_demos(embedded.dsn(server, "kept_owner", name), key, app.state.clock)
            everybody = await SignedIn.into(app, embedded.dsn(server, "kept_owner", name))
            teller = Teller(api_routes(app), _minute_by_minute(app, everybody, morning))
            await tell(teller, morning)
        yield teller
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)".encode())


def _minute_by_minute(app: FastAPI, everybody: SignedIn, morning: datetime) -> Speak:
    """Return a way to speak in which every call is a minute after the one before."""
    minutes = count(1)

    async def speak(said: Said) -> httpx.Response:
        app.state.clock.set(morning + timedelta(minutes=next(minutes)))
        token = None if said.who == NOBODY else everybody.token(said.who)
        return await Speaker(app, token).call(said.method, said.path, said.body, headers=said.headers)

    return speak
