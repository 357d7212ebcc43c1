"""Accepted means kept: a reply of 2xx is sent only after the commit, and a commit that fails is never a 2xx."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql
from psycopg.rows import scalar_row

from api import embedded, installing
from api.database import Writes, transaction
from api.sealed import Sealed
from auth.permissions import Permission, hat
from models.idempotency_keys import IdempotencyKey
from models.young_people import YoungPerson
from tests.conftest import WEDNESDAY
from tests.make.world import World

ASKS = "/v1/me/contact-requests"


@pytest.fixture
def above(server: embedded.Server) -> str:
    """Return the login of the superuser, for whom there are no walls."""
    return embedded.superuser_dsn(server, installing.DATABASE)


@asynccontextmanager
async def at_commit(above: str, world: World, does: str) -> AsyncIterator[None]:
    """Let the commit of every request of this council do something."""
    name = sql.Identifier(f"at_commit_{uuid4().hex}")
    make = sql.SQL(
        "create function kept.{name}() returns trigger language plpgsql security definer as $$"
        " begin if new.council_id = {council} then {does}; end if; return null; end $$;"
        " create constraint trigger {name} after insert on kept.requests deferrable initially deferred"
        " for each row execute function kept.{name}()"
    ).format(name=name, council=sql.Literal(str(world.id)), does=sql.SQL(does))
    async with await psycopg.AsyncConnection.connect(above, autocommit=True) as connection:
        await connection.execute(make)
        try:
            yield
        finally:
            await connection.execute(sql.SQL("drop function kept.{name}() cascade").format(name=name))


async def how_many(above: str, table: str, world: World) -> int:
    query = sql.SQL("select count(*) from kept.{} where council_id = %s").format(sql.Identifier(table))
    async with await psycopg.AsyncConnection.connect(above, row_factory=scalar_row) as connection:
        found = await (await connection.execute(query, [world.id])).fetchone()
    return int(found or 0)


@pytest.mark.parametrize(
    ("does", "status"),
    [
        ("raise exception 'no' using errcode = '23514'", 409),
        ("raise exception 'no' using errcode = '40001'", 503),
        ("raise exception 'no' using errcode = '53100'", 503),
        ("raise exception 'no' using errcode = '25006'", 503),
        ("raise exception 'no' using errcode = 'P0001'", 500),
        ("raise exception 'no' using errcode = '57014'", 503),
        ("perform pg_terminate_backend(pg_backend_pid())", 503),
    ],
)
async def test_a_commit_that_fails_is_an_error_and_keeps_nothing(
    northshire: World, above: str, does: str, status: int
) -> None:
    async with at_commit(above, northshire, does):
        reply = await northshire["maya"].post(ASKS, {"about": "a call"}, key="k")

    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert ("retry-after" in reply.headers) == (status == 503)
    for table in ("requests", "timeline", "idempotency_keys"):
        assert await how_many(above, table, northshire) == 0
    again = await northshire["maya"].post(ASKS, {"about": "a call"}, key="k")
    assert again.status_code == 201
    assert "idempotency-replayed" not in again.headers


async def test_whoever_gives_up_during_the_commit_asks_again_under_the_same_key_and_asked_once(
    northshire: World, above: str
) -> None:
    for wait in (0.0, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1):
        asking = asyncio.create_task(northshire["maya"].post(ASKS, {"about": "a call"}, key=f"after-{wait}"))
        await asyncio.sleep(wait)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

        again = await northshire["maya"].post(ASKS, {"about": "a call"}, key=f"after-{wait}")

        assert again.status_code == 201

    assert await how_many(above, "requests", northshire) == 9


async def test_an_error_that_code_passes_over_still_undoes_the_transaction(app: FastAPI, northshire: World) -> None:
    async def careless(db: Writes) -> None:
        maya = await db.lock(YoungPerson, northshire.id_of("maya"))
        maya.pronouns = "they/them"
        await db.save(maya)
        with suppress(psycopg.Error):
            await wrong(db, northshire)
            await db.lock(YoungPerson, maya.id)

    with pytest.raises(psycopg.OperationalError):
        async with transaction(app.state.pool, sealed(app, northshire)) as db:
            await careless(db)

    assert (await northshire["maya"].get("/v1/me")).json()["pronouns"] == "she/her"


async def test_the_first_error_of_a_transaction_is_the_one_that_is_told(app: FastAPI, northshire: World) -> None:
    told = Counter[str]()

    for turn in range(200):
        try:
            async with transaction(app.state.pool, sealed(app, northshire)) as db:
                await wrong(db, northshire)
                await asyncio.sleep(turn / 200_000)
        except psycopg.Error as error:
            told[type(error).__name__] += 1

    assert told == {"UniqueViolation": 200}


async def wrong(db: Writes, world: World) -> None:
    """Send what breaks a rule; it is noticed later, since nobody waits for it."""
    for _ in range(2):
        await db.add(
            IdempotencyKey(
                council_id=world.id,
                account_id=world.id_of("maya"),
                operation="wrong",
                key="the same",
                asked_at=WEDNESDAY,
                body_hash=b"",
            )
        )


def sealed(app: FastAPI, world: World) -> Sealed:
    found = world.council.account("maya")
    assert found
    account_id, role = found
    permission = Permission.me_edit
    line: Sealed = app.state.seals.seal(
        world.id, account_id, role, hat(role, permission), permission, "t", 2, world.session_of("maya", 2)
    )
    return line
