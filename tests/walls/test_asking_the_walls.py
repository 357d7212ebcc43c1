"""What the functions of the walls answer to somebody who asks them past every handler."""

import pytest

from api.clock import machine_time
from api.connections import lent
from api.database import ENTER
from auth.permissions import Permission
from models.accounts import Role
from tests.make.world import World

HATS = (Permission.requests_read, Permission.triage_read)
ASKED = "select cardinality(walls.kept_from_me()) as found"


async def answer(world: World, who: str, permission: Permission) -> int:
    claims = world.app.state.keys.verify(world.token(who), now=machine_time())
    caller = world.app.state.seals.caller(claims, Role(claims.role), permission)
    async with lent(world.app.state.pool) as connection, connection.transaction(force_rollback=True):
        await connection.execute(ENTER, caller.sealed.values)
        row = await (await connection.execute(ASKED)).fetchone()
    assert row
    found: int = row["found"]
    return found


@pytest.mark.parametrize("who", ["sam", "priya", "dana", "ade", "cleo"])
async def test_whoever_hurt_her_cannot_ask_whether_she_cried_for_help_because_of_them(
    northshire: World, who: str
) -> None:
    about = {"kind": "complaint", "about_worker_id": str(northshire.id_of(who)), "message": "He hit me last night."}
    told = await northshire["maya"].post("/v1/me/feedback", about)

    found = {each: await answer(northshire, who, each) for each in HATS}

    assert told.status_code == 201
    assert (await northshire["maya"].get("/v1/me/help-now")).json()["items"]
    assert set(found.values()) == {0}
