"""What the jobs may not do, asked of the database itself."""

import psycopg
import pytest

from api.connections import lent
from api.database import ENTER
from auth.permissions import Hat
from jobs.desk import Desk
from tests.make.world import World

REFUSED = (
    "select about, message from kept.requests",
    "update kept.requests set due_at = due_at + interval '1 day'",
    "update kept.requests set asked_at = asked_at",
    "update kept.requests set ended_at = asked_at",
    "insert into kept.attempts (council_id) select council_id from kept.requests",
    "select from kept.young_people",
    "select reason from kept.timeline",
    "update kept.steps set taken_at = taken_at",
    "delete from kept.breaches",
    "delete from kept.idempotency_keys",
    "update kept.notices set read_at = made_at",
    "select from kept.history",
    "select from kept.plans",
    "insert into kept.ladders select * from kept.ladders",
)


@pytest.mark.parametrize("statement", REFUSED)
async def test_the_ladder_reads_no_words_moves_no_date_and_deletes_nothing(
    northshire: World, desk: Desk, statement: str
) -> None:
    await northshire.asks_to_be_called("maya", message="private")
    sealed = desk.seals.job(northshire.id, Hat.ladder, "jobs:tests")

    async with lent(desk.pool) as connection, connection.transaction(force_rollback=True):
        await connection.execute(ENTER, sealed.values)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute(statement.encode())


async def test_without_a_hat_the_jobs_see_nothing(northshire: World, desk: Desk) -> None:
    await northshire.asks_to_be_called("maya")

    async with lent(desk.pool) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute("select from kept.requests")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute("set role kept_worker")
