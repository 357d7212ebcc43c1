"""The stage: a database of its own, a council with many young people, and thousands of calls that they asked for."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from fastapi import FastAPI
from psycopg.rows import tuple_row

from api import council_files, embedded, installing
from api.council_files import CouncilFile
from api.settings import Settings
from jobs.desk import Desk
from tests.make.jobs import at_the_jobs, jobs_url
from tests.make.service import owner_of, prepared, serving
from tests.make.world import World

# Each call that was asked for, written again so many times: the service made the first, with its clock and its team.
CROWD = """
insert into kept.requests (council_id, id, young_person_id, kind, state, team_id, worker_id, asked_at, asked_through,
    due_at, due_on, late_day_at, days, changed_at, changed_by_id, contested, recorded_late)
  select council_id, gen_random_uuid(), young_person_id, kind, state, team_id, worker_id, asked_at, asked_through,
    due_at, due_on, late_day_at, days, changed_at, changed_by_id, contested, recorded_late
    from kept.requests, generate_series(2, %s) where council_id = %s
"""


@dataclass
class Stage:
    """A database with everything in it, the service in this process, and a desk of the jobs."""

    server: embedded.Server
    settings: Settings
    app: FastAPI
    desk: Desk

    @contextmanager
    def above(self) -> Iterator[psycopg.Connection]:
        """Lend a superuser, for whom there are no walls."""
        login = embedded.superuser_dsn(self.server, installing.DATABASE)
        with psycopg.connect(login, autocommit=True, row_factory=tuple_row) as connection:
            yield connection

    @property
    def jobs_url(self) -> str:
        return jobs_url(self.server)

    async def council(self, young_people: int) -> World:
        """Make a council like Northshire, in which so many more young people are Sam's."""
        (found,) = [each for each in council_files.demos() if each.council.slug == "northshire"]
        return await World.of(_grown(found, young_people), self.app, owner_of(self.server))

    async def calls(self, world: World, at: list[datetime], each: int) -> int:
        """Let a young person ask at each of these times, and so many more ask just so. Return how many that makes."""
        for number, instant in enumerate(at):
            world.at(instant)
            await world.asks_to_be_called(f"young-{number}")
        with self.above() as above:
            above.execute("set session_replication_role = replica")
            above.execute(CROWD.encode(), [each, world.id])
            above.execute("analyze")
        return len(at) * each


def _grown(found: CouncilFile, young_people: int) -> CouncilFile:
    (maya,) = [each for each in found.young_people if each.key == "maya"]
    (sams,) = [each for each in found.involvements if each.young_person == "maya" and each.main]
    keys = [f"young-{number}" for number in range(young_people)]
    return found.model_copy(
        update={
            "young_people": [*found.young_people, *(maya.model_copy(update={"key": key}) for key in keys)],
            "involvements": [*found.involvements, *(sams.model_copy(update={"young_person": key}) for key in keys)],
        }
    )


@asynccontextmanager
async def set_up() -> AsyncIterator[Stage]:
    """Lend the stage and leave nothing behind."""
    with _durable() as (server, settings):
        async with serving(settings) as app, at_the_jobs(app, jobs_url(server)) as desk:
            yield Stage(server, settings, app, desk)


@contextmanager
def _durable() -> Iterator[tuple[embedded.Server, Settings]]:
    """Lend a database that keeps what is committed, as in earnest."""
    with tempfile.TemporaryDirectory(prefix="kept-proof-") as made:
        home = Path(made)
        home.chmod(0o711)  # PostgreSQL, which is not root, passes through
        with embedded.running(home) as server:
            yield server, prepared(server, home)
