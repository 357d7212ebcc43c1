"""What only a young person says of what they asked: that they need it no more, or whether somebody got back to them."""

from api.database import Writes
from api.inbox import tell_holder
from auth.who import Caller
from models.requests import Request
from models.timeline import TimelineEntry
from rules.requests import State, What


async def withdraw(request: Request, me: Caller, db: Writes) -> None:
    """Take it back; once is enough. Whoever has it is told."""
    if request.state == State.withdrawn:
        return
    await tell_holder(request, What.withdrawn, db)
    request.withdraw(me.id, db.now)
    await db.save(request)
    await db.add(TimelineEntry.of(request, What.withdrawn, db.now))


async def settle(request: Request, me: Caller, db: Writes, *, reached: bool, message: str | None = None) -> None:
    """Take their word for it. If nobody got back to them, it is open again, and whoever has it is told."""
    what = request.confirm(me.id, db.now) if reached else request.deny(me.id, db.now)
    await db.save(request)
    await db.add(TimelineEntry.of(request, what, db.now, message=message))
    if what is What.not_yet:
        await tell_holder(request, what, db)
