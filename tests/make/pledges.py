"""A council of a test adopts a pledge of the catalogue, as its administrator would."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from api import adopting, keys
from api.clock import Clock
from api.connections import open_pool
from api.database import transaction
from api.settings import Settings
from auth.who import Seals
from models.pledges import Pledge, pledge_of
from tests.make.world import World

BATH, NORTHUMBERLAND = "bath-and-north-east-somerset", "northumberland"
CALL_BACK = "Your social worker, line 3"
LAST_YEAR = date(2025, 1, 1)


async def adopts(world: World, settings: Settings, pledge: Pledge | str, day: date = LAST_YEAR) -> int:
    """Return how many lines were new."""
    found = pledge_of(pledge) if isinstance(pledge, str) else pledge
    key = keys.read_or_make(settings.context_key, keys.new_context_key)
    pool = open_pool(world.owner_url, size=2)
    await pool.open()
    try:
        async with transaction(pool, Seals(key, Clock()).system(world.id, "council:adopt")) as db:
            return await adopting.adopt(world.id, found, day, db)
    finally:
        await pool.close()


def every(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Go through the promises of a reply, whatever their theme."""
    for theme in told["themes"]:
        yield from theme["promises"]


async def promises_of(world: World, who: str = "maya") -> dict[str, dict[str, Any]]:
    """Return somebody's promises by their place in the document."""
    reply = await world[who].get("/v1/me/promises")
    assert reply.status_code == 200, reply.text
    return {each["source"]["place"]: each for each in every(reply.json())}
