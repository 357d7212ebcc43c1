"""What became of the messages that left the service, as the council's admin sees it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, newest_first
from api.statements import Read
from auth.doors import ReadDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.deliveries import LIST, Deliveries, DeliveryFound
from rules.deliveries import Fate

router = APIRouter(prefix="/v1/deliveries", tags=["deliveries"])

Reader = Annotated[Caller, can(Permission.deliveries_read)]

PAGE = Read(DeliveryFound, LIST)


@router.get("")
async def list_deliveries(  # noqa: PLR0913  filters and the place of a page
    request: Request,
    response: Response,
    me: Reader,
    db: ReadDoor,
    *,
    state: Annotated[Fate | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> Deliveries:
    """See what became of the messages that left, the newest first: tried how often, when again, given up and why.

    It names nobody, and says nothing of what they were about. Messages that tell of a secret are not in it.
    """
    rows = await db.all(PAGE(state=state, **newest_first(cursor, limit)))
    found, last = cut(rows, limit)
    following = cursor_after(last.made_at.isoformat(), last.id) if last else None
    link_next(request, response, following)
    return Deliveries(items=[each.shown() for each in found], next_cursor=following)
