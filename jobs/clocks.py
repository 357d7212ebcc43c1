"""Clocks that move: a day that does not count any more gives every open request that it touches its new date."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from psycopg.types.json import Jsonb
from sqlalchemy import bindparam, update
from sqlmodel import col

from api.calendars import calendar_for
from api.database import Writes
from api.statements import Read, Write
from auth.permissions import Hat
from jobs.desk import Desk
from jobs.rows import add_all
from models.councils import OFFICE_HOURS, ClosedDay, OfficeHours
from models.moving_clocks import FRESH, MOVE_CLOCK, TICKING, Fresh, Ticking
from models.notices import Notice
from rules.clocks import Reckoning
from rules.requests import What

COUNCIL = Read(OfficeHours, OFFICE_HOURS)
SAID = Read(Fresh, FRESH)
CLOCKS = Read(Ticking, TICKING)
MOVE = Write(MOVE_CLOCK)
DONE = Write(update(ClosedDay).where(col(ClosedDay.id) == bindparam("day_id")).values(moved_at=bindparam("now")))


async def move_clocks(desk: Desk) -> int:
    """Look after every council, and say how many requests have a new date."""
    return await desk.in_every_council(move_clocks_of)


async def move_clocks_of(desk: Desk, council_id: UUID) -> int:
    """Count the days of whatever is touched once more; a date that stays is not told."""
    async with desk.at(council_id, Hat.handover, "calendar") as db:
        fresh = await db.all(SAID())
        told = await _moved(fresh, db) if fresh else []
        await add_all(told, db)
        for each in fresh:
            await db.send(DONE, day_id=each.id, now=db.now)
    return len(told)


async def _moved(fresh: Sequence[Fresh], db: Writes) -> list[Notice]:
    (council,) = await db.all(COUNCIL())
    calendar, told = calendar_for(council).without_end(), []
    for found in await db.all(CLOCKS(day=fresh[0].day)):
        clock = found.again(calendar)
        if (clock.due_on > found.due_on or clock.late_day_at > found.late_day_at) and await _move(
            found, clock, _because(clock, fresh), db
        ):
            told.append(_notice(found, clock, db))
    return told


def _because(clock: Reckoning, fresh: Sequence[Fresh]) -> str:
    """Name the day that is skipped now; one behind the due day touches only what comes after it."""
    walked = {each.day for each in clock.days if each.skipped}
    return next((each.why for each in fresh if each.day in walked), fresh[0].why)


async def _move(found: Ticking, clock: Reckoning, because: str, db: Writes) -> bool:
    """Move it, with its line. Say whether the date is another one."""
    later = clock.due_on > found.due_on
    (row,) = await db.rows(
        MOVE,
        request_id=found.id,
        line_id=uuid5(found.id, f"moved:{db.now.isoformat()}"),
        due_at=clock.due_at if later else found.due_at,
        due_on=clock.due_on,
        late_day_at=clock.late_day_at,
        days=Jsonb(clock.days_kept),
        because=because,
    )
    return bool(row["moved"])


def _notice(found: Ticking, clock: Reckoning, db: Writes) -> Notice:
    request = found.request
    request.due_at = clock.due_at
    key = uuid5(found.id, f"told:{db.now.isoformat()}")
    return Notice.to_young_person(request, What.clock_moved, db.now, id=key)
