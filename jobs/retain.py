"""What is kept no longer. The walls say what may go; nothing else can be deleted."""

from uuid import UUID

from sqlalchemy import delete, func, select

from api.statements import Write
from auth.permissions import Hat
from jobs.desk import Desk
from models.idempotency_keys import IdempotencyKey

FORGET = Write(delete(IdempotencyKey))
FORGET_TAKEN = Write(select(func.walls.forget_taken()))


async def retain(desk: Desk) -> int:
    """Forget replies to POSTs that are older than a day, and who sent how much: which those are, the walls say."""
    return await desk.in_every_council(_forget)


async def _forget(desk: Desk, council_id: UUID) -> int:
    async with desk.at(council_id, Hat.retention, "retain") as db:
        await db.send(FORGET)
        await db.send(FORGET_TAKEN)
    return 0
