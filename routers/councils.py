"""What a council shows to everyone: that it serves, and where to turn for help."""

from fastapi import APIRouter, Request, Response
from sqlalchemy import bindparam
from sqlmodel import col

from api.conditional import MAY_BE_KEPT
from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, place_of
from api.statements import Read
from auth.doors import PublicDoor
from models.councils import (
    MY_COUNCIL,
    Council,
    CouncilForAll,
    CouncilFound,
    CouncilHelp,
    Councils,
    Slug,
    TeamForAll,
)
from models.help_lines import help_now
from models.teams import TEAMS, TeamFound
from models.words import say

router = APIRouter(prefix="/v1/councils", tags=["councils"])

COUNCILS = Read(
    CouncilFound,
    MY_COUNCIL.where(col(Council.slug) > bindparam("after")).order_by(col(Council.slug)).limit(bindparam("rows")),
)
COUNCIL = Read(CouncilFound, MY_COUNCIL.where(col(Council.slug) == bindparam("slug")))
TEAM_LIST = Read(TeamFound, TEAMS)


@router.get("")
async def list_councils(
    request: Request, response: Response, db: PublicDoor, *, cursor: Cursor = None, limit: Limit = DEFAULT
) -> Councils:
    """List the councils that this service serves."""
    (after,) = place_of(cursor, str) if cursor else ("",)
    page, last = cut(await db.of().all(COUNCILS(after=after, rows=limit + 1)), limit)
    following = cursor_after(last.slug) if last else None
    link_next(request, response, following)
    return Councils(items=[_shown(each) for each in page], next_cursor=following)


@router.get("/{slug}")
async def read_council(slug: Slug, db: PublicDoor) -> CouncilForAll:
    """See one council: its name and when its offices are open, in London time."""
    return _shown(await db.of().one(COUNCIL(slug=slug)))


@router.get("/{slug}/help")
async def read_council_help(slug: Slug, db: PublicDoor, response: Response) -> CouncilHelp:
    """See where to turn, now and in office hours. An app may keep this page for when there is no signal."""
    (council,), teams = await (await db.named(slug)).together(COUNCIL(slug=slug), TEAM_LIST())
    response.headers["Cache-Control"] = MAY_BE_KEPT
    return CouncilHelp(
        council=council.name,
        help_now=help_now(council),
        teams=[TeamForAll(**team.model_dump(exclude={"id"})) for team in teams],
        advice=say("help_advice"),
    )


def _shown(council: CouncilFound) -> CouncilForAll:
    return CouncilForAll(
        slug=council.slug,
        name=council.name,
        office_opens=council.opens.isoformat("minutes"),
        office_closes=council.closes.isoformat("minutes"),
    )
