"""Shifts, as a test plans them: who, how many minutes from now, for how long, on which level."""

from datetime import datetime, timedelta
from typing import Any

from tests.make.saying import told
from tests.make.world import World

WEEK = 7 * 24 * 60


def now_of(world: World) -> datetime:
    return datetime.fromisoformat(world.app.state.clock.said())


def shift(world: World, who: str, **when: int) -> dict[str, Any]:
    """Return what an app sends."""
    return {"worker_id": str(world.id_of(who)), **times(world, **when)}


def times(world: World, *, starts: int = 0, minutes: int = WEEK, level: int = 1) -> dict[str, Any]:
    begins = now_of(world) + timedelta(minutes=starts)
    ends = begins + timedelta(minutes=minutes)
    return {"level": level, "starts_at": begins.isoformat(), "ends_at": ends.isoformat()}


async def works(world: World, who: str, *, says: str = "priya", **when: int) -> str:
    """Put somebody on duty; return the id of the shift."""
    key: str = told(await world[says].post("/v1/duty-shifts", shift(world, who, **when)))["id"]
    return key
