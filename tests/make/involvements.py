"""Who is there for Maya: listed and changed as staff do it."""

from typing import Any

from tests.make.world import World


def path_of(world: World, who: str) -> str:
    return f"/v1/young-people/{world.id_of(who)}/involvements"


async def listed(world: World, who: str, about: str = "maya") -> list[dict[str, Any]]:
    reply = await world[who].get(path_of(world, about))
    assert reply.status_code == 200, reply.text
    items: list[dict[str, Any]] = reply.json()["items"]
    return items


async def begun(world: World, who: str, worker: str, role: str, **more: object) -> dict[str, Any]:
    ask = {"worker_id": str(world.id_of(worker)), "role": role, **more}
    reply = await world[who].post(path_of(world, "maya"), ask)
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json()
    return made
