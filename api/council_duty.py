"""The command `kept council duty`: show when nobody is on duty, and let it be said that somebody is there, or not."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from api.database import Door, Writes
from api.rota import ON_DUTY, from_when, gaps_in, say_watched, says_watched, until_when
from api.statements import Read
from models.duty_shifts import SHIFTS, DutyShiftShown, Gap
from rules.errors import NotNow

AHEAD = timedelta(days=14)
PLANNED = Read(DutyShiftShown, SHIFTS)


async def gaps_ahead(db: Door) -> list[Gap]:
    """Return when nobody is on duty in the next two weeks."""
    since, until = db.now, db.now + AHEAD
    return gaps_in(await db.all(ON_DUTY(since=since, until=until)), since, until)


async def has_a_rota(db: Door) -> bool:
    """Say whether anybody is planned for the next two weeks, or it is said that somebody is there."""
    planned = await db.all(PLANNED(since=db.now, until=db.now + AHEAD))
    return bool(planned) or await says_watched(db)


async def show(db: Door) -> str:
    """Say when nobody is on duty in the next two weeks, and what a young person is told."""
    return "\n".join([*_lines(await gaps_ahead(db)), _wording(said=await says_watched(db))])


def _lines(gaps: Sequence[Gap]) -> list[str]:
    lines = [f"Nobody is on duty from {from_when(each)} to {until_when(each)}." for each in gaps]
    return lines or ["Somebody is on duty at every minute of the next two weeks."]


async def word(council_id: UUID, db: Writes, *, said: bool) -> str:
    """Switch the wording on or off."""
    try:
        await say_watched(council_id, db, said=said)
    except NotNow as refused:
        raise RuntimeError(f"It was not switched on. {refused.sentence}") from None
    return _wording(said=said)


def _wording(*, said: bool) -> str:
    return f"Whoever asks for help now is {'told' if said else 'not told'} that somebody is there, while somebody is."
