"""A young person says what she thinks of her plan, and that she does not agree: kept word for word, for good."""

from typing import Annotated, NoReturn

from fastapi import APIRouter, Request, Response

from api.database import Reads, Writes
from api.idempotency import KeptRoute
from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, newest_first
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.councils import MY_COUNCIL, CouncilFound
from models.help_lines import help_now
from models.involvements import INVOLVED, Involved
from models.plan_views import MY_PLAN_KNOWN, MY_WORDS_PAGE, MyWords, MyWordsKept, MyWordsPage, PlanKnown, Say, said
from models.plans_missing import no_plan_yet
from models.teams import TEAMS, TeamFound
from models.words import say
from rules.plans import PlanKind, Said

router = APIRouter(prefix="/v1/me/plans/{kind}", tags=["plans"], route_class=KeptRoute)

Speaker = Annotated[Caller, can(Permission.plans_speak)]
Reader = Annotated[Caller, can(Permission.plans_read)]

PLAN = Read(PlanKnown, MY_PLAN_KNOWN)
PAGE = Read(MyWords, MY_WORDS_PAGE)
COUNCIL = Read(CouncilFound, MY_COUNCIL)
PEOPLE = Read(Involved, INVOLVED)
TEAM_LIST = Read(TeamFound, TEAMS)


@router.post("/views", status_code=201, openapi_extra=refuses("no_plan_yet", "not_a_part_of_this_plan"))
async def say_what_i_think(kind: PlanKind, words: Say, me: Speaker, db: WriteDoor, response: Response) -> MyWordsKept:
    """Say what I think of a part of my plan, or of all of it. It stands beside the part from now on."""
    return await _kept(kind, Said.view, words, me, db, response)


@router.post("/disagreements", status_code=201, openapi_extra=refuses("no_plan_yet", "not_a_part_of_this_plan"))
async def say_that_i_disagree(
    kind: PlanKind, words: Say, me: Speaker, db: WriteDoor, response: Response
) -> MyWordsKept:
    """Put on record that I do not agree with a part of my plan, or with all of it."""
    return await _kept(kind, Said.disagreement, words, me, db, response)


@router.get("/views", openapi_extra=refuses("no_plan_yet"))
async def list_my_views(  # noqa: PLR0913  a list has its page
    kind: PlanKind,
    request: Request,
    response: Response,
    me: Reader,
    db: ReadDoor,
    *,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> MyWordsPage:
    """Read what I said about this plan, the newest first."""
    page = await _page(kind, Said.view, cursor, limit, me, db)
    link_next(request, response, page.next_cursor)
    return page


@router.get("/disagreements", openapi_extra=refuses("no_plan_yet"))
async def list_my_disagreements(  # noqa: PLR0913  a list has its page
    kind: PlanKind,
    request: Request,
    response: Response,
    me: Reader,
    db: ReadDoor,
    *,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> MyWordsPage:
    """Read where I said that I do not agree, the newest first."""
    page = await _page(kind, Said.disagreement, cursor, limit, me, db)
    link_next(request, response, page.next_cursor)
    return page


async def _kept(kind: PlanKind, how: Said, words: Say, me: Caller, db: Writes, response: Response) -> MyWordsKept:
    plans, (council,) = await db.together(PLAN(young_person_id=me.id, kind=kind), COUNCIL())
    if not plans:
        await _nothing_yet(kind, me, db)
    view = said(plans[0], how, words, db.now)
    await db.add(view)
    response.headers["Location"] = f"/v1/me/plans/{kind}/{how}s"
    return MyWordsKept(
        words=MyWords.of(view),
        says=say(f"plans.said.{how}"),
        who_sees_this=say("plans.who_sees_words"),
        help_now=help_now(council),
    )


async def _page(kind: PlanKind, how: Said, cursor: str | None, limit: int, me: Caller, db: Reads) -> MyWordsPage:
    about = {"young_person_id": me.id, "kind": kind}
    plans, rows = await db.together(PLAN(**about), PAGE(**about, said=how, **newest_first(cursor, limit)))
    if not plans:
        await _nothing_yet(kind, me, db)
    page, last = cut(rows, limit)
    following = cursor_after(last.said_at.isoformat(), last.id) if last else None
    return MyWordsPage(items=list(page), next_cursor=following)


async def _nothing_yet(kind: PlanKind, me: Caller, db: Reads | Writes) -> NoReturn:
    people, teams = await db.together(PEOPLE(young_person_id=me.id), TEAM_LIST())
    raise no_plan_yet(kind, people, teams, db.now)
