"""Who stands in while a worker is away."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import and_, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from api.database import Door, Writes
from api.idempotency import KeptRoute
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.base import Shape, columns_of
from models.covers import Cover, CoverAsk, CoverForStaff
from models.teams import Purpose, Team
from models.workers import Worker
from rules.errors import NotFound, NotValid

router = APIRouter(prefix="/v1/workers", tags=["cover"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.cover_read)]
Editor = Annotated[Caller, can(Permission.cover_edit)]
Manager = Annotated[Caller, can(Permission.cover_edit_team)]


class Colleague(Shape):
    id: UUID
    team_id: UUID
    purpose: Purpose


_COVERS = Cover.__table__  # type: ignore[attr-defined]
_new = insert(_COVERS).values(
    {name: bindparam(name) for name in ("council_id", "id", "worker_id", "covered_by_id", "away_from", "away_until")}
)
PUT = Write(
    _new.on_conflict_do_update(
        index_elements=["council_id", "worker_id"],
        set_={name: _new.excluded[name] for name in ("covered_by_id", "away_from", "away_until")},
    )
)
COLLEAGUES = Read(
    Colleague,
    select(*columns_of(Worker, Colleague, but=("purpose",)), col(Team.purpose))
    .join(Team, and_(col(Team.council_id) == Worker.council_id, col(Team.id) == Worker.team_id))
    .where(col(Worker.id).in_([bindparam("a"), bindparam("b")])),
)
SHOWN = Read(
    CoverForStaff,
    select(
        *columns_of(Cover, CoverForStaff, but=("covered_by", "covered_by_name")),
        col(Cover.covered_by_id).label("covered_by"),
        col(Worker.first_name).label("covered_by_name"),
    )
    .join(
        Worker,
        and_(col(Worker.council_id) == Cover.council_id, col(Worker.id) == Cover.covered_by_id),
        isouter=True,
    )
    .where(col(Cover.worker_id) == bindparam("worker_id")),
)
NOBODY = CoverForStaff(away_from=None, away_until=None, covered_by=None, covered_by_name=None)


@router.get("/me/cover")
async def read_my_cover(me: Reader, db: ReadDoor) -> CoverForStaff:
    """See when I am away and who stands in for me; all null when nothing is planned."""
    return await _shown(me.id, db)


@router.put("/me/cover", openapi_extra=refuses("no_such_worker"))
async def edit_my_cover(cover: CoverAsk, me: Editor, db: WriteDoor) -> CoverForStaff:
    """Say when I am away and who stands in. From then on new requests for me go to their team."""
    return await _put(me.id, cover, me, db)


@router.put("/{worker_id}/cover", openapi_extra=refuses("no_such_worker"))
async def edit_cover(worker_id: UUID, cover: CoverAsk, me: Manager, db: WriteDoor) -> CoverForStaff:
    """Say when somebody in my team is away and who stands in for them."""
    mine, theirs = await _two(db, me.id, worker_id)
    if mine.team_id != theirs.team_id:
        raise NotFound
    return await _put(worker_id, cover, me, db)


async def _two(db: Writes, first: UUID, second: UUID) -> tuple[Colleague, Colleague]:
    found = {each.id: each for each in await db.all(COLLEAGUES(a=first, b=second))}
    if second not in found:
        raise NotFound
    return found[first], found[second]


async def _put(worker_id: UUID, cover: CoverAsk, me: Caller, db: Writes) -> CoverForStaff:
    if cover.covered_by:
        await _must_be_able_to(worker_id, cover.covered_by, db)
    await db.send(
        PUT,
        council_id=me.council_id,
        id=worker_id,
        worker_id=worker_id,
        covered_by_id=cover.covered_by,
        away_from=cover.away_from,
        away_until=cover.away_until,
    )
    return await _shown(worker_id, db)


async def _must_be_able_to(worker_id: UUID, covered_by: UUID, db: Writes) -> None:
    """Let only somebody stand in whose team sees such requests: another like it, or the duty team."""
    found = {each.id: each for each in await db.all(COLLEAGUES(a=worker_id, b=covered_by))}
    if covered_by == worker_id or covered_by not in found:
        raise NotValid("There is no such colleague.", code="no_such_worker")
    if found[covered_by].purpose not in (found[worker_id].purpose, Purpose.duty):
        raise NotValid("Their team does not do this work.", code="no_such_worker")


async def _shown(worker_id: UUID, db: Door) -> CoverForStaff:
    return next(iter(await db.all(SHOWN(worker_id=worker_id))), NOBODY)
