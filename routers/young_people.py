"""A worker's young people, and what they asked for by phone or in person."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import and_, bindparam, func, select, tuple_
from sqlmodel import col

from api import steps
from api.calendars import calendar_for
from api.database import only
from api.idempotency import KeptRoute
from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, place_of
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.accounts import Role
from models.base import Shape, columns_of
from models.contact_requests import ContactLog
from models.councils import MY_COUNCIL, CouncilFound
from models.history import looked
from models.involvements import INVOLVED, Involved
from models.ladders import MY_COUNCIL_WITH_LADDER, CouncilWithLadder
from models.requests import Request as Asked
from models.teams import TEAMS, TeamFound, duty_team, rights_team
from models.timeline import TIMELINE, TimelineEntry, TimelineFound
from models.triage import ONE_CARD, CardFound, RequestInFull
from models.workers import Worker
from models.young_people import (
    CardDetails,
    Caseload,
    PersonForStaff,
    YoungPerson,
    YoungPersonCard,
    YoungPersonForStaff,
)
from rules.changes import in_a_year
from rules.clocks import RULES, reckon
from rules.kinds import Kind
from rules.requests import OPEN, What, asking_time, not_too_far
from rules.routing import destination

router = APIRouter(prefix="/v1/young-people", tags=["young-people"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.young_people_read)]
Logger = Annotated[Caller, can(Permission.contact_requests_log)]


class Named(Shape):
    council_id: UUID
    id: UUID


class Writer(Shape):
    first_name: str


_open = and_(
    col(Asked.council_id) == YoungPerson.council_id,
    col(Asked.young_person_id) == YoungPerson.id,
    col(Asked.state).in_(sorted(OPEN)),
    # What was passed on to be read is not work to be done.
    col(Asked.kind) == Kind.contact,
)
_BY_NAME = (col(YoungPerson.preferred_name), col(YoungPerson.id))
_AFTER: Any = tuple_(*_BY_NAME) > tuple_(bindparam("name"), bindparam("id"))


class Cases:
    """The statements over one kind of caseload: my own, or my team's."""

    def __init__(self, whose: Any) -> None:  # noqa: ANN401  a function of the schema `walls`
        mine = col(YoungPerson.id).in_(select(func.unnest(whose)))
        named: list[Any] = [col(YoungPerson.council_id), col(YoungPerson.id).label("young_person_id")]
        self.list = Read(
            YoungPersonForStaff,
            select(
                *columns_of(YoungPerson, YoungPersonForStaff, but=("open_requests", "next_due_at")),
                select(func.count()).where(_open).scalar_subquery().label("open_requests"),
                select(func.min(col(Asked.due_at))).where(_open).scalar_subquery().label("next_due_at"),
            )
            .where(_AFTER, mine)
            .order_by(*_BY_NAME)
            .limit(bindparam("rows")),
        )
        self.saw = Write(looked(select(*named).where(_AFTER, mine).order_by(*_BY_NAME).limit(bindparam("shown"))))
        only_one = col(YoungPerson.id) == bindparam("young_person_id")
        self.saw_one = Write(looked(select(*named).where(mine, only_one)))
        self.card = Read(CardDetails, select(*columns_of(YoungPerson, CardDetails)).where(mine, only_one))
        self.one = Read(
            Named,
            select(*columns_of(YoungPerson, Named)).where(mine, only_one),
        )


MY_CASES = Cases(func.walls.my_young_people())
MY_TEAMS_CASES = Cases(func.walls.my_teams_young_people())
PEOPLE = Read(Involved, INVOLVED)
TEAM_LIST = Read(TeamFound, TEAMS)
COUNCIL = Read(CouncilFound, MY_COUNCIL)
LADDER = Read(CouncilWithLadder, MY_COUNCIL_WITH_LADDER)
WRITER = Read(Writer, select(col(Worker.first_name)).where(col(Worker.id) == bindparam("me")))
CARD = Read(CardFound, ONE_CARD)
STORY = Read(TimelineFound, TIMELINE)


