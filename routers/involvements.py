"""Who is there for a young person, since when and until when: seen by staff, changed by a manager.

That there is an advocate or a visitor is between the young person, them and the rights officers.
"""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import and_, bindparam, func, or_, select
from sqlmodel import col

from api.database import Writes
from api.idempotency import KeptRoute
from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, newest_first
from api.problems import refuses
from api.statements import Asked, Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.accounts import Role
from models.base import Shape
from models.history import looked
from models.involvements import (
    CONFIDENTIAL,
    MAY_BE_MAIN,
    Involvement,
    InvolvementAsk,
    InvolvementEnd,
    may_hold,
)
from models.involvements_for_staff import (
    COLLEAGUE,
    FOR_STAFF,
    HAND_OVER,
    Colleague,
    InvolvementForStaff,
    Involvements,
)
from rules.errors import NotAllowed, NotFound, NotNow, NotValid

router = APIRouter(
    prefix="/v1/young-people/{young_person_id}/involvements", tags=["involvements"], route_class=KeptRoute
)

Reader = Annotated[Caller, can(Permission.involvements_read)]
Editor = Annotated[Caller, can(Permission.involvements_edit)]


class Known(Shape):
    known: bool


_started, _id = col(Involvement.started_at), col(Involvement.id)
_before: Any = bindparam("before")
_before_id: Any = bindparam("before_id")
LIST = Read(
    InvolvementForStaff,
    FOR_STAFF.where(or_(_started < _before, and_(_started == _before, _id < _before_id)))
    .order_by(_started.desc(), _id.desc())
    .limit(bindparam("rows")),
)
CURRENT = Read(InvolvementForStaff, FOR_STAFF.where(col(Involvement.ended_at).is_(None)))
ONE = Read(InvolvementForStaff, FOR_STAFF.where(_id == bindparam("involvement_id")))
_mine = select(col(Involvement.council_id), col(Involvement.young_person_id)).where(
    col(Involvement.young_person_id) == bindparam("young_person_id")
)
SAW = Write(looked(_mine))
# A colleague's own young people have somebody; only rights officers may see that there is no advocate.
KNOWN = Read(
    Known,
    select(
        or_(
            _mine.exists(),
            and_(bindparam("any_of_them"), func.walls.is_young_person(bindparam("young_person_id"))),
        ).label("known")
    ),
)
NEXT = Write(HAND_OVER)
SOMEBODY = Read(Colleague, COLLEAGUE)


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
    rows, (known,) = await db.together(asked, _known(young_person_id, me), before=[_saw(young_person_id, me)])
    if not known.known:
        raise NotFound
    page, last = cut(rows, limit)
    following = cursor_after(last.started_at.isoformat(), last.id) if last else None
    link_next(request, response, following)
    return Involvements(items=list(page), next_cursor=following)


@router.post(
    "",
    status_code=201,
    openapi_extra=refuses("already_has_a_main_worker", "already_involved", "no_such_worker", "not_for_that_role"),
)
async def begin_involvement(
    young_person_id: UUID, ask: InvolvementAsk, me: Editor, db: WriteDoor, response: Response
) -> InvolvementForStaff:
    """Say that somebody is there for a young person from now on.

    A manager says so for the team's young people. To name the next main worker takes a `reason`: the earlier one's
    involvement ends for it in the same moment. Rights officers name advocates and independent visitors, and nobody
    else learns of it.
    """
    _may_name(me, ask)
    current = await _current(young_person_id, me, db)
    colleague = await _colleague(ask, db)
    begun = Involvement.begin(me.council_id, young_person_id, ask, db.now)
    await _make_room(ask, current, db)
    main = next((each for each in current if each.main), None)
    if ask.main and main:
        await _hand_over(main, begun, ask, db)
    else:
        await db.add(begun)
    response.headers["Location"] = f"/v1/young-people/{young_person_id}/involvements"
    return _shown(begun, colleague)


