"""Days on which the offices are closed: new bank holidays, and a council's own closures."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.closing_days import SAID, say_closed
from api.database import Writes
from api.idempotency import KeptRoute
from api.problems import refuses
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.closed_days import ClosedDayAsk, ClosedDays, ClosedDayShown
from models.councils import Closed

router = APIRouter(prefix="/v1/calendars", tags=["calendars"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.calendars_read)]
Editor = Annotated[Caller, can(Permission.calendars_edit)]


@router.get("/bank-holidays")
async def list_bank_holidays(me: Reader, db: ReadDoor) -> ClosedDays:
    """List the bank holidays that this council added to those that everyone knows, by day."""
    return ClosedDays(items=await db.all(SAID(kind=Closed.bank_holiday)))


@router.post(
    "/bank-holidays", status_code=201, openapi_extra=refuses("beyond_the_calendar", "in_the_past", "no_working_day")
)
async def add_bank_holiday(said: ClosedDayAsk, me: Editor, db: WriteDoor, response: Response) -> ClosedDayShown:
    """Say that there is a new bank holiday. Within a minute every open clock that it touches has its new date.

    Each young person whose date moves is told so; nothing that has ended moves, and no step is taken twice.
    """
    return await _add(Closed.bank_holiday, said, me, db, response)


@router.get("/closures")
async def list_closures(me: Reader, db: ReadDoor) -> ClosedDays:
    """List the days on which this council closes its offices, by day."""
    return ClosedDays(items=await db.all(SAID(kind=Closed.closure)))


@router.post(
    "/closures",
    status_code=201,
    openapi_extra=refuses("beyond_the_calendar", "in_the_past", "no_working_day", "too_many_closures", "too_soon"),
)
async def add_closure(said: ClosedDayAsk, me: Editor, db: WriteDoor, response: Response) -> ClosedDayShown:
    """Say that the offices are closed on a day: four weeks before at least, and five days a year at most.

    Promises and aims do not count it, clocks set by law do. What is open and touched has its new date within a minute.
    """
    return await _add(Closed.closure, said, me, db, response)


async def _add(kind: Closed, said: ClosedDayAsk, me: Caller, db: Writes, response: Response) -> ClosedDayShown:
    row = await say_closed(kind, said.day, said.why, council_id=me.council_id, by=me.id, db=db)
    response.headers["Location"] = f"{router.prefix}/{'closures' if kind is Closed.closure else 'bank-holidays'}"
    return ClosedDayShown.model_validate(row)
