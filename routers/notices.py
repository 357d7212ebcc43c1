"""What a member of staff is told."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.inbox import Wanted, marked_as_read, page_of
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.notices import NoticeFound, Notices, NoticeShown

router = APIRouter(prefix="/v1/notices", tags=["notices"])

Reader = Annotated[Caller, can(Permission.notices_read)]
Marker = Annotated[Caller, can(Permission.notices_mark)]


@router.get("")
async def list_notices(
    request: Request, response: Response, me: Reader, db: ReadDoor, wanted: Annotated[Wanted, Query()]
) -> Notices:
    """Read what I was told, the newest first. It names nobody: `address` is the request that it is about."""
    return await page_of(wanted, NoticeFound.for_staff, db, request, response)


@router.put("/{notice_id}/read")
async def mark_notice_read(notice_id: UUID, me: Marker, db: WriteDoor) -> NoticeShown:
    """Say that I have read it. The first time counts."""
    return await marked_as_read(notice_id, NoticeFound.for_staff, db)
