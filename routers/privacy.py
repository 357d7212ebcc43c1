"""Before a young person sends something: who will be able to read it, and who will not."""

from typing import Annotated

from fastapi import APIRouter

from api.statements import Read
from auth.doors import ReadDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.councils import MY_COUNCIL, CouncilFound
from models.help_lines import help_now
from models.privacy import Privacy, things
from models.words import say

router = APIRouter(prefix="/v1/me/privacy", tags=["privacy"])

Reader = Annotated[Caller, can(Permission.privacy_read)]

COUNCIL = Read(CouncilFound, MY_COUNCIL)


@router.get("")
async def read_privacy(me: Reader, db: ReadDoor) -> Privacy:
    """See who will be able to read what I send, kind by kind, and who will not. The same for everyone, sent or not."""
    council = await db.one(COUNCIL())
    return Privacy(
        says=say("privacy.says"),
        safety=say("privacy.safety"),
        things=list(things()),
        help_now=help_now(council),
    )
