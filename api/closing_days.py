"""A day is said to be closed: by a council's admin or by whoever runs the service, by the same rules."""

from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import col

from api.calendars import calendar_for
from api.database import Writes
from api.statements import Read
from models.base import columns_of
from models.closed_days import ClosedDayShown
from models.councils import MY_COUNCIL, Closed, ClosedDay, CouncilFound
from rules.clocks import local
from rules.closed_days import must_be_a_working_day, must_be_announced

COUNCIL = Read(CouncilFound, MY_COUNCIL)
SAID = Read(
    ClosedDayShown,
    select(*columns_of(ClosedDay, ClosedDayShown))
    .where(col(ClosedDay.kind) == bindparam("kind"), col(ClosedDay.taken_back_at).is_(None))
    .order_by(col(ClosedDay.day)),
)


async def say_closed(kind: Closed, day: date, why: str, *, council_id: UUID, by: UUID | None, db: Writes) -> ClosedDay:
    """Say that a day does not count. The sweep of the next minute moves the open clocks that it touches."""
    (council,) = await db.all(COUNCIL())
    today, calendar = local(db.now).date(), calendar_for(council)
    must_be_a_working_day(day, today, calendar)
    if kind is Closed.closure:
        must_be_announced(day, today, calendar.closures)
    row = ClosedDay(council_id=council_id, kind=kind, day=day, why=why, said_by_id=by, said_at=db.now)
    await db.add(row)
    return row
