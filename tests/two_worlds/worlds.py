"""The same story told twice, with the same ids and the same clock: once with a secret, once without."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from fastapi import FastAPI

from api import council_files, embedded, installing, keys
from api.app import create_app
from api.settings import Settings
from jobs.clocks import move_clocks
from jobs.deliver import deliver
from jobs.desk import Desk
from jobs.hand_over import hand_over
from jobs.ladder import sweep
from jobs.post import Post
from models.ids import seeded
from tests.make.apps import an_app
from tests.make.apps_that_crawl import MACHINE, an_app_of
from tests.make.jobs import at_the_jobs, jobs_url
from tests.make.world import Speaker, World

MORNING = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 6, 12, 16, 5, tzinfo=UTC)


@dataclass
class Worlds:
    """One database with both councils."""

    app: FastAPI
    northshire: World
    eastvale: World
    app_of: Speaker | None = None
    has_an_advocate: bool = False

    async def sign_in_again(self, persona: str) -> None:
        """Sign everybody in once more, since whoever crawled signed out at the end; and the app that crawls now."""
        for world in (self.northshire, self.eastvale):
            await world.sign_in_again()
        who, _, how = persona.partition(" ")
        if how == "app":
            with seeded(100 + (world := self._world_of(who)).days):
                self.app_of = await an_app_of(world, who)

    def speaker(self, persona: str) -> Any:  # noqa: ANN401  a Speaker
        who, _, how = persona.partition(" ")
        world = self._world_of(who)
        return self.app_of if how == "app" else world.phone_of(who) if how else world.sure(who)

    def _world_of(self, who: str) -> World:
        return self.northshire if who == MACHINE or self.northshire.council.account(who) else self.eastvale


@asynccontextmanager
async def told(
    server: embedded.Server, settings: Settings, name: str, secret: Callable[[Worlds], Awaitable[object]]
) -> AsyncIterator[Worlds]:
    """Tell the story in a database of its own."""
    key = keys.read_or_make(settings.context_key, keys.new_context_key)
    installing.prepare(server, key, database=name)
    app = create_app(replace(settings, database_url=embedded.dsn(server, "kept_api", name)))
    async with app.router.lifespan_context(app):
        app.state.clock.set(MORNING)
        worlds = await _peopled(app, embedded.dsn(server, "kept_owner", name))
        with seeded(1):
            await _before(worlds)
        with seeded(2):
            await secret(worlds)
        with seeded(3):
            await _after(worlds)
        async with at_the_jobs(app, jobs_url(server, name)) as desk:
            await _days_pass(worlds, desk)
        yield worlds
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)".encode())


async def _days_pass(worlds: Worlds, desk: Desk) -> None:
    """Let the ladder climb, by the minute and after a pause, until the first promises are broken."""
    for instant in (MORNING + timedelta(hours=3), MORNING + timedelta(days=1, hours=6), FRIDAY_EVENING):
        worlds.northshire.at(instant)
        for job in (sweep, move_clocks, hand_over):
            with seeded(int(instant.timestamp())):
                await job(desk)
        await deliver(desk, Post())


async def _peopled(app: FastAPI, owner: str) -> Worlds:
    made = {}
    for council in council_files.demos():
        world = World(app, owner, council)
        await world.save(*council.rows(MORNING - timedelta(days=30)), *world.sessions())
        made[council.council.slug] = world
    return Worlds(app, made["northshire"], made["eastvale"])


async def _before(worlds: Worlds) -> None:
    world = worlds.northshire
    asked = await world.asks_to_be_called("maya", about="seeing my brother")
    await world["sam"].put(f"/v1/requests/{asked['id']}/taker")
    await worlds.eastvale.asks_to_be_called("noor", about="my room")
    await (await an_app(world)).tokens("maya")


async def _after(worlds: Worlds) -> None:
    """Go on with an ordinary day: whatever the secret touched shows itself now."""
    world = worlds.northshire
    world.at(MORNING + timedelta(hours=2))
    asked = await world.asks_to_be_called("jay", about="my bus pass")
    other = await world.asks_to_be_called("maya", message="please ring me", urgent="scared")
    await world["alex"].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"}, key="alex-spoke")
    await world["maya"].post(f"/v1/me/contact-requests/{other['id']}/additions", {"message": "soon"}, key="added")
    await world["priya"].get("/v1/triage")
    await _people_change(world)
    world.at(MORNING + timedelta(hours=3))


async def _people_change(world: World) -> None:
    """Let somebody come for Maya, know her, and go; let her worker leave, and a day be closed."""
    hers, kim = f"/v1/young-people/{world.id_of('maya')}", world["kim"]
    alex = {"worker_id": str(world.id_of("alex")), "role": "social_worker", "main": True, "reason": "Sam goes."}
    met = {"worker_id": str(world.id_of("dana")), "role": "reviewing_officer", "how": "video"}
    for said in (
        await world["sam"].post(f"{hers}/introductions", met, key="knows"),
        await world["priya"].post(f"{hers}/involvements", alex | {"starts_at": "2026-06-30T09:00:00Z"}, key="next"),
        await kim.put(f"/v1/workers/{world.id_of('sam')}/departure", {"leaves_at": "2026-06-12T12:00:00Z"}),
        await kim.post("/v1/calendars/bank-holidays", {"day": "2026-06-11", "why": "The King's day"}, key="closed"),
    ):
        assert said.is_success, said.text
