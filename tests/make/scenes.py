"""What people do before the part that a test is about, each said once."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from api.council_said import YoungPersonSaid
from models.accounts import Account, Role
from models.involvements import Involvement, InvolvementRole
from models.young_people import Care, YoungPerson
from tests.make.world import Speaker, World

LONG_AGO = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)


def on(day: int, at: str = "10:00") -> datetime:
    """Return an instant of June 2026 by London's clocks: the 10th is the Wednesday on which every test starts."""
    return datetime.fromisoformat(f"2026-06-{day:02}T{at}:00+01:00").astimezone(UTC)


async def newcomer(world: World, key: str) -> Speaker:
    """Let a young person join the council, with nobody there for them yet."""
    said = YoungPersonSaid(key=key, preferred_name=key.title(), care=Care.in_care)
    world.council.young_people.append(said)
    account = Account(council_id=world.id, id=world.id_of(key), role=Role.young_person)
    person = YoungPerson(council_id=world.id, id=account.id, preferred_name=said.preferred_name, care=said.care)
    await world.save(account, person, *world.sessions_of(key))
    return world[key]


async def involve(  # noqa: PLR0913  an involvement has these parts
    world: World,
    young_person: str,
    worker: str,
    role: InvolvementRole,
    *,
    main: bool = False,
    started: datetime = LONG_AGO,
    ended: datetime | None = None,
) -> None:
    """Let a worker be there for a young person, from `started` to `ended`."""
    await world.save(
        Involvement(
            council_id=world.id,
            young_person_id=world.id_of(young_person),
            worker_id=world.id_of(worker),
            role=role,
            main=main,
            started_at=started,
            ended_at=ended,
            end_reason="moved on" if ended else None,
        )
    )


async def away(world: World, worker: str, *, cover: str, since: datetime, until: datetime) -> httpx.Response:
    """Let a worker say that they are away and who stands in."""
    said = {"away_from": since.isoformat(), "away_until": until.isoformat(), "covered_by": str(world.id_of(cover))}
    return await world[worker].put("/v1/workers/me/cover", said)


async def tries(
    world: World, who: str, asked: dict[str, Any], outcome: str = "spoke", **more: object
) -> httpx.Response:
    """Let somebody of the staff write down a try."""
    return await world[who].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": outcome, **more})


async def takes(world: World, who: str, asked: dict[str, Any]) -> httpx.Response:
    return await world[who].put(f"/v1/requests/{asked['id']}/taker")


async def says_reached(world: World, who: str, asked: dict[str, Any], *, reached: bool) -> httpx.Response:
    """Let the young person say whether they were called."""
    return await world[who].post(f"/v1/me/contact-requests/{asked['id']}/confirmation", {"reached": reached})


async def as_told(world: World, who: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what the young person sees of a request now."""
    reply = await world[who].get(f"/v1/me/contact-requests/{asked['id']}")
    assert reply.status_code == 200, reply.text
    told: dict[str, Any] = reply.json()
    return told


async def queue(world: World, who: str, **filters: object) -> list[dict[str, Any]]:
    """Return the cards of somebody's queue."""
    asked = "&".join(f"{name}={value}" for name, value in filters.items())
    reply = await world[who].get(f"/v1/triage?{asked}")
    assert reply.status_code == 200, reply.text
    cards: list[dict[str, Any]] = reply.json()["items"]
    return cards


def ids(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def refused(reply: httpx.Response, status: int, code: str) -> bool:
    """Say whether it was refused so; a failed test shows what came instead."""
    assert (reply.status_code, reply.json().get("code")) == (status, code), reply.text
    return reply.headers["content-type"] == "application/problem+json"
