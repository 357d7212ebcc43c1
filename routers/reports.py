"""What a board may know: figures of months that are over, and none that could tell of somebody."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.calendars import calendar_for
from api.database import Writes
from api.problems import refuses
from api.statements import Read, Write, values_of
from auth.doors import WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.councils import MY_COUNCIL, CouncilFound
from models.reports import (
    CALLBACK_MONTH,
    COUNT_CALLBACKS,
    KEEP_MONTH,
    CallbackMonth,
    CallbackReport,
    Counted,
    Month,
    MonthFound,
)
from rules.clocks import local, named
from rules.errors import NotNow
from rules.months import first_day, freezes_on

router = APIRouter(prefix="/v1/reports", tags=["reports"])

Reader = Annotated[Caller, can(Permission.reports_read)]

COUNCIL = Read(CouncilFound, MY_COUNCIL)
KEPT = Read(MonthFound, CALLBACK_MONTH)
COUNT = Read(Counted, COUNT_CALLBACKS)
KEEP = Write(KEEP_MONTH)


@router.get("/callbacks", openapi_extra=refuses("calendar_ends", "not_counted_yet"))
async def read_callback_report(
    month: Annotated[Month, Query(description="A month that is over, such as 2026-05.")], me: Reader, db: WriteDoor
) -> CallbackReport:
    """See how many calls were asked for in a month, and whether the promise was kept.

    The figures are counted once, after the tenth working day of the next month, and never change. They are to the
    nearest 5; where a figure could tell of somebody it is null, and named in `suppressed`.
    """
    first = first_day(month)
    found = await db.all(KEPT(month=first)) or await _freeze(first, me, db)
    return found[0].shown(month)


async def _freeze(month: date, me: Caller, db: Writes) -> list[MonthFound]:
    """Count the month, keep what may be published, and forget the rest."""
    (council,) = await db.all(COUNCIL())
    frozen_on = freezes_on(month, calendar_for(council))
    if local(db.now).date() <= frozen_on:
        raise NotNow(f"That month is counted after {named(frozen_on)}.", code="not_counted_yet")
    for counted in await db.all(COUNT(month=month, frozen_on=frozen_on)):
        row = CallbackMonth.publish(me.council_id, month, frozen_on, counted, db.now)
        await db.send(KEEP, **values_of(row))
    return await db.all(KEPT(month=month))
