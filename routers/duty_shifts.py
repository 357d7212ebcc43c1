"""The rota of those who are there for what cannot wait, and what may be said of it to a young person."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy import bindparam, select
from sqlmodel import col

from api.database import Writes, only
from api.idempotency import KeptRoute
from api.problems import refuses
from api.rota import ON_DUTY, gaps_in, say_watched, says_watched
from api.statements import Read
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.base import NOW, Shape, columns_of
from models.duty_shifts import (
    SHIFTS,
    DutyShift,
    DutyShiftAsk,
    DutyShiftChange,
    DutyShifts,
    DutyShiftShown,
    DutyWording,
    DutyWordingAsk,
)
from models.moments import Instant
from models.teams import TEAMS, TeamFound, duty_team
from models.workers import Job, Worker
from rules.errors import NotFound, NotValid

router = APIRouter(prefix="/v1", tags=["duty-shifts"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.duty_shifts_read)]
Editor = Annotated[Caller, can(Permission.duty_shifts_edit)]
Remover = Annotated[Caller, can(Permission.duty_shifts_remove)]
WordingReader = Annotated[Caller, can(Permission.duty_wording_read)]
WordingEditor = Annotated[Caller, can(Permission.duty_wording_edit)]

Since = Annotated[Instant | None, Query(description="From when on; from now on, if left out.")]
Until = Annotated[Instant | None, Query(description="Until when, five weeks later at most; two weeks, if left out.")]
Shift = Annotated[UUID, Path(description="A shift of GET /v1/duty-shifts.")]

USUAL, LONGEST = timedelta(days=14), timedelta(days=35)


class Colleague(Shape):
    first_name: str
    job: Job
    team_id: UUID


class Moment(Shape):
    now: datetime


LISTED = Read(DutyShiftShown, SHIFTS)
WHO = Read(Colleague, select(*columns_of(Worker, Colleague)).where(col(Worker.id) == bindparam("worker_id")))
TEAM_LIST = Read(TeamFound, TEAMS)
MOMENT = Read(Moment, select(NOW.label("now")))


@router.get("/duty-shifts", openapi_extra=refuses("too_far_apart"))
async def list_duty_shifts(me: Reader, db: ReadDoor, since: Since = None, until: Until = None) -> DutyShifts:
    """List who is on duty, the earliest first, and the times in which nobody is.

    Whoever is away then, has left or is in another team by now does not count. What cannot wait is called out until
    somebody has seen it: within a minute to the lowest level that is on duty, after 5 minutes to the next as well,
    after 15 to the one after that, after 30 to every duty worker. While nobody is on duty, each of these calls is to
    every duty worker. Whoever may not see it, since it is about them, is left out as if they were not on duty. Of a
    call that a young person asks for and that cannot wait, whoever it is for or has it is told each time, too, and
    from the third call on the manager.
    """
    start = since or only(await db.all(MOMENT())).now
    end = until or start + USUAL
    if not start < end <= start + LONGEST:
        raise NotValid("Ask for a time that ends after it starts, five weeks later at most.", code="too_far_apart")
    shifts, staffed = await db.together(LISTED(since=start, until=end), ON_DUTY(since=start, until=end))
    return DutyShifts(items=shifts, gaps=gaps_in(staffed, start, end))


@router.post("/duty-shifts", status_code=201, openapi_extra=refuses("not_for_duty"))
async def add_duty_shift(said: DutyShiftAsk, me: Editor, db: WriteDoor, response: Response) -> DutyShiftShown:
    """Put somebody on duty.

    Only a duty worker of the team that a cry for help goes to can be on duty: nobody else sees it.
    """
    who = await _of_the_duty_team(said.worker_id, db)
    row = DutyShift(council_id=me.council_id, **said.model_dump())
    await db.add(row)
    response.headers["Location"] = f"/v1/duty-shifts/{row.id}"
    return _shown(row, who)


@router.put("/duty-shifts/{shift_id}")
async def edit_duty_shift(shift_id: Shift, said: DutyShiftChange, me: Editor, db: WriteDoor) -> DutyShiftShown:
    """Change a shift: from when to when, and who is called first. Who works it stays."""
    row = await _on_the_rota(shift_id, db)
    for name, value in said:
        setattr(row, name, value)
    await db.save(row)
    return _shown(row, await db.one(WHO(worker_id=row.worker_id)))


@router.delete("/duty-shifts/{shift_id}")
async def remove_duty_shift(shift_id: Shift, me: Remover, db: WriteDoor) -> DutyShiftShown:
    """Take a shift off the rota; the reply shows it as it was."""
    row = await _on_the_rota(shift_id, db)
    row.taken_off_at = db.now
    await db.save(row)
    return _shown(row, await db.one(WHO(worker_id=row.worker_id)))


@router.get("/duty-wording")
async def read_duty_wording(me: WordingReader, db: ReadDoor) -> DutyWording:
    """See whether a young person who asks for help now is told that somebody is there, when somebody is."""
    return DutyWording(said=await says_watched(db))


@router.put("/duty-wording", openapi_extra=refuses("rota_has_gaps"))
async def edit_duty_wording(ask: DutyWordingAsk, me: WordingEditor, db: WriteDoor) -> DutyWording:
    """Let a young person who asks for help now be told that somebody is there, in the minutes in which it is so.

    It cannot be switched on while there is a gap in the rota of the coming week. In a minute in which nobody is on duty
    it is never said, whatever stands here.
    """
    await say_watched(me.council_id, db, said=ask.said)
    return DutyWording(said=ask.said)


async def _on_the_rota(shift_id: Shift, db: Writes) -> DutyShift:
    row = await db.lock(DutyShift, shift_id)
    if row.taken_off_at:
        raise NotFound
    return row


async def _of_the_duty_team(worker_id: UUID, db: Writes) -> Colleague:
    found, teams = await db.together(WHO(worker_id=worker_id), TEAM_LIST())
    if not found or found[0].job is not Job.duty_worker or found[0].team_id != duty_team(teams).id:
        raise NotValid("Only somebody of the duty team can be on duty.", code="not_for_duty")
    return found[0]


def _shown(row: DutyShift, who: Colleague) -> DutyShiftShown:
    return DutyShiftShown(**row.model_dump(exclude={"council_id", "taken_off_at"}), first_name=who.first_name)
