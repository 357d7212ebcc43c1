"""What is kept no longer. The walls say what may go; nothing else can be deleted."""

from sqlalchemy import delete

from api.statements import Write
from auth.permissions import Hat
from jobs.desk import Desk
from models.idempotency_keys import IdempotencyKey

FORGET = Write(delete(IdempotencyKey))


async def retain(desk: Desk) -> None:
    """Forget the replies to POSTs that are older than a day: without a condition here, since the wall has it."""
    for council_id in await desk.councils():
        async with desk.at(council_id, Hat.retention, "retain") as db:
            await db.send(FORGET)
