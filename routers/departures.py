"""That somebody leaves: from that moment they have no access, and whatever was theirs goes to somebody else."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from api.database import Writes
from api.idempotency import KeptRoute
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.accounts import Role
from models.base import Shape, columns_of
from models.departures import Departure, DepartureAsk, DepartureForStaff
from models.workers import Worker
from rules.errors import NotFound, NotNow, NotValid

router = APIRouter(prefix="/v1/workers", tags=["cover"], route_class=KeptRoute)

Editor = Annotated[Caller, can(Permission.departures_edit)]


class Colleague(Shape):
    id: UUID
    team_id: UUID


_NEW = insert(Departure).values(
    {name: bindparam(name) for name in ("council_id", "id", "worker_id", "leaves_at", "said_by_id", "said_at")}
)
PUT = Write(
    _NEW.on_conflict_do_update(
        index_elements=["council_id", "worker_id"],
        set_={name: _NEW.excluded[name] for name in ("leaves_at", "said_by_id", "said_at")},
    )
)
COLLEAGUES = Read(
    Colleague,
    select(*columns_of(Worker, Colleague)).where(col(Worker.id).in_([bindparam("mine"), bindparam("theirs")])),
)
SHOWN = Read(
    DepartureForStaff,
    select(*columns_of(Departure, DepartureForStaff)).where(col(Departure.worker_id) == bindparam("worker_id")),
)


@router.put("/{worker_id}/departure", openapi_extra=refuses("already_left", "in_the_past"))
async def edit_departure(worker_id: UUID, said: DepartureAsk, me: Editor, db: WriteDoor) -> DepartureForStaff:
    """Say that somebody leaves, now or on a later day; until then another day may be said.

    From that moment they are not let in any more. Within a minute what they were there for has ended; their manager is
    the main worker of their young people until there is a new one; whom they stood in for has another cover; and every
    open request that was theirs is a colleague's or a team's, with a line in its story and a notice to the young
    person. A manager says so of the own team, the council's admin of anybody.
    """
    leaves_at = said.leaves_at or db.now
    if leaves_at < db.now:
        raise NotValid("That time is over.", code="in_the_past")
    await _must_be_there(worker_id, me, db)
    if any(each.done_at for each in await db.all(SHOWN(worker_id=worker_id))):
        raise NotNow("They have left already.", code="already_left")
    await db.send(
        PUT,
        council_id=me.council_id,
        id=worker_id,
        worker_id=worker_id,
        leaves_at=leaves_at,
        said_by_id=me.id,
        said_at=db.now,
    )
    return await db.one(SHOWN(worker_id=worker_id))


async def _must_be_there(worker_id: UUID, me: Caller, db: Writes) -> None:
    """Find a colleague: for a manager, one of the own team."""
    found = {each.id: each.team_id for each in await db.all(COLLEAGUES(mine=me.id, theirs=worker_id))}
    if worker_id not in found or (me.role == Role.manager and found[worker_id] != found[me.id]):
        raise NotFound
