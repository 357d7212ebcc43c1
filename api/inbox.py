"""A page of somebody's notices, the newest first."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from fastapi import Request as Call
from pydantic import BaseModel, ConfigDict

from api.database import Reads, Writes
from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, newest_first, since
from api.statements import Read
from models.inbox import INBOX, ONE_NOTICE, UNREAD, HowMany
from models.moments import Instant
from models.notices import Notice, NoticeFound, Notices, NoticeShown
from models.requests import Request
from models.timeline import TimelineEntry
from rules.requests import What

PAGE = Read(NoticeFound, INBOX)
ONE = Read(NoticeFound, ONE_NOTICE)
HOW_MANY = Read(HowMany, UNREAD)

Shown = Callable[[NoticeFound], NoticeShown]


class Wanted(BaseModel):
    """What part of my notices is wanted. `changed_since` returns what came or was read at that time or later."""

    model_config = ConfigDict(extra="forbid")

    changed_since: Annotated[Instant | None, Query()] = None
    cursor: Cursor = None
    limit: Limit = DEFAULT


async def page_of(wanted: Wanted, shown: Shown, db: Reads, request: Call, response: Response) -> Notices:
    page = PAGE(changed_since=since(wanted.changed_since), **newest_first(wanted.cursor, wanted.limit))
    rows, (counted,) = await db.together(page, HOW_MANY())
    found, last = cut(rows, wanted.limit)
    following = cursor_after(last.show_from.isoformat(), last.id) if last else None
    link_next(request, response, following)
    return Notices(items=[shown(each) for each in found], unread=counted.unread, next_cursor=following)


async def tell_holder(request: Request, what: What, db: Writes) -> None:
    """Tell whoever holds it what the young person did, if anybody does; before it is nobody's any more."""
    if request.taker_id:
        await db.add(Notice.of(request, what, db.now, to=request.taker_id))


async def tell_of_holder(request: Request, what: What, who: str, holder_id: UUID, db: Writes, *, by: UUID) -> None:
    """Write the line that somebody has it now; tell the young person, and whoever was handed it by another."""
    await db.add(TimelineEntry.of(request, what, db.now, who=who))
    await db.add(Notice.to_young_person(request, what, db.now, who=who))
    if holder_id != by:
        await db.add(Notice.of(request, what, db.now, to=holder_id))


async def marked_as_read(notice_id: UUID, shown: Shown, db: Writes) -> NoticeShown:
    """Take a notice as read; again changes nothing."""
    notice = await db.lock(Notice, notice_id)
    notice.read(db.now)
    await db.save(notice)
    return shown(await db.one(ONE(notice_id=notice_id)))
