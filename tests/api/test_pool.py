"""Whatever ends a request in the middle, nobody is given what was another's, and nothing is half written.

Ten thousand reads and writes of two councils share four connections, while their tasks are cancelled, their
statements time out, their code raises and their backends are killed: the proof that reads may rely on the implicit
transaction of a pipeline, and writes on `transaction`.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from random import Random
from time import perf_counter

import psycopg
import pytest
import pytest_asyncio
from psycopg.pq import TransactionStatus
from psycopg.rows import scalar_row

from api import embedded, installing
from api.settings import Settings
from tests.conftest import WEDNESDAY
from tests.make.service import serving
from tests.make.stress import CONNECTIONS, Stress
from tests.make.world import World

OPERATIONS = 10_000
NAME = "pool-stress"

STATE = (
    "select coalesce(current_setting('kept.context', true), '') as context,"
    " current_user as worn, session_user as signed_in"
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
            assert await cursor.fetchone() == {"context": "", "worn": "kept_api", "signed_in": "kept_api"}
            assert connection.info.transaction_status == TransactionStatus.IDLE
        backends = await scalars(above, "select state from pg_stat_activity where application_name = %s", NAME)
        assert len(backends) == CONNECTIONS
        assert not [state for state in backends if str(state).startswith("idle in transaction")]
    assert perf_counter() - began < 1
    async with asyncio.timeout(2):  # what was taken while others were found dead is replaced on its return
        while stress.pool.get_stats()["pool_available"] != CONNECTIONS:
            await stress.pool.check()
    assert stress.pool.get_stats()["pool_size"] == CONNECTIONS
    assert stress.pool.get_stats().get("requests_waiting", 0) == 0


async def nothing_is_half_written(stress: Stress, above: str) -> None:
    councils = [world.id for world in stress.worlds]
    for query in HALVES:
        assert await scalars(above, query, councils) == [], query
    found = await scalars(above, "select key || ' ' || right(location, 36) from kept.idempotency_keys")
    assert {f"{key} {request_id}" for key, request_id in stress.kept.items()} <= set(found)


@pytest_asyncio.fixture
async def looking(above: str) -> AsyncIterator[None]:
    """Let the service's login look at what is prepared, which it may not."""
    whats = "select on pg_catalog.pg_prepared_statements", "execute on function pg_catalog.pg_prepared_statement()"
    async with await psycopg.AsyncConnection.connect(above, autocommit=True) as superuser:
        for what in whats:
            await superuser.execute(f"grant {what} to kept_api".encode())
        yield
        for what in whats:
            await superuser.execute(f"revoke {what} from kept_api".encode())


@pytest.mark.usefixtures("looking")
async def test_what_the_server_keeps_for_a_connection_does_not_grow_without_end(stress: Stress) -> None:
    mine, _ = stress.worlds
    words = {"about": "a", "message": "b", "channel": "call", "safe_times": "c", "not_before": None, "urgent": "other"}
    for number in range(2 ** len(words)):
        some = {name: word for place, (name, word) in enumerate(words.items()) if number >> place & 1}
        assert (await mine["maya"].post("/v1/me/contact-requests", some)).status_code == 201
        assert (await mine["maya"].post("/v1/me/contact-requests", {"about": 7})).status_code == 422
        assert (await mine["lee"].get("/v1/me")).status_code == 403

    kept = []
    async with AsyncExitStack() as stack:
        for _ in range(CONNECTIONS):
            connection = await stack.enter_async_context(stress.pool.connection())
            cursor = await connection.execute("select count(*) as kept from pg_prepared_statements")
            kept += [row["kept"] for row in await cursor.fetchall()]
    assert 0 < max(kept) <= 110