@router.put("/{involvement_id}/end", openapi_extra=refuses("still_the_main_worker"))
async def end_involvement(
    young_person_id: UUID, involvement_id: UUID, said: InvolvementEnd, me: Editor, db: WriteDoor
) -> InvolvementForStaff:
    """Say that somebody is not there any more, and why. A main worker's ends by naming the next one."""
    found = await db.one(ONE(young_person_id=young_person_id, involvement_id=involvement_id))
    if found.ended_at:
        return found
    if found.main:
        raise NotNow("Name the next main worker: that ends this involvement.", code="still_the_main_worker")
    involvement = await db.lock(Involvement, involvement_id)
    involvement.end(said.reason, db.now)
    await db.save(involvement)
    return found.model_copy(update={"ended_at": db.now, "end_reason": said.reason})


def _may_name(me: Caller, ask: InvolvementAsk) -> None:
    """Refuse what is for others to say, before anything is looked up."""
    if (ask.role in CONFIDENTIAL) != (me.role == Role.rights_officer):
        raise NotAllowed
    if ask.main and ask.role not in MAY_BE_MAIN:
        raise NotValid("In that role nobody can be the main worker.", code="not_for_that_role")


async def _current(young_person_id: UUID, me: Caller, db: Writes) -> list[InvolvementForStaff]:
    (known,), current = await db.together(_known(young_person_id, me), CURRENT(young_person_id=young_person_id))
    if not known.known:
        raise NotFound
    return current


async def _colleague(ask: InvolvementAsk, db: Writes) -> Colleague:
    found = await db.all(SOMEBODY(worker_id=ask.worker_id))
    if not found:
        raise NotValid("There is no such colleague.", code="no_such_worker")
    if not may_hold(ask.role, found[0].job):
        raise NotValid("That colleague cannot have that role.", code="not_for_that_role")
    return found[0]


async def _make_room(ask: InvolvementAsk, current: list[InvolvementForStaff], db: Writes) -> None:
    """End what this colleague did in the same role until now, if they become the main worker; else there is no room."""
    for each in current:
        if (each.worker_id, each.role) == (ask.worker_id, ask.role):
            if each.main or not ask.main:
                raise NotNow(f"{each.worker} is involved in that role already.", code="already_involved")
            held = await db.lock(Involvement, each.id)
            held.end(_reason(ask, current), db.now)
            await db.save(held)


async def _hand_over(main: InvolvementForStaff, begun: Involvement, ask: InvolvementAsk, db: Writes) -> None:
    reason = _reason(ask, [main])
    await db.lock(Involvement, main.id)
    await db.send(
        NEXT,
        earlier_id=main.id,
        reason=reason,
        now=db.now,
        id=begun.id,
        worker_id=begun.worker_id,
        role=begun.role,
    )


def _reason(ask: InvolvementAsk, current: list[InvolvementForStaff]) -> str:
    """Return why the earlier main worker's involvement ends; it never ends without a word."""
    if ask.reason is None:
        main = next((each.worker for each in current if each.main), "")
        raise NotNow(
            f"{main} is the main worker. Say why that ends.", code="already_has_a_main_worker", facts={"holder": main}
        )
    return ask.reason


def _known(young_person_id: UUID, me: Caller) -> Asked[Known]:
    return KNOWN(young_person_id=young_person_id, any_of_them=me.role == Role.rights_officer)


def _saw(young_person_id: UUID, me: Caller) -> tuple[Write, Mapping[str, object]]:
    return SAW, {"young_person_id": young_person_id, "by": me.id, "purpose": me.permission, "app": me.app}


def _shown(begun: Involvement, colleague: Colleague) -> InvolvementForStaff:
    """Show what was just written: who handed a young person on to another team cannot read it any more."""
    return InvolvementForStaff(
        **begun.model_dump(include={"id", "worker_id", "role", "main", "started_at", "ended_at", "end_reason"}),
        **colleague.model_dump(exclude={"id"}),
    )
