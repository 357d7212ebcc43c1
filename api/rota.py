"""The rota of a council as it stands: when nobody is there, and whether a young person may be told that somebody is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from api.database import Door, Writes
from api.statements import Read, Write
from models.base import Shape
from models.councils import Council
from models.duty_shifts import STAFFED, Gap, Staffed
from rules.clocks import in_words
from rules.errors import NotNow
from rules.rota import gaps

# So far ahead the rota must have no gap before a council may say that somebody is there.
AHEAD = timedelta(days=7)


class Wording(Shape):
    says_watched: bool | None


ON_DUTY = Read(Staffed, STAFFED)
WORDING = Read(Wording, select(col(Council.says_watched)))
SAY = Write(update(Council).where(col(Council.council_id) == bindparam("which")).values(says_watched=bindparam("said")))


def gaps_in(staffed: Sequence[Staffed], since: datetime, until: datetime) -> list[Gap]:
    """Return when nobody is on duty who is there."""
    return [Gap(starts_at=start, ends_at=end) for start, end in gaps(staffed, since, until)]


def from_when(gap: Gap) -> str:
    """Say when it begins, to the minute."""
    return in_words(gap.starts_at.replace(second=0, microsecond=0))


def until_when(gap: Gap) -> str:
    return in_words(gap.ends_at.replace(second=0, microsecond=0))


async def not_watched(now: datetime, db: Door) -> str | None:
    """Say why it cannot be said that somebody is there: a gap in the rota of the coming week."""
    until = now + AHEAD
    found = gaps_in(await db.all(ON_DUTY(since=now, until=until)), now, until)
    return f"Nobody is on duty from {from_when(found[0])}. Fill the rota of the coming week first." if found else None


async def says_watched(db: Door) -> bool:
    return any(each.says_watched for each in await db.all(WORDING()))


async def say_watched(council_id: UUID, db: Writes, *, said: bool) -> None:
    """Switch the wording on or off; on, only where it can be true."""
    if said and not await says_watched(db):
        reason = await not_watched(db.now, db)
        if reason:
            raise NotNow(reason, code="rota_has_gaps")
    await db.send(SAY, which=council_id, said=said)
