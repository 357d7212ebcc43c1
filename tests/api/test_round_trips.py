"""Statements that are said in one breath: prepared once, undone together, and no end of them in memory."""

import sys
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI
from psycopg.pq import ExecStatus, TransactionStatus

from api import embedded, round_trips
from api.connections import lent, open_pool
from api.round_trips import Connection, Sql
from api.statements import Read, Write

OURS = ("api", "auth", "jobs", "models", "routers")
ONE = Sql.of("select 1 as one")
ECHO = Sql.of("select %(said)s::text as said, %(said)s::text || '%%' as again")
BROKEN = Sql.of("select 1 / %(by)s::int as broken")


@pytest_asyncio.fixture
async def connection(server: embedded.Server) -> AsyncIterator[Connection]:
    """Lend a connection of somebody who may look at what is prepared: the service may not."""
    async with open_pool(embedded.superuser_dsn(server), size=2) as pool, lent(pool) as found:
        yield found


async def test_each_statement_answers_with_its_rows(connection: Connection) -> None:
    found = await connection.say((ONE, {}), (ECHO, {"said": "a"}), (ECHO, {"said": None}))

    assert found == [[{"one": 1}], [{"said": "a", "again": "a%"}], [{"said": None, "again": None}]]


async def test_a_statement_is_prepared_once_whatever_it_is_given(connection: Connection) -> None:
    for said in ("a", None, "b"):
        await connection.say((ECHO, {"said": said}), (ECHO, {"said": said}))

    cursor = await connection.execute(
        "select count(*) as many from pg_prepared_statements where statement like '%again%'"
    )
    assert await cursor.fetchone() == {"many": 1}


async def test_after_an_error_the_rest_is_left_undone_and_the_connection_serves_on(connection: Connection) -> None:
    never = Sql.of("select set_config('kept.tried', 'yes', false) as tried")

    with pytest.raises(psycopg.errors.DivisionByZero):
        await connection.say((ONE, {}), (BROKEN, {"by": 0}), (never, {}))

    assert connection.info.transaction_status is TransactionStatus.IDLE
    asked = Sql.of("select coalesce(current_setting('kept.tried', true), '') as tried")
    assert await connection.say((BROKEN, {"by": 1}), (asked, {})) == [[{"broken": 1}], [{"tried": ""}]]


async def test_a_value_that_cannot_be_written_down_stops_everything_before_it_is_sent(connection: Connection) -> None:
    with pytest.raises(psycopg.DataError):
        await connection.say((ONE, {}), (ECHO, {"said": "\x00"}))

    assert await connection.say((ONE, {})) == [[{"one": 1}]]


async def test_what_was_not_said_for_longest_is_given_up(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round_trips, "MOST_PREPARED", 3)

    for number in range(10):
        await connection.say((Sql.of(f"select {number} as given_up"), {}), (ONE, {}))

    cursor = await connection.execute("select count(*) as many from pg_prepared_statements")
    found = await cursor.fetchone()
    assert found is not None
    assert found["many"] <= 5
    assert await connection.say((ONE, {})) == [[{"one": 1}]]


async def test_what_the_driver_runs_by_itself_leaves_the_prepared_statements_alone(connection: Connection) -> None:
    for _ in range(7):
        await connection.execute("select 1 as by_the_driver")
    await connection.say((ONE, {}))

    await connection.execute("create temporary table passing (id int)")
    await connection.execute("drop table passing")

    assert await connection.say((ONE, {})) == [[{"one": 1}]]


async def test_whoever_took_away_the_prepared_statements_breaks_one_answer_at_most(connection: Connection) -> None:
    await connection.say((ONE, {}), (ECHO, {"said": "a"}))
    await connection.execute("deallocate all")

    with pytest.raises(psycopg.OperationalError):
        await connection.say((ONE, {}))

    found, _ = await connection.say((ONE, {}), (ECHO, {"said": "b"}))
    assert found == [{"one": 1}]


def said_anywhere() -> list[Read[Any] | Write]:
    """Return every statement that a module of ours names, or something named there holds."""
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] in OURS]
    named = [value for module in modules for value in vars(module).values()]
    held = [value for each in named if hasattr(each, "__dict__") for value in vars(each).values()]
    return [each for each in (*named, *held) if isinstance(each, Read | Write)]


def test_the_database_knows_the_types_of_every_statement_by_itself(app: FastAPI, owner_url: str) -> None:
    assert app.routes
    statements = [each.sql for each in said_anywhere()]

    with psycopg.connect(owner_url) as connection:
        connection.execute("set search_path to kept")
        results = [connection.pgconn.prepare(b"kept_%d" % n, sql.text) for n, sql in enumerate(statements)]

    assert len(statements) > 100
    assert [each.error_message for each in results if each.status != ExecStatus.COMMAND_OK] == []
