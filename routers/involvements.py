"""Who is there for a young person, since when and until when: seen by staff, changed by a manager.

That there is an advocate or a visitor is between the young person, them and the rights officers.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import and_, bindparam, or_
from sqlmodel import col

from api.changing_workers import begin, make_room, tell
from api.database import Writes
from api.her_people import colleague_for, known, must_be_mine_to_say, saw
from api.idempotency import KeptRoute
from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, newest_first
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.involvements import (
    MAY_BE_MAIN,
    NOT_OVER,
    Involvement,
    InvolvementAsk,
    InvolvementEnd,
)
from models.involvements_for_staff import (
    FOR_STAFF,
    Colleague,
    InvolvementForStaff,
    Involvements,
)
from rules.changes import begins_at
from rules.errors import NotFound, NotNow, NotValid

router = APIRouter(
    prefix="/v1/young-people/{young_person_id}/involvements", tags=["involvements"], route_class=KeptRoute
)

Reader = Annotated[Caller, can(Permission.involvements_read)]
Editor = Annotated[Caller, can(Permission.involvements_edit)]


_started, _id = col(Involvement.started_at), col(Involvement.id)
_before: Any = bindparam("before")
_before_id: Any = bindparam("before_id")
LIST = Read(
    InvolvementForStaff,
    FOR_STAFF.where(or_(_started < _before, and_(_started == _before, _id < _before_id)))
    .order_by(_started.desc(), _id.desc())
    .limit(bindparam("rows")),
)
STANDING = Read(InvolvementForStaff, FOR_STAFF.where(NOT_OVER))
ONE = Read(InvolvementForStaff, FOR_STAFF.where(_id == bindparam("involvement_id")))


@router.get("")
async def list_involvements(  # noqa: PLR0913  a list has its page
    young_person_id: UUID,
    request: Request,
    response: Response,
    me: Reader,
    db: ReadDoor,
    *,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> Involvements:
    """List who is and who was there for a young person, the newest first. They can see that I looked.

    Advocates and independent visitors are listed for rights officers alone, and for themselves.
    """
    asked = LIST(young_person_id=young_person_id, **newest_first(cursor, limit))
    rows, (hers,) = await db.together(asked, known(young_person_id, me), before=[saw(young_person_id, me)])
    if not hers.known:
        raise NotFound
    page, last = cut(rows, limit)
    following = cursor_after(last.started_at.isoformat(), last.id) if last else None
    link_next(request, response, following)
    return Involvements(items=list(page), next_cursor=following)


@router.post(
    "",
    status_code=201,
    openapi_extra=refuses(
        "already_has_a_main_worker",
        "already_involved",
        "in_the_past",
        "no_such_worker",
        "nobody_before",
        "not_for_that_role",
    ),
)
async def begin_involvement(
    young_person_id: UUID, ask: InvolvementAsk, me: Editor, db: WriteDoor, response: Response
) -> InvolvementForStaff:
    """Say that somebody is there for a young person, from now or from a later day on. The young person is told.

    A manager says so for the team's young people. To name the next main worker takes a `reason`: the earlier one's
    involvement ends for it in the same moment. Rights officers name advocates and independent visitors, and nobody
    else learns of it. `why` and `words` are what the young person reads; without them, that nobody wrote down why. A
    `why` of whoever goes is refused where nobody went.
    """
    _may_name(me, ask)
    current = await _current(young_person_id, me, db)
    at = begins_at(ask.starts_at, db.now)
    colleague = await colleague_for(ask.role, ask.worker_id, db)
    begun = Involvement.begin(me.council_id, young_person_id, ask, at, db.now)
    await make_room(ask, at, current, db)
    await begin(begun, ask, colleague.worker, current, db)
    response.headers["Location"] = f"/v1/young-people/{young_person_id}/involvements"
    return _shown(begun, colleague)


@router.put("/{involvement_id}/end", openapi_extra=refuses("in_the_past", "still_the_main_worker"))
async def end_involvement(
    young_person_id: UUID, involvement_id: UUID, said: InvolvementEnd, me: Editor, db: WriteDoor
) -> InvolvementForStaff:
    """Say that somebody is not there any more, now or from a later day on, and why. The young person is told.

    A main worker's ends by naming the next one. `why` and `words` are what the young person reads.
    """
    found = await db.one(ONE(young_person_id=young_person_id, involvement_id=involvement_id))
    if found.ended_at and found.ended_at <= db.now:
        return found
    if found.main:
        raise NotNow("Name the next main worker: that ends this involvement.", code="still_the_main_worker")
    at = begins_at(said.ends_at, db.now)
    involvement = await db.lock(Involvement, involvement_id)
    involvement.end(said.reason, at, said)
    await db.save(involvement)
    await tell(involvement, said, db, goes=found.worker)
    return found.model_copy(update=involvement.model_dump(include={"ended_at", "end_reason", "end_why", "end_words"}))


def _may_name(me: Caller, ask: InvolvementAsk) -> None:
    """Refuse what is for others to say, or for nobody, before anything is looked up."""
    must_be_mine_to_say(ask.role, me)
    if ask.main and ask.role not in MAY_BE_MAIN:
        raise NotValid("In that role nobody can be the main worker.", code="not_for_that_role")


async def _current(young_person_id: UUID, me: Caller, db: Writes) -> list[InvolvementForStaff]:
    (hers,), current = await db.together(known(young_person_id, me), STANDING(young_person_id=young_person_id))
    if not hers.known:
        raise NotFound
    return current


def _shown(begun: Involvement, colleague: Colleague) -> InvolvementForStaff:
    """Show what was just written: who handed a young person on to another team cannot read it any more."""
    same = set(InvolvementForStaff.model_fields) & set(Involvement.model_fields)
    return InvolvementForStaff(**begun.model_dump(include=same), **colleague.model_dump(exclude={"id"}))
