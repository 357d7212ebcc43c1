"""Stress: thousands of reads and writes of two councils on one small pool, any of which may end in the middle."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
from fastapi import FastAPI
from psycopg_pool import PoolTimeout
from sqlalchemy import func, select
from sqlmodel import col

from api.connections import Pool
from api.database import Reads, transaction
from api.sealed import Sealed
from api.statements import Read
from auth.permissions import Permission, hat
from models.accounts import Role
from models.base import Shape
from models.requests import Request
from models.teams import Team
from models.young_people import YoungPerson
from tests.conftest import WEDNESDAY
from tests.make.world import World

SEED = 20_260_610
AT_ONCE = 12
CONNECTIONS = 4


class Whose(Shape):
    council_id: UUID
    hat: str


class Slept(Shape):
    council_id: UUID
    slept: str


_worn: Any = func.current_user().label("hat")
TEAMS = Read(Whose, select(col(Team.council_id), _worn))
ASKED = Read(Whose, select(col(Request.council_id), _worn).limit(5))
SLOW = Read(Slept, select(col(Team.council_id), func.pg_sleep(1).label("slept")))

READERS = (
    ("maya", Permission.me_read),
    ("sam", Permission.triage_read),
    ("sam", Permission.requests_read),
    ("priya", Permission.requests_take),
    ("dana", Permission.requests_read),
    ("ruth", Permission.triage_read),
    ("ade", Permission.requests_read),
    ("eve", Permission.triage_read),
)
PAGES = (
    ("maya", "/v1/me"),
    ("maya", "/v1/me/people"),
    ("maya", "/v1/me/contact-requests?limit=3"),
    ("sam", "/v1/triage?limit=3"),
    ("priya", "/v1/young-people"),
)


class Boom(Exception):
    """Raised by a handler in the middle of its transaction."""


@dataclass
class Stress:
    """What is done to the pool, and what came of it."""

    app: FastAPI
    worlds: tuple[World, World]
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311  the same seed, the same order
    came: Counter[str] = field(default_factory=Counter)
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def pool(self) -> Pool:
        pool: Pool = self.app.state.pool
        return pool

    async def run(self, operations: int) -> None:
        left = iter(range(operations))

        async def work() -> None:
            for _ in left:
                await self._one()

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))

    async def _one(self) -> None:
        mine, other = self.chance.sample(self.worlds, 2)
        doing = asyncio.create_task(self._chosen()(mine, other))
        try:
            await self._disturbed(doing)
        except asyncio.CancelledError:
            self.came["cancelled"] += 1
        except Boom:
            self.came["raised"] += 1
        except (psycopg.OperationalError, PoolTimeout) as error:
            self.came[type(error).__name__] += 1
        else:
            self.came["done"] += 1

    async def _disturbed(self, doing: asyncio.Task[None]) -> None:
        """Let half of them be; cancel the others at any moment, some of them twice, as if the server were ending."""
        if self.chance.random() < 0.4:
            await asyncio.sleep(self.chance.random() ** 2 * 0.02)
            doing.cancel()
            if self.chance.random() < 0.3:
                await asyncio.sleep(self.chance.random() * 0.0005)
                doing.cancel()
        await doing

    def _chosen(self) -> Callable[[World, World], Coroutine[None, None, None]]:
        kinds = (self._read, self._read_page, self._write, self._ask, self._sleep)
        return self.chance.choices(kinds, weights=(720, 50, 150, 75, 5))[0]

    def _sealed(self, world: World, who: str, permission: Permission) -> Sealed:
        role = self._role(world, who)
        sealed: Sealed = self.app.state.seals.seal(
            world.id,
            world.id_of(who),
            role,
            hat(role, permission),
            permission,
            "kept-tests",
            2,
            world.session_of(who, 2),
        )
        return sealed

    def _role(self, world: World, who: str) -> Role:
        found = world.council.account(who)
        assert found
        return found[1]

    async def _read(self, mine: World, _: World) -> None:
        who, permission = self.chance.choice(READERS)
        reads = Reads(self.pool, self._sealed(mine, who, permission))
        teams, asked = await reads.together(TEAMS(), ASKED())
        assert {row.council_id for row in (*teams, *asked)} == {mine.id}
        assert {row.hat for row in teams} == {hat(self._role(mine, who), permission)}
        assert reads.now == WEDNESDAY

    async def _read_page(self, mine: World, other: World) -> None:
        who, path = self.chance.choice(PAGES)
        reply = await mine[who].get(path)
        self._answered(reply, 200)
        assert str(other.council.council.slug) not in reply.text
        assert not any(str(other.id_of(name)) in reply.text for name in ("maya", "jay", "sam", "priya"))
        assert f"of {other.id}" not in reply.text

    async def _write(self, mine: World, _: World) -> None:
        """Change one row in two steps; sometimes raise between them."""
        async with transaction(self.pool, self._sealed(mine, "maya", Permission.me_edit)) as db:
            maya = await db.lock(YoungPerson, mine.id_of("maya"))
            maya.pronouns = str(uuid4())
            await db.save(maya)
            if self.chance.random() < 0.3:
                raise Boom
            maya.safe_hours = maya.pronouns
            await db.save(maya)

    async def _ask(self, mine: World, _: World) -> None:
        key = str(uuid4())
        reply = await mine["maya"].post("/v1/me/contact-requests", {"about": f"of {mine.id}"}, key=key)
        self._answered(reply, 201)
        if reply.status_code == 201:
            self.kept[key] = reply.json()["id"]

    async def _sleep(self, mine: World, _: World) -> None:
        await Reads(self.pool, self._sealed(mine, "maya", Permission.me_read)).one(SLOW())

    def _answered(self, reply: httpx.Response, wanted: int) -> None:
        assert reply.status_code in (wanted, 503), reply.text
        self.came[str(reply.status_code)] += 1
