"""What a statement leaves on its connection, as an injected one might: the next caller finds nothing of it."""

from collections.abc import AsyncIterator

import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api import embedded
from api.config_checks import findings
from api.connections import Pool, lent, open_pool
from api.database import ENTER
from api.round_trips import Sql
from api.settings import Settings
from tests.make.world import World

NAMED = Sql.of("select 'as it was' as said")
_ENTER = Sql.of(ENTER)


@pytest_asyncio.fixture
async def pool(settings: Settings) -> AsyncIterator[Pool]:
    """Return a pool whose every caller is lent the same connection, one after the other."""
    async with open_pool(settings.database_url, size=2) as found, lent(found):
        yield found


@pytest.mark.parametrize(
    "left",
    [
        "set timezone = '<EUROPE/LONDON>+167'",
        "set search_path = walls, kept",
        "set datestyle = 'German'",
        "set intervalstyle = 'sql_standard'",
        "set default_transaction_read_only = on",
        "set client_encoding = 'LATIN1'",
        "set standard_conforming_strings = off",
    ],
)
async def test_who_changes_their_session_has_had_it_to_themselves(pool: Pool, left: str) -> None:
    asked = Sql.of("select pg_backend_pid() as session, current_setting(%(name)s) as said")
    name = left.split()[1]
    async with lent(pool) as connection:
        ((before,),) = await connection.say((asked, {"name": name}))
        await connection.execute(left.encode())

    async with lent(pool) as connection:
        ((after,),) = await connection.say((asked, {"name": name}))

    assert after["said"] == before["said"]
    assert after["session"] != before["session"]


async def test_who_changes_the_login_for_good_changes_no_session_of_the_service(pool: Pool, settings: Settings) -> None:
    asked = Sql.of("select current_setting('timezone') as said")
    async with lent(pool) as connection:
        await connection.execute("alter role kept_api set timezone = '<EUROPE/LONDON>+167'")
    try:
        async with open_pool(settings.database_url, size=2) as another, lent(another) as connection:
            assert await connection.say((asked, {})) == [[{"said": "UTC"}]]
    finally:
        async with lent(pool) as connection:
            await connection.execute("alter role kept_api set timezone = 'UTC'")


async def test_a_connection_that_was_closed_meanwhile_is_replaced(pool: Pool) -> None:
    for _ in range(3):
        async with lent(pool) as connection:
            await connection.close()

    async with lent(pool) as connection:
        assert await connection.say((NAMED, {})) == [[{"said": "as it was"}]]


async def test_who_changes_nothing_leaves_the_session_to_the_next(pool: Pool) -> None:
    asked = Sql.of("select pg_backend_pid() as session")
    found = []
    for end in ("commit", "rollback"):
        async with lent(pool) as connection:
            await connection.execute("begin")
            await connection.execute("set local timezone = 'Asia/Tokyo'")
            found += await connection.say((asked, {}))
            await connection.execute(end.encode())

    first, second = found
    assert first == second


async def test_nobody_puts_a_statement_of_their_own_in_the_place_of_ours(
    pool: Pool, northshire: World, app: FastAPI
) -> None:
    sealed = app.state.seals.nobody(northshire.id)
    caught = "select set_config('kept.caught', $1 || $2, false) as now, 2 as assurance"
    async with lent(pool) as connection:
        await connection.say((_ENTER, sealed.values), (NAMED, {}))
        names = [str(number) for number in range(10)]
        await connection.execute("deallocate all")
        for name in [*(f"kept_{each}" for each in names), *(f"_pg3_{each}" for each in names)]:
            await connection.execute(f'prepare "{name}" (text, text) as {caught}'.encode())

    async with lent(pool) as connection:
        with pytest.raises(psycopg.OperationalError):
            await connection.say((_ENTER, sealed.values), (NAMED, {}))
        _, found = await connection.say((_ENTER, sealed.values), (NAMED, {}))
        cursor = await connection.execute("select current_setting('kept.caught', true) as caught")

        assert found == [{"said": "as it was"}]
        assert await cursor.fetchone() in ({"caught": None}, {"caught": ""})


@pytest.mark.parametrize(
    "statement",
    [
        "select name from pg_prepared_statements",
        "select name from pg_prepared_statement()",
        "create temporary view requests as select",
        "create temporary table requests (id int)",
        "select lo_creat(-1)",
        "select lo_create(0)",
        "select lo_from_bytea(0, 'words')",
        "create function pg_temp.now() returns int language sql return 1",
    ],
)
async def test_nobody_learns_the_names_of_statements_or_makes_things_for_their_session(
    pool: Pool, statement: str
) -> None:
    async with lent(pool) as connection:
        await connection.say((NAMED, {}))

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute(statement.encode())


def test_a_login_that_may_make_things_for_its_session_is_refused(server: embedded.Server, settings: Settings) -> None:
    before = {each.code for each in findings(settings, None)}
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as superuser:
        superuser.execute("grant temporary on database kept to kept_api")
        after = {each.code for each in findings(settings, None)}
        superuser.execute("revoke temporary on database kept from kept_api")

    assert after - before == {"login_makes"}
