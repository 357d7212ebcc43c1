"""What is kept no longer. The walls say what may go; nothing else can be deleted."""

from uuid import UUID

from sqlalchemy import delete, func, select, update

from api.statements import Write
from auth.permissions import Hat
from jobs.desk import Desk
from models.base import NOW
from models.consents import AppCode, Consent, RefreshToken
from models.idempotency_keys import IdempotencyKey
from models.invites import Invite
from models.sessions import Session, WhyEnded
from models.sign_in_challenges import SignInChallenge
from models.sign_ins import SignInTry

FORGET = (
    Write(update(Session).values(ended_at=NOW, why_ended=WhyEnded.lapsed)),
    Write(update(Consent).values(withdrawn_at=NOW)),
    *(Write(delete(each)) for each in (IdempotencyKey, SignInTry, SignInChallenge, Invite, AppCode, RefreshToken)),
    Write(select(func.walls.forget_taken())),
)


async def retain(desk: Desk) -> int:
    """Forget what nobody needs any more: replies to POSTs, who sent how much, guesses, codes. When, the walls say.

    What an app was let in to and does not use is over as well.
    """
    return await desk.in_every_council(_forget)


async def _forget(desk: Desk, council_id: UUID) -> int:
    async with desk.at(council_id, Hat.retention, "retain") as db:
        for forget in FORGET:
            await db.send(forget)
    return 0
