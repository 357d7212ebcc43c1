"""How calls went: for the board what tells of nobody, for a manager the team's, for a worker their own."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.calendars import calendar_for
from api.database import Writes
from api.problems import refuses
from api.statements import Read, Write, values_of
from api.tables import AS_CSV, as_csv, wants_csv
from auth.doors import WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.accounts import Role
from models.callback_calls import CALLS, LOAD, UNHEARD_FROM, UNHEARD_PEOPLE
from models.callback_figures import (
    CallbackDetail,
    CallFound,
    NotHeardFrom,
    Tally,
    UnheardFound,
    WorkerLoad,
    WorkerMonth,
    by_worker,
)
from models.councils import MY_COUNCIL, OFFICE_HOURS, CouncilFound, OfficeHours
from models.history import looked
from models.reports import (
    CALLBACK_MONTH,
    COUNT_CALLBACKS,
    KEEP_MONTH,
    CallbackFigures,
    CallbackMonth,
    CallbackReport,
    Counted,
    Month,
    MonthFound,
)
from rules.clocks import local, named
from rules.errors import NotNow
from rules.months import (
    MONTHS_AT_ONCE,
    begins,
    first_day,
    freezes_on,
    month_after,
    month_of,
    must_be_a_year_at_most,
)

router = APIRouter(prefix="/v1/reports", tags=["reports"])

Reader = Annotated[Caller, can(Permission.reports_read)]

COUNCIL = Read(CouncilFound, MY_COUNCIL)
KEPT = Read(MonthFound, CALLBACK_MONTH)
COUNT = Read(Counted, COUNT_CALLBACKS)
KEEP = Write(KEEP_MONTH)
OFFICE = Read(OfficeHours, OFFICE_HOURS)
ASKED = Read(CallFound, CALLS)
LOADS = Read(WorkerLoad, LOAD)
UNHEARD = Read(UnheardFound, UNHEARD_FROM)
SAW = Write(looked(UNHEARD_PEOPLE))


class ReportTable(StrEnum):
    """What a CSV is about."""

    by_worker = "by_worker"
    load = "load"
    not_heard_from = "not_heard_from"


class Wanted(BaseModel):
    """Which months are wanted, and what of them where it is a CSV."""

    model_config = ConfigDict(extra="forbid")

    month: Month = Field(description="A month, such as 2026-05; for the board one that is over.")
    since: Month | None = Field(
        default=None, description="Each month from this one on as well, worker by worker. Not for the board."
    )
    table: ReportTable = Field(
        default=ReportTable.by_worker, description="What a CSV is about; the board's is about its month."
    )

    @property
    def first(self) -> date:
        return first_day(self.month)

    @property
    def since_first(self) -> date:
        return first_day(self.since) if self.since else self.first


@router.get(
    "/callbacks",
    response_model=CallbackReport,
    response_model_exclude_unset=True,
    responses=AS_CSV,
    openapi_extra=refuses("beyond_the_calendar", "calendar_ends", "not_counted_yet", "too_many_months"),
)
async def read_callback_report(
    request: Request, response: Response, asked: Annotated[Wanted, Query()], me: Reader, db: WriteDoor
) -> CallbackReport | Response:
    """See how many calls were asked for in a month, and whether the promise was kept.

    For the board, the figures are counted once, after the tenth working day of the next month, and never change. They
    are to the nearest 5; where a figure could tell of somebody it is null, and named in `suppressed`.

    For a manager, they are about the team, exact and as they are now, with `detail`: worker by worker, what each has to
    do, and who has not been heard from for six weeks. A worker sees the same of themselves. Hours are those in which
    the office is open, from the asking or the later day that the young person asked for. Nothing that is a secret of a
    young person's is counted.

    With `Accept: text/csv` the reply is a table: for the board its month, else what `table` says.
    """
    csv, board = wants_csv(request), me.role == Role.board_member
    response.headers["Vary"] = "Accept"
    if asked.since or not board:
        must_be_a_year_at_most(asked.since_first, asked.first, most=1 if board else MONTHS_AT_ONCE)
    if board:
        report = await _published(asked.first, me, db)
    else:
        report = await _in_detail(asked, me, db, people=not csv or asked.table is ReportTable.not_heard_from)
    return _table(asked, report) if csv else report


def _table(asked: Wanted, report: CallbackReport) -> Response:
    """Put what was asked for into a table; a board's report is one line."""
    detail, name = report.detail, f"callbacks-{asked.month}"
    if detail is None:
        return as_csv([report], CallbackFigures, name)
    tables: Mapping[ReportTable, Any] = {
        ReportTable.by_worker: (detail.by_worker, WorkerMonth),
        ReportTable.load: (detail.load, WorkerLoad),
        ReportTable.not_heard_from: (detail.not_heard_from, NotHeardFrom),
    }
    rows, shape = tables[asked.table]
    return as_csv(rows, shape, f"{name}-{asked.table}".replace("_", "-"))


async def _published(month: date, me: Caller, db: Writes) -> CallbackReport:
    found = await db.all(KEPT(month=month)) or await _freeze(month, me, db)
    return found[0].shown(f"{month:%Y-%m}")


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


async def _in_detail(asked: Wanted, me: Caller, db: Writes, *, people: bool) -> CallbackReport:
    """Count what the caller's hat sees; `people` only where somebody's name is shown, since that is a look at them."""
    only = me.id if me.role == Role.worker else None
    starts, ends = begins(asked.since_first), begins(month_after(asked.first))
    (office,), calls, loads = await db.together(OFFICE(), ASKED(starts=starts, ends=ends, only=only), LOADS())
    calendar = calendar_for(office)
    detail = CallbackDetail(
        as_of=db.now,
        by_worker=list(by_worker(calls, db.now, calendar)),
        load=loads,
        not_heard_from=await _not_heard_from(me, db) if people else [],
    )
    this_month = [each for each in calls if month_of(each.asked_at) == asked.month]
    counts = Tally.of(this_month, db.now, calendar)
    return CallbackReport.exact(asked.month, freezes_on(asked.first, calendar), counts.model_dump(), detail)


async def _not_heard_from(me: Caller, db: Writes) -> list[NotHeardFrom]:
    saw = (SAW, {"by": me.id, "purpose": me.permission, "app": me.app})
    return [each.shown for each in await db.all(UNHEARD(), before=[saw])]
