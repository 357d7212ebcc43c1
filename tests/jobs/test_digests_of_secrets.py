"""After the service was down, staff are told in one breath; whoever reads what left learns of no secret by that."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlmodel import col

from jobs.deliver import deliver
from jobs.desk import Desk
from jobs.ladder import sweep_council
from models.workers import Worker
from tests.make.leaving_the_house import Watched, with_ways
from tests.make.world import World

MONDAY_MORNING = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
SECRETS: dict[str, tuple[str, dict[str, Any], str]] = {
    "asking for an advocate": ("/v1/me/advocate-requests", {"purpose": "childrens_rights"}, "ruth"),
    "a complaint": ("/v1/me/feedback", {"kind": "complaint", "message": "They do not listen."}, "cleo"),
    "help": ("/v1/me/help-now", {}, "eve"),
}


async def at_work(world: World) -> None:
    everybody = update(Worker).where(col(Worker.council_id) == world.id)
    await world.change(everybody.values(email="work@example.org"))


async def caught_up(world: World, desk: Desk) -> list[Any]:
    """Let the service come back on Monday; return what the admin sees of what left, without ids."""
    world.at(MONDAY_MORNING)
    await sweep_council(desk, world.id)
    await deliver(desk, with_ways(world, email=Watched()))
    items = (await world["kim"].get("/v1/deliveries")).json()["items"]
    return [{**each, "id": ""} for each in items]


@pytest.mark.parametrize(("path", "body", "reader"), SECRETS.values(), ids=SECRETS)
async def test_what_was_made_up_for_of_secrets_leaves_as_a_secret(
    northshire: World, desk: Desk, path: str, body: dict[str, Any], reader: str
) -> None:
    await at_work(northshire)
    for who in ("maya", "jay"):
        await northshire[who].post(path, body)

    seen = await caught_up(northshire, desk)

    says = [each["says"] for each in (await northshire[reader].get("/v1/notices")).json()["items"]]
    assert says == ["2 requests moved on while nobody could be told. Look at your list."]
    assert seen == []


async def test_what_is_made_up_for_of_calls_leaves_the_same_with_secrets_beside(
    northshire: World, app: FastAPI, owner_url: str, desk: Desk
) -> None:
    async with World.for_a_test("northshire", app, owner_url) as other:
        for world in (northshire, other):
            await at_work(world)
            for who in ("maya", "jay"):
                await world.asks_to_be_called(who)
        for path, body, _ in SECRETS.values():
            for who in ("maya", "jay"):
                await northshire[who].post(path, body)

        with_them, without = await caught_up(northshire, desk), await caught_up(other, desk)

    assert with_them == without != []
