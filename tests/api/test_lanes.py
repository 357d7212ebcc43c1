"""The lane of whoever asks for help: two connections are theirs, however many others wait; and the numbers agree."""

import asyncio
import sys
from subprocess import PIPE
from time import perf_counter
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from psycopg_pool import PoolTimeout

from api import connections, embedded, installing
from api.connections import KEPT_FREE, PATIENCE, Pool, in_lane, lent, open_pool
from api.limits import Asked, Limits
from api.settings import Settings
from rules.limits import Quota, Quotas, take
from tests.walls.clones import run

PROCESSES, EACH = 3, 100
SHARED = Quota("app", 120, 3600)
TAKING = """
import asyncio, sys
from api.connections import open_pool
from api.errors import Limited
from api.limits import Asked, Limits
from rules.limits import Quota, Quotas

async def main(url, mark, most, seconds, times):
    pool = open_pool(url, size=4)
    await pool.open()
    limits, given = Limits(pool, b"key", Quotas()), 0
    asked = Asked(Quota("app", int(most), int(seconds)), bytes.fromhex(mark))
    for _ in range(int(times)):
        try:
            await limits.take(asked)
            given += 1
        except Limited:
            pass
    await pool.close()
    print(given)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest_asyncio.fixture
async def pool(settings: Settings) -> Pool:
    made = open_pool(settings.database_url, size=KEPT_FREE + 1, kept_free=KEPT_FREE)
    await made.open()
    return made


async def test_two_connections_are_left_to_the_lane(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.05)
    async with lent(pool):
        with pytest.raises(PoolTimeout):
            async with lent(pool):
                pass
        with in_lane(kept=True):
            async with lent(pool), lent(pool):
                pass
    async with lent(pool):
        pass
    await pool.close()


async def test_to_be_counted_and_to_have_a_connection_is_one_wait(pool: Pool) -> None:
    limits, asked = Limits(pool, b"key", Quotas()), Asked(SHARED, uuid4().bytes)
    async with lent(pool):
        began = perf_counter()
        counted = asyncio.create_task(_counted_and_in(limits, asked, pool))
        await asyncio.sleep(0)
        waiting = perf_counter()
        await asyncio.sleep(0.05)
    first, second = await counted

    assert began <= first - PATIENCE <= waiting < second - PATIENCE
    await pool.close()


async def _counted_and_in(limits: Limits, asked: Asked, pool: Pool) -> tuple[float, float]:
    """Say until when one would wait for a connection after being counted, and until when once more."""
    await limits.take(asked)
    async with pool.room() as until:
        pass
    async with pool.room() as once_more:
        return until, once_more


async def test_several_processes_give_exactly_the_quota(settings: Settings) -> None:
    mark = uuid4().bytes
    given = [settings.database_url, mark.hex(), str(SHARED.most), str(SHARED.seconds), str(EACH)]
    started = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", TAKING, *given, stdout=PIPE)
        for _ in range(PROCESSES)
    ]
    printed = [int((await each.communicate())[0]) for each in started]

    assert sum(printed) <= SHARED.most + 1, printed
    assert sum(printed) >= SHARED.most - PROCESSES * SHARED.most // 20


@tries(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 500), st.integers(1, 3600), st.lists(st.integers(1, 60), min_size=1, max_size=8))
@pytest.mark.usefixtures("settings")
def test_the_database_reckons_as_the_rule_does(
    server: embedded.Server, most: int, seconds: int, wanted: list[int]
) -> None:
    quota, mark, full_at = Quota("app", most, seconds), uuid4().bytes, 0
    with psycopg.connect(embedded.superuser_dsn(server, installing.DATABASE), autocommit=True) as above:
        for number in wanted:
            values = [mark, quota.most, quota.step, number]
            ((got, remaining, wait),) = run(
                above, "select given, remaining, wait from walls.take(%s, %s, %s, %s)", values
            )
            ((after,),) = run(above, "select full_at from walls.taken where mark = %s", [mark])
            if wait:  # from the wait follows at which moment the database reckoned
                ours = take(quota, full_at, after - wait - (quota.most - 1) * quota.step, number)
                assert (got, remaining, wait, after) == (ours.given, ours.remaining, ours.wait, ours.full_at)
            full_at = after
