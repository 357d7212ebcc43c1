"""What is kept no longer. The walls say what may go; nothing else can be deleted."""

from sqlalchemy import delete

from api.statements import Write
from auth.permissions import Hat
from jobs.desk import Desk
from models.consents import AppCode, RefreshToken
from models.idempotency_keys import IdempotencyKey

FORGET = (Write(delete(IdempotencyKey)), Write(delete(AppCode)), Write(delete(RefreshToken)))


async def retain(desk: Desk) -> None:
    """Forget what ended a day ago: replies to POSTs, codes, refresh tokens. Without a condition: the wall has it."""
    for council_id in await desk.councils():
        async with desk.at(council_id, Hat.retention, "retain") as db:
            for forget in FORGET:
                await db.send(forget)
