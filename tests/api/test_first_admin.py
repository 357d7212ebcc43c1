"""`kept council admin`: the first admin signs in with a code of the console; what it made, the history knows."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI
from psycopg.conninfo import make_conninfo

from api.postgres import SUPERUSER
from api.settings import Settings
from auth.signing_in.doorstep import WrongSecret
from auth.signing_in.entering import redeem
from tests.auth.test_signing_in import GOOD, PHONE, speaker, step
from tests.conftest import WEDNESDAY
from tests.make.desk import Typing, at_a_desk
from tests.make.world import World


@pytest_asyncio.fixture
async def desk(app: FastAPI, owner_url: str, northshire: World) -> AsyncIterator[Typing]:
    async with at_a_desk(app, owner_url) as made:
        yield Typing(made.desk, str(northshire.council.council.slug))


@pytest.fixture
def nobody_yet(northshire: World, settings: Settings) -> None:
    """Take back that Kim was ever there."""
    above = make_conninfo(settings.database_url, user=SUPERUSER)
    with psycopg.connect(above, autocommit=True) as connection:
        connection.execute("delete from kept.sessions where account_id = %s", [northshire.id_of("kim")])


def typed(text: str) -> tuple[str, str]:
    found = dict(re.findall(r"^(\w+): +(.+)$", text, re.MULTILINE))
    return found["code"], found["number"]


@pytest.mark.usefixtures("nobody_yet")
async def test_the_first_admin_comes_in_with_what_the_console_said_once(northshire: World, desk: Typing) -> None:
    said = await desk.types("admin", desk.slug)

    entered = await redeem(step(northshire), northshire.id, typed(said.text), GOOD, PHONE)

    kim = speaker(northshire, entered)
    assert said.text.startswith("For Kim, until ")
    assert (await kim.post(f"/v1/workers/{northshire.id_of('ade')}/invites")).status_code == 201
    with pytest.raises(WrongSecret):
        await redeem(step(northshire), northshire.id, typed(said.text), GOOD, PHONE)
    with pytest.raises(RuntimeError, match="An admin has come in already"):
        await desk.types("admin", desk.slug)


@pytest.mark.usefixtures("nobody_yet")
async def test_it_is_over_after_an_hour_and_a_second_one_calls_the_first_back(northshire: World, desk: Typing) -> None:
    first = await desk.types("admin", desk.slug)
    second = await desk.types("admin", desk.slug, "--who", "kim")

    with pytest.raises(WrongSecret):
        await redeem(step(northshire), northshire.id, typed(first.text), GOOD, PHONE)
    northshire.at(WEDNESDAY + timedelta(hours=1))
    with pytest.raises(WrongSecret):
        await redeem(step(northshire), northshire.id, typed(second.text), GOOD, PHONE)


@pytest.mark.usefixtures("nobody_yet")
async def test_the_history_knows_of_it_and_nothing_kept_opens_anything(
    northshire: World, desk: Typing, settings: Settings
) -> None:
    said = await desk.types("admin", desk.slug)

    with psycopg.connect(make_conninfo(settings.database_url, user=SUPERUSER)) as connection:
        noted = connection.execute(
            "select actor_role, permission, move from kept.history where council_id = %s and relation = 'invites'",
            [northshire.id],
        ).fetchall()
        kept = str(connection.execute("select * from kept.invites where council_id = %s", [northshire.id]).fetchall())
    code, number = typed(said.text)
    assert ("system", "council:admin", "insert") in noted
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert number not in kept


async def test_where_an_admin_came_in_before_only_again_makes_another_code(northshire: World, desk: Typing) -> None:
    with pytest.raises(RuntimeError, match="An admin has come in already"):
        await desk.types("admin", desk.slug)

    said = await desk.types("admin", desk.slug, "--again")

    assert await redeem(step(northshire), northshire.id, typed(said.text), GOOD, PHONE)


async def test_an_admin_who_is_signed_in_is_told_of_another_code(northshire: World, desk: Typing) -> None:
    await desk.types("admin", desk.slug, "--again")

    items = (await northshire["kim"].get("/v1/notices")).json()["items"]

    assert "Whoever runs this service gave you a new way to sign in." in items[0]["says"]


async def test_an_admin_whom_nobody_knows_is_not_let_in(desk: Typing) -> None:
    with pytest.raises(RuntimeError, match="Say which with --who: Kim"):
        await desk.types("admin", desk.slug, "--who", "Sam", "--again")


async def test_before_the_doors_are_open_nobody_gets_a_code(desk: Typing) -> None:
    draft = f"{desk.slug}-draft"[:60]
    await desk.types("new", draft, "--name", "Westmere")

    with pytest.raises(RuntimeError, match="Nobody can sign in before it is open"):
        await desk.types("admin", draft)
