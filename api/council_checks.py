"""What a council lacks before it may open its doors: a list of small questions, each asked of its database."""

from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlmodel import col

from api.council_duty import gaps_ahead, has_a_rota
from api.database import Door
from api.rota import from_when, until_when
from api.statements import Read
from models.accounts import Account, AccountState, Role
from models.base import NOW, Shape, columns_of
from models.councils import Council, CouncilState
from models.involvements import Involvement
from models.promises import Promise
from models.teams import Purpose, Team
from models.workers import Worker
from models.young_people import YoungPerson
from rules.deliveries import MessageChannel

# Without these teams a council serves nobody; with whom each of them has to be there to see what comes in: a cry for
# help is seen by duty workers alone.
NEEDED = {
    Purpose.duty: {Role.duty_worker},
    Purpose.rights: {Role.rights_officer},
    Purpose.feedback: {Role.complaints_officer},
}
SHOWN = 10
UNTOLD = "Until then duty workers hear of a cry for help only while they look at Kept."


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a council lacks. A warning does not keep it from opening."""

    says: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{'warning' if self.warning else 'lacks'}: {self.says}"


class CouncilChecked(Shape):
    state: CouncilState
    opens: time
    closes: time
    out_of_hours_phone: str | None


class TeamChecked(Shape):
    id: UUID
    name: str
    purpose: Purpose
    phone: str | None


class Member(Shape):
    team_id: UUID
    role: Role


class OnCall(Shape):
    first_name: str
    email: str | None


class Promised(Shape):
    id: UUID


class Alone(Shape):
    id: UUID


_account = and_(col(Account.council_id) == Worker.council_id, col(Account.id) == Worker.id)
_active = col(Account.state) == AccountState.active
_has_a_main_worker = (
    select(col(Involvement.id))
    .join(Account, and_(col(Account.council_id) == Involvement.council_id, col(Account.id) == Involvement.worker_id))
    .where(
        col(Involvement.council_id) == YoungPerson.council_id,
        col(Involvement.young_person_id) == YoungPerson.id,
        col(Involvement.main),
        col(Involvement.started_at) <= NOW,
        col(Involvement.ended_at).is_(None),
        _active,
    )
    .exists()
)
COUNCIL = Read(CouncilChecked, select(*columns_of(Council, CouncilChecked)))
TEAMS = Read(TeamChecked, select(*columns_of(Team, TeamChecked)).order_by(col(Team.name)))
_member: list[Any] = [Worker.team_id, Account.role]
_members = select(*_member).join(Account, _account).where(_active)
MEMBERS = Read(Member, _members)
_of_duty = and_(col(Team.council_id) == Worker.council_id, col(Team.id) == Worker.team_id)
ON_CALL = Read(
    OnCall,
    select(*columns_of(Worker, OnCall))
    .join(Account, _account)
    .join(Team, _of_duty)
    .where(_active, col(Account.role) == Role.duty_worker, col(Team.purpose) == Purpose.duty)
    .order_by(col(Worker.first_name), col(Worker.id)),
)
PROMISES = Read(
    Promised,
    select(*columns_of(Promise, Promised))
    .where(
        col(Promise.effective_from) <= func.date(NOW),
        or_(col(Promise.effective_until).is_(None), col(Promise.effective_until) > func.date(NOW)),
    )
    .limit(1),
)
ALONE = Read(Alone, select(*columns_of(YoungPerson, Alone)).where(~_has_a_main_worker).order_by(col(YoungPerson.id)))


async def needed_teams(db: Door) -> list[Finding]:
    teams, members = await db.together(TEAMS(), MEMBERS())
    return [Finding(says) for purpose in NEEDED for says in _team(purpose, teams, members)]


def _team(purpose: Purpose, teams: list[TeamChecked], members: list[Member]) -> Iterator[str]:
    found = [team for team in teams if team.purpose == purpose]
    if not found:
        yield f"a team with the purpose `{purpose}`"
    for team in found:
        if not team.phone:
            yield f"a phone number of {team.name}"
        if not any(member.team_id == team.id and member.role in NEEDED[purpose] for member in members):
            roles = ", ".join(sorted(NEEDED[purpose]))
            yield f"an active member of staff in {team.name} who sees what comes in ({roles})"


async def office_hours(db: Door) -> list[Finding]:
    council = await db.one(COUNCIL())
    return [] if council.opens < council.closes else [Finding("office hours that open before they close")]


async def out_of_hours(db: Door) -> list[Finding]:
    council = await db.one(COUNCIL())
    return [] if council.out_of_hours_phone else [Finding("a phone number for nights and weekends")]


async def current_pledge(db: Door) -> list[Finding]:
    return [] if await db.all(PROMISES()) else [Finding("a current pledge: `kept council adopt`")]


async def main_workers(db: Door) -> list[Finding]:
    """Warn of young people whose calls go to the duty team. A person without a file is known by an id alone."""
    alone = [str(each.id) for each in await db.all(ALONE())]
    if not alone:
        return []
    more = ", ..." if len(alone) > SHOWN else ""
    says = f"{len(alone)} young people without a main worker who is there ({', '.join(alone[:SHOWN])}{more})"
    return [Finding(says, warning=True)]


async def rota(db: Door) -> list[Finding]:
    """Warn of gaps in a rota. Without one, the whole duty team is called at once, and that is no gap."""
    found = await gaps_ahead(db) if await has_a_rota(db) else []
    if not found:
        return []
    first = f"somebody on duty from {from_when(found[0])} to {until_when(found[0])}"
    says = f"{first} (gaps in the next two weeks: {len(found)})"
    return [Finding(says, warning=True)]


# Whoever adds something that a council cannot open without adds its question here.
CHECKS: tuple[Callable[[Door], Awaitable[list[Finding]]], ...] = (
    needed_teams,
    office_hours,
    out_of_hours,
    current_pledge,
    main_workers,
    rota,
)


async def check(db: Door) -> list[Finding]:
    return [finding for ask in CHECKS for finding in await ask(db)]


async def duty_reached(ways: Collection[MessageChannel], slug: str, db: Door) -> list[Finding]:
    """Warn of those on duty whom nobody tells outside Kept: staff are told by e-mail, at the address of their work."""
    there = await db.all(ON_CALL())
    silent = [each.first_name for each in there if not each.email]
    says = []
    if there and MessageChannel.email not in ways:
        says.append(f"an e-mail server: name `email` of {slug} in the file KEPT_CHANNELS_FILE (channels.md). {UNTOLD}")
    if silent:
        more = ", ..." if len(silent) > SHOWN else ""
        named = ", ".join(silent[:SHOWN])
        says.append(f"an e-mail address at work of {named}{more}: write `email` in `staff`, load the file. {UNTOLD}")
    return [Finding(each, warning=True) for each in says]
