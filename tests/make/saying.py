"""What people do before the part that a test is about: a young person has their say, somebody joins or leaves."""

from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import update
from sqlmodel import SQLModel

from api.connections import open_pool
from api.council_said import StaffSaid
from api.database import transaction
from api.statements import Write
from models.accounts import Account, AccountState, Role
from models.involvements import Involvement, InvolvementRole
from models.workers import Job, Worker
from tests.conftest import WEDNESDAY
from tests.make.world import World

STAFF = ("sam", "alex", "priya", "wes", "bo", "dana", "ruth", "ade", "cleo", "eve", "lee", "kim")


async def joins(world: World, key: str, role: Role, job: Job, team: str) -> None:
    """Let somebody begin to work in a team."""
    world.council.staff.append(StaffSaid(key=key, first_name=key.title(), role=role, job=job, team=team))
    account = world.id_of(key)
    await world.save(
        Account(council_id=world.id, id=account, role=role),
        Worker(council_id=world.id, id=account, team_id=world.team(team), first_name=key.title(), job=job),
        *world.sessions_of(key),
    )


async def leaves(world: World, key: str) -> None:
    """End somebody's account."""
    accounts = Account.__table__  # type: ignore[attr-defined]
    gone = update(accounts).where(accounts.c.id == world.id_of(key)).values(state=AccountState.ended)
    pool = open_pool(world.owner_url, size=2)
    await pool.open()
    try:
        async with transaction(pool, world.app.state.seals.system(world.id, "council:load")) as db:
            await db.send(Write(gone))
    finally:
        await pool.close()


def involvement(world: World, young_person: str, worker: str, role: InvolvementRole) -> SQLModel:
    return Involvement(
        council_id=world.id,
        young_person_id=world.id_of(young_person),
        worker_id=world.id_of(worker),
        role=role,
        started_at=WEDNESDAY.replace(year=2025),
    )


async def asks_for(world: World, purpose: str = "advocate", *, who: str = "maya", **more: object) -> dict[str, Any]:
    """Let a young person ask for an advocate, or for what else the rights team is there for."""
    later(world)
    return told(await world[who].post("/v1/me/advocate-requests", {"purpose": purpose, **more}))


async def says(world: World, kind: str, *, who: str = "maya", **more: object) -> dict[str, Any]:
    """Let a young person make a comment, a compliment or a complaint."""
    later(world)
    return told(await world[who].post("/v1/me/feedback", {"kind": kind, "message": "Nobody listens.", **more}))


async def answers(world: World, who: str, asked: dict[str, Any], **more: object) -> httpx.Response:
    """Let somebody answer in words."""
    later(world)
    return await world[who].post(f"/v1/requests/{asked['id']}/answers", {"message": "We looked into it.", **more})


async def tries(world: World, who: str, asked: dict[str, Any], outcome: str) -> httpx.Response:
    later(world)
    return await world[who].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": outcome})


def later(world: World) -> None:
    """Let a minute pass, so that a story has an order."""
    world.at(datetime.fromisoformat(world.app.state.clock.said()) + timedelta(minutes=1))


async def readers(world: World, asked: dict[str, Any], staff: tuple[str, ...] = STAFF) -> set[str]:
    """Return who of the staff can read it; everyone else is told that it is not there, or not theirs to ask for."""
    replies = {who: await world[who].get(f"/v1/requests/{asked['id']}") for who in staff}
    assert {reply.status_code for reply in replies.values()} <= {200, 403, 404}
    return {who for who, reply in replies.items() if reply.status_code == 200}


def told(reply: httpx.Response, status: int = 201) -> dict[str, Any]:
    assert reply.status_code == status, reply.text
    found: dict[str, Any] = reply.json()
    return found


def refused(reply: httpx.Response, status: int, code: str) -> bool:
    """Say whether it was refused so; a failed test shows what came instead."""
    assert (reply.status_code, reply.json().get("code")) == (status, code), reply.text
    return True


async def presses(world: World, *, who: str = "maya", **more: object) -> dict[str, Any]:
    """Let a young person ask for help now, and return what she sees of it once she has signed in again."""
    later(world)
    told(await world.phone_of(who).post("/v1/me/help-now", more or None))
    found: dict[str, Any] = told(await world[who].get("/v1/me/help-now"), 200)["items"][0]
    return found
