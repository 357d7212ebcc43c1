"""That a young person came to know somebody: written down by whoever is there for them, before a first review."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.her_people import colleague_for, known, must_be_mine_to_say, saw
from api.idempotency import KeptRoute
from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, newest_first
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.introductions import (
    EVERY_INTRODUCTION,
    ONE_INTRODUCTION,
    Introduction,
    IntroductionAsk,
    IntroductionForStaff,
    Introductions,
)
from rules.errors import NotFound

router = APIRouter(
    prefix="/v1/young-people/{young_person_id}/introductions", tags=["involvements"], route_class=KeptRoute
)

Reader = Annotated[Caller, can(Permission.introductions_read)]
Recorder = Annotated[Caller, can(Permission.introductions_record)]

LIST = Read(IntroductionForStaff, EVERY_INTRODUCTION)
ONE = Read(IntroductionForStaff, ONE_INTRODUCTION)


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
    asked = LIST(young_person_id=young_person_id, **newest_first(cursor, limit))
    rows, (hers,) = await db.together(asked, known(young_person_id, me), before=[saw(young_person_id, me)])
    if not hers.known:
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
    must_be_mine_to_say(ask.role, me)
    if not (await db.one(known(young_person_id, me))).known:
        raise NotFound
    await colleague_for(ask.role, ask.worker_id, db)
    made = Introduction.of(ask, young_person_id, me.id, db.now, council_id=me.council_id)
    await db.add(made)
    response.headers["Location"] = f"/v1/young-people/{young_person_id}/introductions"
    return await db.one(ONE(young_person_id=young_person_id, introduction_id=made.id))
