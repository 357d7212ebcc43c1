"""Calls that are asked for and made at given times, and what a report shows of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.make.world import World

JUNE = "/v1/reports/callbacks?month=2026-06"
WEDNESDAY = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)  # ten in the morning
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


async def asked(world: World, *, at: datetime = WEDNESDAY, who: str = "maya", **ask: object) -> str:
    world.at(at)
    return str((await world.asks_to_be_called(who, **ask))["id"])


async def tries(world: World, request_id: str, outcome: str = "spoke", *, at: datetime, who: str = "sam") -> None:
    world.at(at)
    reply = await world[who].post(f"/v1/requests/{request_id}/attempts", {"outcome": outcome})
    assert reply.status_code == 201, reply.text


async def report(world: World, who: str = "priya", path: str = JUNE, *, at: datetime = WEDNESDAY + WEEK) -> Any:  # noqa: ANN401
    world.at(at)
    reply = await world[who].get(path)
    assert reply.status_code == 200, reply.text
    return reply.json()


def of(shown: Any, who: str | None, table: str = "by_worker") -> Any:  # noqa: ANN401
    (line,) = [each for each in shown["detail"][table] if each["worker"] == who]
    return line
