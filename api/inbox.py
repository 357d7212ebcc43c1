"""A page of somebody's notices, the newest first."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict

from api.database import Reads, Writes
from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, instant, link_next, place_of, since
from api.statements import Read
from models.notices import INBOX, ONE_NOTICE, UNREAD, HowMany, Notice, NoticeFound, Notices, NoticeShown

PAGE = Read(NoticeFound, INBOX)
ONE = Read(NoticeFound, ONE_NOTICE)
HOW_MANY = Read(HowMany, UNREAD)

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
Shown = Callable[[NoticeFound], NoticeShown]


class Wanted(BaseModel):
    """What part of my notices is wanted. `changed_since` returns what came or was read at that time or later."""

    model_config = ConfigDict(extra="forbid")

    changed_since: Annotated[AwareDatetime | None, Query()] = None
    cursor: Cursor = None
    limit: Limit = DEFAULT


async def page_of(wanted: Wanted, shown: Shown, db: Reads, request: Request, response: Response) -> Notices:
    before, before_id = place_of(wanted.cursor, instant, UUID) if wanted.cursor else (NEVER, UUID(int=0))
    page = PAGE(changed_since=since(wanted.changed_since), before=before, before_id=before_id, rows=wanted.limit + 1)
    rows, (counted,) = await db.together(page, HOW_MANY())
    found, last = cut(rows, wanted.limit)
    following = cursor_after(last.show_from.isoformat(), last.id) if last else None
    link_next(request, response, following)
    return Notices(items=[shown(each) for each in found], unread=counted.unread, next_cursor=following)


async def marked_as_read(notice_id: UUID, shown: Shown, db: Writes) -> NoticeShown:
    """Take a notice as read; again changes nothing."""
    notice = await db.lock(Notice, notice_id)
    notice.read(db.now)
    await db.save(notice)
    return shown(await db.one(ONE(notice_id=notice_id)))
