"""Plans as staff send them, small: what a test is about, and the least that is needed beside it."""

from typing import Any

import httpx

from tests.make.world import World


def address(world: World, who: str, kind: str = "care") -> str:
    return f"/v1/young-people/{world.id_of(who)}/plans/{kind}"


def part(section: str, body: str, **more: object) -> dict[str, Any]:
    return {"section": section, "body": body, **more}


def plan(*sections: dict[str, Any], actions: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"sections": list(sections) or [part("home", "You live with Kay.")], "actions": list(actions)}


async def write(
    world: World, writer: str, whose: str, body: dict[str, Any], *, kind: str = "care", tag: str | None = None
) -> httpx.Response:
    """Write a version: over what stands there, read a moment before, or the first one."""
    if tag is None:
        tag = (await world[writer].get(address(world, whose, kind))).headers.get("ETag")
    condition = {"If-Match": tag} if tag else {"If-None-Match": "*"}
    return await world[writer].put(address(world, whose, kind), body, headers=condition)


async def written(world: World, writer: str, whose: str, body: dict[str, Any], *, kind: str = "care") -> dict[str, Any]:
    reply = await write(world, writer, whose, body, kind=kind)
    assert reply.status_code in (200, 201), reply.text
    told: dict[str, Any] = reply.json()
    return told


async def read(world: World, who: str, path: str) -> dict[str, Any]:
    reply = await world[who].get(path)
    assert reply.status_code == 200, reply.text
    told: dict[str, Any] = reply.json()
    return told


def section(told: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in told["sections"] if each["section"] == name]
    return dict(found)
