"""My passkeys: the devices that I can sign in with. A new one is made on our own pages, with a fresh sign-in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.database import only
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.passkeys import (
    MINE,
    NAME,
    ONE_OF_MINE,
    REMOVE,
    WAYS_IN,
    PasskeyFound,
    PasskeyPatch,
    PasskeyRemoved,
    Passkeys,
    WaysIn,
    WhyRemoved,
)
from models.words import say

router = APIRouter(prefix="/v1/me/passkeys", tags=["sessions"])

Reader = Annotated[Caller, can(Permission.passkeys_read)]
Editor = Annotated[Caller, can(Permission.passkeys_edit)]

LIST, ONE = Read(PasskeyFound, MINE), Read(PasskeyFound, ONE_OF_MINE)
COUNTED = Read(WaysIn, WAYS_IN)
NAMED, REMOVED = Write(NAME), Write(REMOVE)


@router.get("")
async def list_passkeys(me: Reader, db: ReadDoor) -> Passkeys:
    """See the devices that I can sign in with, the newest first, and when each was last used. At most a hundred."""
    return Passkeys(items=await db.all(LIST(me=me.id)))


@router.patch("/{passkey_id}")
async def name_passkey(passkey_id: UUID, patch: PasskeyPatch, me: Editor, db: WriteDoor) -> PasskeyFound:
    """Call a device what I like."""
    only(await db.rows(NAMED, whose=me.id, which=passkey_id, called=patch.name))
    return await db.one(ONE(me=me.id, which=passkey_id))


@router.delete("/{passkey_id}", openapi_extra=refuses("fresh_sign_in_needed", "last_way_in"))
async def remove_passkey(passkey_id: UUID, me: Editor, db: WriteDoor) -> PasskeyRemoved:
    """Take a device away: from now on it opens nothing. Needs a fresh sign-in.

    Whoever is signed in there stays so until DELETE /v1/me/sessions. A young person's last way in stays.
    """
    me.must_be_sure()
    mine = [each.id for each in await db.all(LIST(me=me.id))]
    only([each for each in mine if each == passkey_id])
    (ways,) = await db.all(COUNTED(me=me.id))
    ways.must_leave_one(me.role)
    only(await db.rows(REMOVED, whose=me.id, which=passkey_id, why=WhyRemoved.removed))
    return PasskeyRemoved(says=say("passkeys.removed"))
