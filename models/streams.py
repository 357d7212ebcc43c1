"""What somebody who follows along is told: that something came, changed or left their sight; its id, and no more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, literal, select, union_all
from sqlmodel import col

from models.base import Shape
from models.moments import OVERLAP
from models.notices import Notice
from models.open_requests import STILL_OPEN
from models.requests import Request

MOST = 1000


class Followed(StrEnum):
    request = "request"
    notice = "notice"


class Became(StrEnum):
    """`gone` is whatever cannot be seen any more: ended, read, or somebody else's. `reread`: read the list again."""

    came = "came"
    changed = "changed"
    gone = "gone"
    reread = "reread"


class Change(Shape):
    """One thing that is not as it was. `id` is null where it is the whole list."""

    of: Followed
    id: UUID | None
    became: Became


class InSight(Shape):
    """One thing that somebody can see, and since when it is as it is."""

    id: UUID
    of: Followed
    at: datetime


Sight = Mapping[UUID, InSight]


def sight_of(rows: Sequence[InSight]) -> Sight:
    return {each.id: each for each in rows}


def mark_of(sight: Sight, now: datetime, eyes: str) -> str:
    """Return a mark of what was seen and when, with which the same eyes can go on after they were away.

    Other eyes are whoever holds her phone without having signed in lately: to them it must tell nothing.
    """
    seen = sha256("".join([eyes, *sorted(f"{each.id}{each.at.isoformat()}" for each in sight.values())]).encode())
    return f"{int(now.timestamp() * 1000)}-{seen.hexdigest()[:16]}"


def time_of(mark: str) -> float | None:
    """Return when a mark was made, in seconds; nothing where it is none of ours."""
    made, _, seen = mark.partition("-")
    return int(made) / 1000 if made.isdecimal() and len(made) < 16 and len(seen) == 16 else None  # noqa: PLR2004


def changes(before: Sight, after: Sight) -> Iterator[Change]:
    """Yield what is not as it was, the oldest change first."""
    for each in sorted(after.values(), key=lambda each: (each.at, each.id)):
        known = before.get(each.id)
        if known is None or known.at != each.at:
            yield Change(of=each.of, id=each.id, became=Became.changed if known else Became.came)
    for gone in before.keys() - after.keys():
        yield Change(of=before[gone].of, id=gone, became=Became.gone)


def missed(mark: str, sight: Sight, now: str) -> Iterator[Change]:
    """Yield what may have changed between two marks: what changed is named, of what left only that something did."""
    since = time_of(mark)
    if since is None or mark.partition("-")[2] == now.partition("-")[2]:
        return
    for each in sorted(sight.values(), key=lambda each: (each.at, each.id)):
        if each.at.timestamp() >= since - OVERLAP.total_seconds():
            yield Change(of=each.of, id=each.id, became=Became.changed)
    yield Change(of=Followed.request, id=None, became=Became.reread)


_requests: Any = select(
    col(Request.id), literal(Followed.request.value).label("of"), col(Request.changed_at).label("at")
)
_notices: Any = select(
    col(Notice.id), literal(Followed.notice.value).label("of"), col(Notice.show_from).label("at")
).where(col(Notice.read_at).is_(None))
QUEUE_IN_SIGHT = _requests.where(STILL_OPEN).order_by(col(Request.changed_at).desc(), col(Request.id)).limit(MOST)
_mine = union_all(_requests, _notices).subquery()
MINE_IN_SIGHT = (
    select(_mine.c.id, cast(_mine.c.of, Text).label("of"), _mine.c.at)
    .order_by(_mine.c.at.desc(), _mine.c.id)
    .limit(MOST)
)
