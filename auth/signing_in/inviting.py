"""Making an invite: the secret is made here, shown once, and forgotten."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import col

from api.database import Writes
from api.statements import Read
from auth.signing_in.passphrases import new_name
from auth.who import Caller
from models.base import Shape
from models.ids import chance
from models.invites import Invite, InviteMade, Secret
from models.sign_ins import SignIn

SAID_ONCE = {"x-said-once": True}


class Named(Shape):
    name: str


NAME = Read(Named, select(col(SignIn.name)).where(col(SignIn.id) == bindparam("who")))


async def invited(db: Writes, by: Caller, who: UUID, *, young: bool) -> InviteMade:
    """Invite somebody; whoever was invited before keeps the name that they sign in with."""
    secret = Secret(chance(2**80), chance(10**6))
    invite = Invite.of(by.council_id, who, secret, by=by.id, now=db.now)
    invite.young_person_id = who if young else None
    name = await _name(db, by, who)
    await db.add(invite)
    return InviteMade.told(invite, secret, name)


async def _name(db: Writes, by: Caller, who: UUID) -> str:
    known = await db.all(NAME(who=who))
    if known:
        return known[0].name
    name = new_name()
    await db.add(SignIn(council_id=by.council_id, id=who, name=name, changed_at=db.now))
    return name
