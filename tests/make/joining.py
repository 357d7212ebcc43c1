"""Somebody joins a council's staff after it was made."""

from api.council_said import StaffSaid
from models.accounts import Account, Role
from models.workers import Job, Worker
from tests.make.world import World


async def joins(world: World, key: str, role: Role, job: Job, team: str) -> None:
    """Let somebody work here from now on."""
    world.council.staff.append(StaffSaid(key=key, first_name=key.title(), role=role, job=job, team=team))
    account = Account(council_id=world.id, id=world.id_of(key), role=role)
    worker = Worker(council_id=world.id, id=account.id, team_id=world.team(team), first_name=key.title(), job=job)
    await world.save(account, worker, *world.sessions_of(key))
