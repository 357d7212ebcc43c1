"""What a young person is told of her people: in her notices, and at her people."""

from typing import Any

from tests.make.world import World


async def told(world: World, who: str = "maya") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await world[who].get("/v1/me/notices")).json()["items"]
    return items


async def people(world: World, who: str = "maya") -> dict[str, Any]:
    reply = await world[who].get("/v1/me/people")
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found
