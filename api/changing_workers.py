"""One worker comes, another goes: written down so that there is no moment without one, and told to the young person."""

from collections.abc import Sequence
from datetime import datetime

from api.database import Writes
from api.statements import Read, Write
from models.base import OfACouncil
from models.because import Because
from models.changes import Change
from models.involvements import Involvement, InvolvementAsk, InvolvementRole
from models.involvements_for_staff import GONE_BEFORE, HAND_OVER, InvolvementForStaff
from models.notices import Notice
from rules.changes import OF_WHO_GOES, must_tell_of_somebody
from rules.errors import NotNow

NEXT = Write(HAND_OVER)
BEFORE = Read(InvolvementForStaff, GONE_BEFORE)


async def make_room(ask: InvolvementAsk, at: datetime, current: Sequence[InvolvementForStaff], db: Writes) -> None:
    """End what this colleague did in the same role, if they become the main worker; else there is no room."""
    for each in current:
        if (each.worker_id, each.role) == (ask.worker_id, ask.role) and (each.ended_at is None or at < each.ended_at):
            if each.main or not ask.main:
                raise NotNow(f"{each.worker} is involved in that role already.", code="already_involved")
            await _end(each, at, _reason(ask, current), ask, db)


async def begin(
    begun: Involvement, ask: InvolvementAsk, name: str, current: Sequence[InvolvementForStaff], db: Writes
) -> None:
    """Let somebody be there; a new main worker takes the place of the one of now, and of whoever was announced."""
    mains = [each for each in current if each.main and ask.main]
    reason = _reason(ask, current) if mains else ""
    for each in mains:
        if each.started_at > db.now:
            await _never_comes(each, begun, name, db)
            await _end(each, each.started_at, reason, ask, db)
    here = next((each for each in mains if each.started_at <= db.now), None)
    if here:
        await _take_over(here, begun, name, ask, db)
    else:
        await _must_fit(begun, ask, db)
        await db.add(begun)
        await tell(begun, ask, db, comes=name)


async def _must_fit(begun: Involvement, ask: InvolvementAsk, db: Writes) -> None:
    """Take a reason that tells of whoever went before only where somebody did."""
    of = begun.model_dump(include={"young_person_id", "role", "worker_id"})
    must_tell_of_somebody(ask.why, gone=ask.why in OF_WHO_GOES and bool(await db.all(BEFORE(**of))))


async def tell(
    of: Involvement, said: Because, db: Writes, *, comes: str | None = None, goes: str | None = None
) -> None:
    """Tell the young person that somebody comes or goes, and the reason that is for them."""
    at = max(of.ended_at or of.started_at, db.now)
    never = of.ended_at is not None and of.ended_at <= of.started_at
    change = Change.by(said, InvolvementRole(of.role), None if never else at, comes=comes, goes=goes)
    await db.add(Notice.of_change(change, db.now, of=of, to=of.young_person_id))


async def _never_comes(announced: InvolvementForStaff, begun: Involvement, name: str, db: Writes) -> None:
    """Tell who comes in place of somebody whom the young person was told of; why is said of whoever is here now."""
    change = Change(InvolvementRole(begun.role), begun.started_at, comes=name, goes=announced.worker)
    of = OfACouncil(council_id=begun.council_id, id=announced.id)
    await db.add(Notice.of_change(change, db.now, of=of, to=begun.young_person_id))


async def _take_over(here: InvolvementForStaff, begun: Involvement, name: str, ask: InvolvementAsk, db: Writes) -> None:
    """Tell it first: afterwards the young person may be another team's."""
    change = Change.by(ask, InvolvementRole(begun.role), begun.started_at, comes=name, goes=here.worker)
    of = OfACouncil(council_id=begun.council_id, id=here.id)
    await db.add(Notice.of_change(change, db.now, of=of, to=begun.young_person_id))
    await db.lock(Involvement, here.id)
    await db.send(
        NEXT,
        earlier_id=here.id,
        at=begun.started_at,
        reason=_reason(ask, [here]),
        why=ask.why,
        words=ask.words,
        **begun.model_dump(include={"id", "worker_id", "role"}),
    )


async def _end(found: InvolvementForStaff, at: datetime, reason: str, because: Because, db: Writes) -> None:
    held = await db.lock(Involvement, found.id)
    held.end(reason, at, because)
    await db.save(held)


def _reason(ask: InvolvementAsk, current: Sequence[InvolvementForStaff]) -> str:
    """Return why the earlier main worker's involvement ends; it never ends without a word."""
    if ask.reason is None:
        main = next((each.worker for each in current if each.main), "")
        raise NotNow(
            f"{main} is the main worker. Say why that ends.", code="already_has_a_main_worker", facts={"holder": main}
        )
    return ask.reason
