"""A desk at which councils are set up, as `kept council` does it; the commands are typed as on a command line."""

from argparse import ArgumentParser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from fastapi import FastAPI

from api import council_commands
from api.connections import open_pool
from api.council_desk import Desk, Report
from api.council_proofreading import proofread
from tests.make.pledges import NORTHUMBERLAND
from tests.make.world import World


@dataclass(frozen=True, slots=True)
class Typing:
    """Types commands; `slug` is of a council that no other test has."""

    desk: Desk
    slug: str

    async def types(self, *words: object) -> Report:
        parser = ArgumentParser()
        council_commands.add_arguments(parser)
        arguments = parser.parse_args([str(word) for word in words])
        report: Report = await arguments.action(arguments, self.desk)
        return report


@asynccontextmanager
async def at_a_desk(app: FastAPI, owner_url: str) -> AsyncIterator[Typing]:
    pool = open_pool(owner_url, size=2)
    await pool.open()
    try:
        yield Typing(Desk(pool, app.state.seals, app.state.asking.hidden), f"westmere-{uuid4().hex[:12]}")
    finally:
        await pool.close()


async def world_of(desk: Typing, file: Path, app: FastAPI, owner_url: str) -> World:
    """Open the council and let its people in."""
    await desk.types("adopt", NORTHUMBERLAND, "--council", desk.slug)
    await desk.types("open", desk.slug)
    told = proofread(file)
    assert told.file
    world = World(app, owner_url, told.file)
    await world.save(*world.sessions())
    return world
