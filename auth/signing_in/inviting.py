"""Making an invite: the secret is made here, shown once, and forgotten."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from api.database import Writes
from api.statements import Read, Write
from auth.signing_in.passphrases import new_name
from auth.signing_in.starting import Whose, tell
from models.base import NOW, Shape
from models.ids import chance
from models.invites import LIFE, Invite, InviteMade, Secret
from models.news import News
from models.sign_ins import SignIn

SAID_ONCE = {"x-said-once": True}


class Named(Shape):
    name: str


@dataclass(frozen=True, slots=True)
class Inviter:
    """Who invites, and for how long: a member of staff, or whoever sits at the console, who has no account."""

    council_id: UUID
    name: str
    id: UUID | None = None
    life: timedelta = LIFE


NAME = Read(Named, select(col(SignIn.name)).where(col(SignIn.id) == bindparam("who")))
# Whoever was given a second invite has lost the first, or somebody else has it.
CALL_BACK = Write(
    update(Invite)
    .where(
        col(Invite.account_id) == bindparam("who"), col(Invite.used_at).is_(None), col(Invite.cancelled_at).is_(None)
    )
    .values(cancelled_at=NOW)
)


async def invited(db: Writes, by: Inviter, who: UUID, *, young: bool) -> InviteMade:
    """Invite somebody: no earlier invite opens anything. Whoever was invited before keeps their name at the door."""
    secret = Secret(chance(2**80), chance(10**6))
    invite = Invite.of(by.council_id, who, secret, by=by.id, now=db.now)
    invite.young_person_id, invite.ends_at = who if young else None, db.now + by.life
    name = await _name(db, by, who)
    await db.send(CALL_BACK, who=who)
    await db.add(invite)
    await tell(db, Whose(by.council_id, who), News.invited, who=by.name)
    return InviteMade.told(invite, secret, name)


async def _name(db: Writes, by: Inviter, who: UUID) -> str:
    known = await db.all(NAME(who=who))
    if known:
        return known[0].name
    name = new_name()
    await db.add(SignIn(council_id=by.council_id, id=who, name=name, changed_at=db.now))
    return name
