"""That a young person came to know somebody: written down by whoever is there for them, before a first review."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.database import Writes
from api.idempotency import KeptRoute
from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, newest_first
from api.problems import refuses
from api.statements import Asked, Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.accounts import Role
from models.history import looked
from models.introductions import (
    EVERY_INTRODUCTION,
    ONE_INTRODUCTION,
    Introduction,
    IntroductionAsk,
    IntroductionForStaff,
    Introductions,
)
from models.involvements import CONFIDENTIAL, may_hold
from models.involvements_for_staff import COLLEAGUE, HERS, KNOWN, Colleague, Known
from rules.errors import NotAllowed, NotFound, NotValid

router = APIRouter(
    prefix="/v1/young-people/{young_person_id}/introductions", tags=["involvements"], route_class=KeptRoute
)

Reader = Annotated[Caller, can(Permission.introductions_read)]
Recorder = Annotated[Caller, can(Permission.introductions_record)]


SAW = Write(looked(HERS))
IS_KNOWN = Read(Known, KNOWN)
LIST = Read(IntroductionForStaff, EVERY_INTRODUCTION)
ONE = Read(IntroductionForStaff, ONE_INTRODUCTION)
SOMEBODY = Read(Colleague, COLLEAGUE)


@router.get("")
async def list_introductions(  # noqa: PLR0913  a list has its page
    young_person_id: UUID,
    request: Request,
    response: Response,
    me: Reader,
    db: ReadDoor,
    *,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> Introductions:
    """List who was introduced to a young person, how and when, the newest first. They can see that I looked.

    That an advocate or an independent visitor was introduced is listed for rights officers alone, and for themselves.
    """
    saw = (SAW, {"young_person_id": young_person_id, "by": me.id, "purpose": me.permission, "app": me.app})
    asked = LIST(young_person_id=young_person_id, **newest_first(cursor, limit))
    rows, (known,) = await db.together(asked, _known(young_person_id, me), before=[saw])
    if not known.known:
        raise NotFound
    page, last = cut(rows, limit)
    following = cursor_after(last.recorded_at.isoformat(), last.id) if last else None
    link_next(request, response, following)
    return Introductions(items=list(page), next_cursor=following)


@router.post("", status_code=201, openapi_extra=refuses("in_the_future", "no_such_worker", "not_for_that_role"))
async def record_introduction(
    young_person_id: UUID, ask: IntroductionAsk, me: Recorder, db: WriteDoor, response: Response
) -> IntroductionForStaff:
    """Write down that a young person came to know somebody: in person, by phone, by video, or by a letter with a photo.

    Until then a new reviewing officer can neither plan nor hold a review of theirs. The young person is shown it with
    that person. Whoever is there for them may write it down; of an advocate or a visitor, a rights officer. Source of
    the rule: Bath & North East Somerset pledge, 'Your Independent Reviewing Officer', second line.
    """
    if (ask.role in CONFIDENTIAL) != (me.role == Role.rights_officer):
        raise NotAllowed
    ((known,),) = await db.together(_known(young_person_id, me))
    if not known.known:
        raise NotFound
    await _must_be_theirs_to_do(ask, db)
    made = Introduction.of(ask, young_person_id, me.id, db.now, council_id=me.council_id)
    await db.add(made)
    response.headers["Location"] = f"/v1/young-people/{young_person_id}/introductions"
    return await db.one(ONE(young_person_id=young_person_id, introduction_id=made.id))


async def _must_be_theirs_to_do(ask: IntroductionAsk, db: Writes) -> None:
    found = await db.all(SOMEBODY(worker_id=ask.worker_id))
    if not found:
        raise NotValid("There is no such colleague.", code="no_such_worker")
    if not may_hold(ask.role, found[0].job):
        raise NotValid("That colleague cannot have that role.", code="not_for_that_role")


def _known(young_person_id: UUID, me: Caller) -> Asked[Known]:
    return IS_KNOWN(young_person_id=young_person_id, any_of_them=me.role == Role.rights_officer)
