"""Invites: the way in for a young person, and for staff whom no identity provider knows; and in again, confirmed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import bindparam, func, select, update
from sqlmodel import col

from api.database import Door, only
from api.idempotency import KeptRoute
from api.statements import Read, Write
from auth.doors import ReadDoor, UnkeptDoor, WriteDoor
from auth.permissions import Permission
from auth.signing_in.inviting import SAID_ONCE, Inviter, invited
from auth.who import Caller, can
from models.base import NOW, Shape
from models.invites import THEIRS, Invite, InviteFound, InviteMade, Invites
from models.recoveries import CONFIRM, RecoveriesConfirmed
from models.workers import Worker

router = APIRouter(prefix="/v1", tags=["invites"], route_class=KeptRoute)

Editor = Annotated[Caller, can(Permission.invites_edit)]
Reader = Annotated[Caller, can(Permission.invites_read)]
Admin = Annotated[Caller, can(Permission.staff_invites_edit)]
Confirmer = Annotated[Caller, can(Permission.recoveries_confirm)]


class May(Shape):
    may: bool


class Colleague(Shape):
    first_name: str


ME = Read(Colleague, select(col(Worker.first_name)).where(col(Worker.id) == bindparam("me")))
MAY = Read(May, select(func.walls.may_invite(bindparam("who")).label("may")))
LIST = Read(InviteFound, THEIRS)
CONFIRMED = Write(CONFIRM)
CANCEL = Write(
    update(Invite)
    .where(
        col(Invite.id) == bindparam("which"),
        col(Invite.account_id) == bindparam("whose"),
        col(Invite.used_at).is_(None),
        col(Invite.cancelled_at).is_(None),
    )
    .values(cancelled_at=NOW)
    .returning(col(Invite.id))
)


@router.post("/young-people/{young_person_id}/invites", status_code=201, openapi_extra=SAID_ONCE)
async def invite_young_person(young_person_id: UUID, me: Editor, db: UnkeptDoor) -> InviteMade:
    """Invite a young person to sign in: a code for seven days, and a number. Both are shown now and never again.

    Give the code on paper or in a message, and say the number in person. An invite that they had before opens nothing
    any more. They are told of it on every device. Where they signed in before, the invite opens the account anew: every
    device is signed out, and what is secret stays sealed until the children's rights team has asked them. Only their
    own workers and the children's rights team can do this.
    """
    return await invited(db, await _inviter(young_person_id, me, db), young_person_id, young=True)


@router.get("/young-people/{young_person_id}/invites")
async def list_invites(young_person_id: UUID, me: Reader, db: ReadDoor) -> Invites:
    """See the invites that a young person was given, the newest first. At most a hundred."""
    (may,), found = await db.together(MAY(who=young_person_id), LIST(whose=young_person_id))
    only([each for each in [may] if each.may])
    return Invites(items=found)


@router.delete("/young-people/{young_person_id}/invites/{invite_id}")
async def cancel_invite(young_person_id: UUID, invite_id: UUID, me: Editor, db: WriteDoor) -> Invites:
    """Call an invite back that was not used."""
    only(await db.rows(CANCEL, which=invite_id, whose=young_person_id))
    return Invites(items=await db.all(LIST(whose=young_person_id)))


@router.post("/workers/{worker_id}/invites", status_code=201, openapi_extra=SAID_ONCE)
async def invite_worker(worker_id: UUID, me: Admin, db: UnkeptDoor) -> InviteMade:
    """Invite a member of staff whom the council's identity provider does not know: an advocate, a board member.

    They sign in with a passkey of theirs, or with a passphrase; or they become known at a directory of the council, and
    then sign in there and nowhere else. An invite that they had before opens nothing any more. Whoever a directory
    knows is out of its reach once they use another invite without it.
    """
    return await invited(db, await _inviter(worker_id, me, db), worker_id, young=False)


@router.put("/young-people/{young_person_id}/recovery-confirmation")
async def confirm_recovery(young_person_id: UUID, me: Confirmer, db: WriteDoor) -> RecoveriesConfirmed:
    """Say that the young person told us themselves that it was they who came in anew. What was sealed opens again."""
    await _may(young_person_id, db)
    return RecoveriesConfirmed(confirmed=len(await db.rows(CONFIRMED, whose=young_person_id)))


async def _inviter(who: UUID, me: Caller, db: Door) -> Inviter:
    await _may(who, db)
    colleague = await db.one(ME(me=me.id))
    return Inviter(me.council_id, colleague.first_name, me.id)


async def _may(who: UUID, db: Door) -> None:
    only([each for each in await db.all(MAY(who=who)) if each.may])
