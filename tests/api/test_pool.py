"""Whatever ends a request in the middle, nobody is given what was another's, and nothing is half written.

Ten thousand reads and writes of two councils share four connections, while their tasks are cancelled, their
statements time out, their code raises and their backends are killed: the proof that reads may rely on the implicit
transaction of a pipeline, and writes on `transaction`.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI
from psycopg.pq import TransactionStatus
from psycopg.rows import scalar_row
from psycopg_pool import PoolTimeout
from sqlalchemy import func, select
from sqlmodel import col

from api import embedded, installing
from api.database import Pool, Reads, Sealed, transaction
from api.settings import Settings
from api.statements import Read
from auth.permissions import Permission, hat
from models.accounts import Role
from models.base import Shape
from models.requests import Request
from models.teams import Team
from models.young_people import YoungPerson
from tests.conftest import WEDNESDAY
from tests.make.service import serving
from tests.make.world import World

SEED = 20_260_610
OPERATIONS = 10_000
AT_ONCE = 12
CONNECTIONS = 4
NAME = "pool-stress"


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
STATE = (
    "select coalesce(current_setting('kept.context', true), '') as context,"
    " coalesce(current_setting('kept.seal', true), '') as seal, current_user as worn, session_user as signed_in"
)
# What there must never be: each query finds a half.
HALVES = (
    """select id from kept.requests r where council_id = any(%s) and 1 <> (
         select count(*) from kept.timeline t where t.council_id = r.council_id and t.request_id = r.id)""",
    """select id from kept.requests r where council_id = any(%s) and 1 <> (
         select count(*) from kept.history h where h.council_id = r.council_id and h.row_id = r.id
            and relation = 'requests')""",
    """select id from kept.timeline t where council_id = any(%s) and 1 <> (
         select count(*) from kept.history h where h.council_id = t.council_id and h.row_id = t.id)""",
    """select id from kept.requests r where council_id = any(%s) and 1 <> (
         select count(*) from kept.idempotency_keys k where k.council_id = r.council_id
            and k.status = 201 and right(k.location, 36)::uuid = r.id)""",
    """select key from kept.idempotency_keys k where council_id = any(%s) and not exists (
         select from kept.requests r where r.council_id = k.council_id and r.id = right(k.location, 36)::uuid)""",
    """select id from kept.young_people where council_id = any(%s) and preferred_name = 'Maya'
         and pronouns is distinct from safe_hours""",
    """select id from kept.requests where council_id = any(%s) and about <> 'of ' || council_id""",
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
            world.id, world.id_of(who), role, hat(role, permission), permission, "kept-tests", 2, 1
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


def ours(url: str) -> str:
    """Name the connections of this test, and let a statement run no longer than it can wait."""
    return f"{url}&application_name={NAME}&options=-cstatement_timeout%3D100"


@pytest.fixture
def above(server: embedded.Server) -> str:
    """Return the login of the superuser, for whom there are no walls."""
    return embedded.superuser_dsn(server, installing.DATABASE)


@pytest_asyncio.fixture
async def stress(settings: Settings, owner_url: str) -> AsyncIterator[Stress]:
    small = replace(settings, database_url=ours(settings.database_url), pool_size=CONNECTIONS)
    async with serving(small) as app:
        app.state.clock.set(WEDNESDAY)
        worlds = [await World.like("northshire", app, owner_url) for _ in range(2)]
        yield Stress(app, (worlds[0], worlds[1]))


@asynccontextmanager
async def killing(above: str, chance: Random) -> AsyncIterator[Counter[str]]:
    """Kill one backend after another, whatever it is doing."""
    killed = Counter[str]()
    one = (
        "select pg_terminate_backend(pid), state from pg_stat_activity where application_name = %s"
        " order by random() limit 1"
    )

    async def kill() -> None:
        async with await psycopg.AsyncConnection.connect(above, autocommit=True) as connection:
            while True:
                await asyncio.sleep(chance.random() * 0.3)
                for _, state in await (await connection.execute(one, [NAME])).fetchall():
                    killed[state] += 1

    killer = asyncio.create_task(kill())
    yield killed
    killer.cancel()
    with suppress(asyncio.CancelledError):
        await killer


async def scalars(above: str, query: str, *values: object) -> list[object]:
    async with await psycopg.AsyncConnection.connect(above, row_factory=scalar_row) as connection:
        return await (await connection.execute(query, values)).fetchall()


async def test_a_pool_under_stress_mixes_nothing_up_and_loses_nothing(stress: Stress, above: str) -> None:
    async with killing(above, stress.chance) as killed:
        await stress.run(OPERATIONS)

    sys.stderr.write(f"{dict(stress.came)} {dict(killed)}\n")
    assert stress.came["done"] > OPERATIONS / 3
    assert min(stress.came[each] for each in ("cancelled", "raised", "QueryCanceled", "200", "201")) >= 10
    assert killed.total() > 20
    await nothing_is_left_behind(stress, above)
    await nothing_is_half_written(stress, above)


async def nothing_is_left_behind(stress: Stress, above: str) -> None:
    """Take every connection at once: none wears a hat, knows a caller, is in a transaction or is missing."""
    began = perf_counter()
    async with AsyncExitStack() as stack:
        taken = [await stack.enter_async_context(stress.pool.connection()) for _ in range(CONNECTIONS)]
        for connection in taken:
            cursor = await connection.execute(STATE)
            assert await cursor.fetchone() == {"context": "", "seal": "", "worn": "kept_api", "signed_in": "kept_api"}
            assert connection.info.transaction_status == TransactionStatus.IDLE
        backends = await scalars(above, "select state from pg_stat_activity where application_name = %s", NAME)
        assert len(backends) == CONNECTIONS
        assert not [state for state in backends if str(state).startswith("idle in transaction")]
    assert perf_counter() - began < 1
    stats = stress.pool.get_stats()
    assert stats["pool_available"] == stats["pool_size"] == CONNECTIONS
    assert stats.get("requests_waiting", 0) == 0


async def nothing_is_half_written(stress: Stress, above: str) -> None:
    councils = [world.id for world in stress.worlds]
    for query in HALVES:
        assert await scalars(above, query, councils) == [], query
    found = await scalars(above, "select key || ' ' || right(location, 36) from kept.idempotency_keys")
    assert {f"{key} {request_id}" for key, request_id in stress.kept.items()} <= set(found)


async def test_what_the_server_keeps_for_a_connection_does_not_grow_without_end(stress: Stress) -> None:
    mine, _ = stress.worlds
    words = {"about": "a", "message": "b", "channel": "call", "safe_times": "c", "not_before": None, "urgent": "other"}
    for number in range(2 ** len(words)):
        some = {name: word for place, (name, word) in enumerate(words.items()) if number >> place & 1}
        assert (await mine["maya"].post("/v1/me/contact-requests", some)).status_code == 201
        assert (await mine["maya"].post("/v1/me/contact-requests", {"about": 7})).status_code == 422
        assert (await mine["lee"].get("/v1/me")).status_code == 403

    async with AsyncExitStack() as stack:
        for _ in range(CONNECTIONS):
            connection = await stack.enter_async_context(stress.pool.connection())
            cursor = await connection.execute("select count(*) as kept from pg_prepared_statements")
            found = await cursor.fetchone()
            assert found
            assert found["kept"] <= 110
