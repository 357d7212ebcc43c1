"""A council adopts a pledge: the catalogue's lines become rows of its own, which it may edit.

Again changes nothing. A newer version ends the older one on the day from which it stands; what young people said of the
old lines stays with the old lines.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Date, bindparam, cast, func, or_, select, update
from sqlmodel import col

from api.database import Writes
from api.statements import Read, Write
from models.base import Shape, columns_of
from models.councils import Council
from models.pledges import Pledge, own_promise, pledge_of
from models.promises import Promise
from rules.clocks import local
from rules.pledges import Evidence

# The promises of an invented council are older than anything that its young people ever asked for.
DEMO_AGE = timedelta(days=800)


class Known(Shape):
    council_id: UUID


class Held(Shape):
    """A line that a council has, or had."""

    id: UUID
    pledge: str
    version: int
    evidence: Evidence | None
    effective_until: date | None


KNOWN = Read(Known, select(*columns_of(Council, Known)))
HELD = Read(Held, select(*columns_of(Promise, Held)))
_day = cast(bindparam("day"), Date)
_end = (
    update(Promise)
    .values(effective_until=func.greatest(_day, col(Promise.effective_from)))
    .where(or_(col(Promise.effective_until).is_(None), col(Promise.effective_until) > _day))
)
END = Write(_end.where(col(Promise.pledge) == bindparam("named"), col(Promise.version) < bindparam("newer")))


async def adopt(council_id: UUID, pledge: Pledge, day: date, db: Writes) -> int:
    """Give a council the lines of `pledge` from `day` on, and say how many are new."""
    held = await db.all(HELD())
    newest = max((each.version for each in held if each.pledge == pledge.pledge), default=0)
    if newest > pledge.version:
        raise ValueError(f"This council has version {newest} of that pledge, which is newer.")
    known = {each.id for each in held}
    fresh = [row for row in pledge.rows(council_id, day) if row.id not in known]
    if fresh:
        await db.send(END, named=pledge.pledge, newer=pledge.version, day=day)
        for row in fresh:
            await db.add(row)
        await _own(council_id, pledge, day, db)
    return len(fresh)


async def _own(council_id: UUID, pledge: Pledge, day: date, db: Writes) -> None:
    """See to it that the call back is promised once: by the pledge, else by the service itself."""
    own = own_promise()
    if pledge.has(Evidence.called_back):
        await db.send(END, named=own.pledge, newer=own.version + 1, day=day)
    elif not any(each.evidence == Evidence.called_back and not each.effective_until for each in await db.all(HELD())):
        for row in own.rows(council_id, day):
            await db.add(row)


async def adopt_all(council_id: UUID, names: Sequence[str], db: Writes) -> None:
    """Let an invented council adopt its pledges, once."""
    for name in names:
        await adopt(council_id, pledge_of(name), local(db.now - DEMO_AGE).date(), db)


async def adopt_named(name: str, council_id: UUID, day: date | None, db: Writes) -> str:
    """Let a council adopt the pledge of that name, and say in a sentence what was done."""
    pledge = pledge_of(name)
    if not await db.all(KNOWN()):
        raise ValueError("There is no council of that name.")
    new = await adopt(council_id, pledge, day or local(db.now).date(), db)
    return f"{new} of {len(pledge.lines)} lines are new ({pledge.source}, version {pledge.version})."
