"""What is kept no longer. The walls say what may go; nothing else can be deleted."""

from uuid import UUID

from sqlalchemy import delete

from api.statements import Write
from auth.permissions import Hat
from jobs.desk import Desk
from models.consents import AppCode, RefreshToken
from models.idempotency_keys import IdempotencyKey

FORGET = (Write(delete(IdempotencyKey)), Write(delete(AppCode)), Write(delete(RefreshToken)))


async def retain(desk: Desk) -> int:
    """Forget what ended a day ago: replies to POSTs, codes, refresh tokens. Without a condition: the wall has it."""
    return await desk.in_every_council(_forget)


async def _forget(desk: Desk, council_id: UUID) -> int:
    async with desk.at(council_id, Hat.retention, "retain") as db:
        for forget in FORGET:
            await db.send(forget)
    return 0
