"""What a young person is told inside the app."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.inbox import Wanted, marked_as_read, page_of
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.notices import NoticeFound, Notices, NoticeShown

router = APIRouter(prefix="/v1/me/notices", tags=["notices"])

Reader = Annotated[Caller, can(Permission.notices_read_own)]
Marker = Annotated[Caller, can(Permission.notices_mark_own)]


@router.get("")
async def list_my_notices(
    request: Request, response: Response, me: Reader, db: ReadDoor, wanted: Annotated[Wanted, Query()]
) -> Notices:
    """Read what I was told, the newest first. What is secret is not among it without a fresh sign-in."""
    return await page_of(wanted, NoticeFound.for_young_person, db, request, response)


@router.put("/{notice_id}/read")
async def mark_my_notice_read(notice_id: UUID, me: Marker, db: WriteDoor) -> NoticeShown:
    """Say that I have read it. The first time counts."""
    return await marked_as_read(notice_id, NoticeFound.for_young_person, db)