@router.get("")
async def list_young_people(
    request: Request,
    response: Response,
    me: Reader,
    db: ReadDoor,
    *,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> Caseload:
    """List my young people; a manager's list is the team's. Each of them can see that I looked."""
    cases = _cases(me)
    name, after = place_of(cursor, str, UUID) if cursor else ("", UUID(int=0))
    asked = {"name": name, "id": after}
    saw = (cases.saw, asked | {"shown": limit, "by": me.id, "purpose": me.permission, "app": me.app})
    page, last = cut(await db.all(cases.list(**asked, rows=limit + 1), before=[saw]), limit)
    following = cursor_after(last.preferred_name, last.id) if last else None
    link_next(request, response, following)
    return Caseload(items=list(page), next_cursor=following)


@router.get("/{young_person_id}")
async def read_young_person(young_person_id: UUID, me: Reader, db: ReadDoor) -> YoungPersonCard:
    """See how to speak to a young person, how it is safe to reach them, and who is there for them.

    `changes` counts, for every role, how often somebody stopped being there in the last twelve months.
    """
    asked, cases = {"young_person_id": young_person_id}, _cases(me)
    saw = (cases.saw_one, asked | {"by": me.id, "purpose": me.permission, "app": me.app})
    cards, people, teams = await db.together(cases.card(**asked), PEOPLE(**asked), TEAM_LIST(), before=[saw])
    here = [each for each in people if each.tie.current(db.now) and not each.confidential]
    gone = in_a_year((each.span for each in people if not each.confidential), db.now)
    named = {team.id: team.name for team in teams}
    return only(cards).shown([_person(each, named) for each in here], gone)


@router.post(
    "/{young_person_id}/contact-requests",
    status_code=201,
    openapi_extra=refuses(
        "asked_too_long_ago", "calendar_ends", "in_the_future", "not_one_of_your_people", "too_far_ahead"
    ),
)
async def log_contact_request(
    young_person_id: UUID, log: ContactLog, me: Logger, db: WriteDoor, response: Response
) -> RequestInFull:
    """Write down that one of my young people asked to be called: the clock starts when they asked, not now."""
    young_person = await db.one(_cases(me).one(young_person_id=young_person_id))
    not_too_far(log.not_before, db.now)
    asked_at = asking_time(log.asked_at, db.now)
    people, teams, (council,), (writer,) = await db.together(
        PEOPLE(young_person_id=young_person_id), TEAM_LIST(), COUNCIL(), WRITER(me=me.id)
    )
    duty, rights = duty_team(teams), rights_team(teams)
    # Whether she asks for an advocate or for children's rights is hers alone to say.
    ties = [each.tie for each in people if not each.confidential]
    to = destination(log.worker_id, ties, duty_team_id=duty.id, rights_team_id=rights.id, now=db.now)
    clock = reckon(RULES[to.kind], asked_at, calendar_for(council), log.not_before)
    request = Asked.ask(young_person, to, clock, by=me.id, now=db.now)
    request.says(**log.model_dump(exclude={"worker_id", "asked_at"}), logged_by_id=me.id)
    await db.add(request)
    await db.add(
        TimelineEntry.of(
            request,
            What.asked,
            db.now,
            who=writer.first_name,
            asked_through=log.asked_through,
            happened_at=asked_at,
        )
    )
    response.headers["Location"] = f"/v1/requests/{request.id}"
    asked = {"request_id": request.id}
    card, story, (climbs,) = await db.together(CARD(**asked), STORY(**asked), LADDER(**asked))
    return only(card).shown_in_full(db.now, story, [], steps.for_staff(climbs, story, db.now))


def _person(found: Involved, teams: Mapping[UUID, str]) -> PersonForStaff:
    return PersonForStaff(
        worker_id=found.worker_id,
        name=found.first_name or "",
        role=found.role,
        main=found.main,
        phone=found.phone,
        team=teams.get(found.team_id) if found.team_id else None,
        away_until=found.away_until,
        covered_by=found.cover_name,
    )


def _cases(me: Caller) -> Cases:
    return MY_TEAMS_CASES if me.role == Role.manager else MY_CASES
