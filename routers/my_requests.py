"""Everything a young person asked or said, in one list."""

from typing import Annotated

from fastapi import APIRouter

from api.newest_first import NewestFirst
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.councils import MY_COUNCIL, CouncilFound
from models.my_requests import ADDRESSES, SAID, MyRequestLine, MyRequests, SaidFound, page_of
from models.teams import TEAMS, TeamFound

router = APIRouter(prefix="/v1/me/requests", tags=["my-requests"])

Reader = Annotated[Caller, can(Permission.requests_read_own)]

COUNCIL = Read(CouncilFound, MY_COUNCIL)
TEAM_LIST = Read(TeamFound, TEAMS)
LIST = Read(SaidFound, page_of(SAID, *ADDRESSES))


@router.get("", openapi_extra=refuses("fresh_sign_in_needed"))
async def list_my_requests(me: Reader, db: ReadDoor, wanted: NewestFirst) -> MyRequests:
    """List everything I asked or said, the newest first. Needs a fresh sign-in, since secrets are among it."""
    me.must_be_sure()
    rows, (council,), teams = await db.together(LIST(**wanted.values), COUNCIL(), TEAM_LIST())
    page, following = wanted.page(rows)
    shown = [each.shown_as(MyRequestLine, db.now, council, teams) for each in page]
    return MyRequests(items=shown, next_cursor=following)
