"""Everything a young person asked or said, in one list."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime

from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, instant, link_next, place_of, since
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.councils import MY_COUNCIL, CouncilFound
from models.my_requests import ADDRESSES, SAID, MyRequestLine, MyRequests, SaidFound, page_of
from models.teams import TEAMS, TeamFound
from rules.requests import State

router = APIRouter(prefix="/v1/me/requests", tags=["my-requests"])

Reader = Annotated[Caller, can(Permission.requests_read_own)]

COUNCIL = Read(CouncilFound, MY_COUNCIL)
TEAM_LIST = Read(TeamFound, TEAMS)
LIST = Read(SaidFound, page_of(SAID, *ADDRESSES))

NEVER = datetime(9000, 1, 1, tzinfo=UTC)


@router.get("", openapi_extra=refuses("fresh_sign_in_needed"))
async def list_my_requests(  # noqa: PLR0913  a list has its filters
    request: Request,
    response: Response,
    me: Reader,
    db: ReadDoor,
    *,
    state: State | None = None,
    changed_since: Annotated[AwareDatetime | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> MyRequests:
    """List everything I asked or said, the newest first. Needs a fresh sign-in, since secrets are among it."""
    me.must_be_sure()
    before, before_id = place_of(cursor, instant, UUID) if cursor else (NEVER, UUID(int=0))
    place = {"before": before, "before_id": before_id, "rows": limit + 1}
    asked = LIST(state=state, changed_since=since(changed_since), **place)
    rows, (council,), teams = await db.together(asked, COUNCIL(), TEAM_LIST())
    page, last = cut(rows, limit)
    following = cursor_after(last.asked_at.isoformat(), last.id) if last else None
    link_next(request, response, following)
    shown = [each.shown_as(MyRequestLine, db.now, council, teams) for each in page]
    return MyRequests(items=shown, next_cursor=following)
