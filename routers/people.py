"""Who my people are and how to reach them; and the ways that are always there."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter

from api.statements import Read
from auth.doors import ReadDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.changes import ChangesOfARole
from models.councils import MY_COUNCIL, CouncilFound
from models.departures import MY_PEOPLE_LEAVE, LeavesFound
from models.help_lines import national
from models.introductions import INTRODUCED, IntroducedFound
from models.involvements import INVOLVED, Involved
from models.my_people import Facts, MyPeople, person, to_come
from models.teams import TEAMS, Purpose, TeamFound
from models.words import say
from models.young_people import Route
from rules.changes import in_a_year

router = APIRouter(prefix="/v1/me/people", tags=["people"])

Reader = Annotated[Caller, can(Permission.people_read)]

PEOPLE = Read(Involved, INVOLVED)
KNOWN = Read(IntroducedFound, INTRODUCED)
LEAVING = Read(LeavesFound, MY_PEOPLE_LEAVE)
COUNCIL = Read(CouncilFound, MY_COUNCIL)
TEAM_LIST = Read(TeamFound, TEAMS)
ALWAYS = {
    "duty": Purpose.duty,
    "childrens_rights": Purpose.rights,
    "advocacy": Purpose.advocacy,
    "complaints": Purpose.feedback,
}


@router.get("")
async def list_my_people(me: Reader, db: ReadDoor) -> MyPeople:
    """See everyone who is there for me, since when, and until when if that is known; who comes, when and why.

    Then how often somebody has gone in the last year, and whom I can always reach.
    """
    asked = {"young_person_id": me.id}
    found, known, leaving, teams, (council,) = await db.together(
        PEOPLE(**asked), KNOWN(**asked), LEAVING(), TEAM_LIST(), COUNCIL()
    )
    # An advocate or a visitor is among them only after a fresh sign-in: the wall sees to it.
    here = [each for each in found if each.tie.current(db.now)]
    facts = Facts(db.now, found, known, {each.worker_id: each.leaves_at for each in leaving})
    return MyPeople(
        people=[person(each, facts) for each in here],
        coming=[to_come(each, facts) for each in found if facts.is_to_come(each)],
        changes=ChangesOfARole.told(in_a_year((each.span for each in found), db.now)),
        routes=[*_own_team(here, teams), *_teams(teams), *_lines(council)],
    )


def _own_team(people: Sequence[Involved], teams: Sequence[TeamFound]) -> Iterator[Route]:
    """Name the main worker's team: somebody there can help while the worker is away."""
    own = {each.team_id for each in people if each.main}
    for team in teams:
        if team.id in own:
            yield Route(route="team", name=team.name, says=say("routes.team"), phone=team.phone, email=None, hours=None)


def _teams(teams: Sequence[TeamFound]) -> Iterator[Route]:
    for route, purpose in ALWAYS.items():
        for team in teams:
            if team.purpose == purpose:
                yield Route(
                    route=route,
                    name=team.name,
                    says=say(f"routes.{route}"),
                    phone=team.phone,
                    email=team.email,
                    hours=team.hours,
                )


def _lines(council: CouncilFound) -> Iterator[Route]:
    numbers = ({"out_of_hours": council.out_of_hours_phone} if council.out_of_hours_phone else {}) | national()
    for line, phone in numbers.items():
        name = say(f"help_now.{line}.name", council=council.name)
        when = say(f"help_now.{line}.when")
        yield Route(route=line, name=name, says=say(f"routes.{line}"), phone=phone, email=None, hours=when)
