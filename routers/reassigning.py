"""Everything that somebody has, given to a teammate at once: before they leave, or when it is too much."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import and_, bindparam, or_, select
from sqlmodel import col

from api.database import Writes
from api.idempotency import KeptRoute
from api.inbox import tell_of_holder
from api.problems import refuses
from api.statements import Read
from auth.doors import WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.base import Shape, columns_of
from models.requests import Request
from models.work import HolderAsk, Reassigned
from models.workers import Worker
from rules.errors import NotFound, NotValid
from rules.kinds import Kind
from rules.requests import State, What

router = APIRouter(prefix="/v1/workers", tags=["requests"], route_class=KeptRoute)

Manager = Annotated[Caller, can(Permission.requests_reassign)]


class Teammate(Shape):
    id: UUID
    first_name: str
    team_id: UUID


class Theirs(Shape):
    id: UUID


_THREE: list[Any] = [bindparam(name) for name in ("mine", "theirs", "next")]
TEAM = Read(Teammate, select(*columns_of(Worker, Teammate)).where(col(Worker.id).in_(_THREE)))
THEIRS = Read(
    Theirs,
    select(*columns_of(Request, Theirs))
    .where(
        col(Request.kind) == Kind.contact,
        col(Request.team_id) == bindparam("team_id"),
        or_(
            and_(col(Request.state) == State.taken, col(Request.taker_id) == bindparam("worker_id")),
            and_(col(Request.state) == State.waiting, col(Request.worker_id) == bindparam("worker_id")),
        ),
    )
    .order_by(col(Request.due_at), col(Request.id)),
)


@router.put("/{worker_id}/requests/holder", openapi_extra=refuses("no_such_worker"))
async def reassign_requests(worker_id: UUID, named: HolderAsk, me: Manager, db: WriteDoor) -> Reassigned:
    """Give all that somebody of my team holds, or that waits for them, to a teammate: all of it, or nothing.

    Each request has its line, each young person is told who has it, and so is the new holder. Sent again, there is
    nothing left to give.
    """
    holder = await _must_be_teammates(worker_id, named.worker_id, me, db)
    found = await db.all(THEIRS(worker_id=worker_id, team_id=holder.team_id))
    for each in found:
        await _hand(await db.lock(Request, each.id), holder, me, db)
    return Reassigned(worker_id=holder.id, requests=[each.id for each in found])


async def _hand(request: Request, holder: Teammate, me: Caller, db: Writes) -> None:
    request.hand_to(holder.id, me.id, db.now)
    request.next_look_at = db.now
    await db.save(request)
    await tell_of_holder(request, What.handed, holder.first_name, holder.id, db, by=me.id)


async def _must_be_teammates(worker_id: UUID, holder_id: UUID, me: Caller, db: Writes) -> Teammate:
    found = {each.id: each for each in await db.all(TEAM(mine=me.id, theirs=worker_id, next=holder_id))}
    team_id = found[me.id].team_id
    if worker_id not in found or found[worker_id].team_id != team_id:
        raise NotFound
    if holder_id == worker_id or holder_id not in found or found[holder_id].team_id != team_id:
        raise NotValid("There is no such colleague.", code="no_such_worker")
    return found[holder_id]
