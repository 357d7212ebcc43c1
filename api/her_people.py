"""What routes about her people ask first: whether I see her, and whether a colleague may be one of them."""

from collections.abc import Mapping
from uuid import UUID

from api.database import Writes
from api.statements import Asked, Read, Write
from auth.who import Caller
from models.accounts import Role
from models.history import looked
from models.involvements import CONFIDENTIAL, InvolvementRole, may_hold
from models.involvements_for_staff import COLLEAGUE, HERS, KNOWN, Colleague, Known
from rules.errors import NotAllowed, NotValid

SAW = Write(looked(HERS))
IS_KNOWN = Read(Known, KNOWN)
SOMEBODY = Read(Colleague, COLLEAGUE)


def known(young_person_id: UUID, me: Caller) -> Asked[Known]:
    """Ask whether a young person is there for the caller; a rights officer may ask of any of them."""
    return IS_KNOWN(young_person_id=young_person_id, any_of_them=me.role == Role.rights_officer)


def saw(young_person_id: UUID, me: Caller) -> tuple[Write, Mapping[str, object]]:
    """Write down that the caller looks at them."""
    return SAW, {"young_person_id": young_person_id, "by": me.id, "purpose": me.permission, "app": me.app}


def must_be_mine_to_say(role: InvolvementRole, me: Caller) -> None:
    """Refuse what is for others to say, before anything is looked up: of advocates and visitors, rights officers."""
    if (role in CONFIDENTIAL) != (me.role == Role.rights_officer):
        raise NotAllowed


async def colleague_for(role: InvolvementRole, worker_id: UUID, db: Writes) -> Colleague:
    """Return a colleague whose work allows the role; refuse another."""
    found = await db.all(SOMEBODY(worker_id=worker_id))
    if not found:
        raise NotValid("There is no such colleague.", code="no_such_worker")
    if not may_hold(role, found[0].job):
        raise NotValid("That colleague cannot have that role.", code="not_for_that_role")
    return found[0]
