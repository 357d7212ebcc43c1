"""What is kept no longer. The walls say what may go; nothing else can be deleted."""

from sqlalchemy import delete

from api.statements import Write
from auth.permissions import Hat
from jobs.desk import Desk
from models.idempotency_keys import IdempotencyKey
from models.invites import Invite
from models.sign_in_challenges import SignInChallenge
from models.sign_ins import SignInTry

FORGET = tuple(Write(delete(each)) for each in (IdempotencyKey, SignInTry, SignInChallenge, Invite))


async def retain(desk: Desk) -> None:
    """Forget replies to POSTs, guesses, challenges and old invites: without a condition here, since the wall has it."""
    for council_id in await desk.councils():
        async with desk.at(council_id, Hat.retention, "retain") as db:
            for forget in FORGET:
                await db.send(forget)
