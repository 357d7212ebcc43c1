"""Moving the clock of a demonstration."""

from typing import Any

from tests.make.world import World

CLOCK = "/v1/sandbox/clock"
RESET = "/v1/sandbox/reset"


async def moved(house: World, **move: object) -> dict[str, Any]:
    reply = await house["alex"].post(CLOCK, move)
    assert reply.status_code == 200, reply.text
    told: dict[str, Any] = reply.json()
    return told
