"""The hand-over: every minute, what is open goes from whoever is away, has left or is not there any more to who is.

Who has it follows from who is there, so a sweep that was missed is made up for by the next, and none moves it twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import text

from api.calendars import calendar_for
from api.database import Writes
from api.statements import Read, Write
from auth.permissions import Hat
from jobs.desk import Desk
from jobs.leaving import announce, let_go
from jobs.rows import add_all, document
from models.councils import OFFICE_HOURS, OfficeHours
from models.handing_on import ADRIFT, EVERYBODY, TEAMS_HERE, Adrift, Called, TeamOf
from models.notices import Notice
from models.requests import Request
from models.staffing import STAFF, MemberFound
from models.teams import Purpose
from models.timeline import TimelineEntry
from rules.handing_on import House, Placed, hand_on
from rules.ladder import Told
from rules.office_hours import opens_next
from rules.requests import State, What
from rules.telling import CARERS, Member, people

PEOPLE = Read(MemberFound, STAFF)
NAMES = Read(Called, EVERYBODY)
TEAMS = Read(TeamOf, TEAMS_HERE)
HOURS = Read(OfficeHours, OFFICE_HOURS)
OPEN_ONES = Read(Adrift, ADRIFT)
MOVE = Write(
    text(
        "update requests r set state = v.state, team_id = v.team_id, worker_id = v.worker_id, taker_id = v.taker_id,"
        " changed_by_id = v.by, changed_at = v.at, next_look_at = v.at from jsonb_to_recordset(:rows)"
        " as v (id uuid, state text, team_id uuid, worker_id uuid, taker_id uuid, by uuid, at timestamptz)"
        " where r.id = v.id"
    )
)


@dataclass(frozen=True, slots=True)
class Here:
    """What is the same for every request of this look. `show_from` is when the office is open."""

    now: datetime
    show_from: datetime
    house: House
    names: Mapping[UUID, str]


@dataclass(slots=True)
class Moved:
    """What a look leaves behind, table by table."""

    rows: list[Mapping[str, Any]] = field(default_factory=list)
    story: list[TimelineEntry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


async def hand_over(desk: Desk) -> int:
    """Look after every council, and say how many requests went to somebody else."""
    return await desk.in_every_council(hand_over_council)


async def hand_over_council(desk: Desk, council_id: UUID) -> int:
    """Let go whoever leaves, say who will, then let every open request be with somebody who is there."""
    async with desk.at(council_id, Hat.handover, "hand-over") as db:
        teams = await db.all(TEAMS())
        await let_go(teams, db)
        await announce(db)
        here = await _here(teams, db)
        into = Moved()
        for each in await _adrift(here.house.staff, db):
            placed = hand_on(each.held, here.house)
            if placed:
                _move(each, placed, here, into)
        await _keep(into, db)
    return len(into.rows)


async def _here(teams: Sequence[TeamOf], db: Writes) -> Here:
    staff, names, (office,) = await db.together(PEOPLE(), NAMES(), HOURS())
    last = {each.purpose: each.id for each in reversed(teams)}
    return Here(
        now=db.now,
        show_from=opens_next(db.now, calendar_for(office).without_end()),
        house=House([each.member for each in staff], last[Purpose.duty], last[Purpose.rights]),
        names={each.id: each.first_name for each in names} | {each.id: each.name for each in teams},
    )


async def _adrift(staff: Sequence[Member], db: Writes) -> list[Adrift]:
    here = [each for each in staff if each.covered_by_id is None]
    carers = {each.team_id for each in here if each.role in CARERS}
    return await db.all(OPEN_ONES(here=[each.id for each in here], teams=list(carers)))


def _move(found: Adrift, placed: Placed, here: Here, into: Moved) -> None:
    request = found.request
    request.team_id, request.worker_id, request.taker_id = placed.team_id, placed.worker_id, placed.taker_id
    request.state = State.taken if placed.taker_id else State.waiting
    row = {name: getattr(request, name) for name in ("id", "state", "team_id", "worker_id", "taker_id")}
    into.rows.append(row | {"by": placed.taker_id or request.young_person_id, "at": here.now})
    named: dict[str, Any] = {"who": _who(placed, here), "instead_of": here.names.get(placed.instead_of or UUID(int=0))}
    into.story.append(TimelineEntry.of(request, placed.what, here.now, id=_key(request, here), **named))
    shown = named | {"show_from": here.now if request.cannot_wait else here.show_from}
    hers = _key(request, here, request.young_person_id)
    into.notices.append(Notice.to_young_person(request, placed.what, here.now, id=hers, **shown))
    told = people(Told.holder, placed.of(found.held.of), here.house.staff)
    for each in told:
        key = _key(request, here, each.id)
        into.notices.append(Notice.of(request, placed.what, here.now, to=each.id, id=key, **shown))


def _key(request: Request, here: Here, whom: UUID | None = None) -> UUID:
    """Derive the id of what is written: it tells nothing of whatever else was moved in the same look."""
    return uuid5(request.id, f"handed on:{here.now.isoformat()}:{whom}")


def _who(placed: Placed, here: Here) -> str:
    """Name whoever has it: its holder, whom it is for while they are there, else the team."""
    named = placed.worker_id if placed.what is What.back or here.house.here(placed.worker_id) else None
    return here.names[placed.taker_id or named or placed.team_id]


async def _keep(moved: Moved, db: Writes) -> None:
    if moved.rows:
        await db.send(MOVE, rows=document(moved.rows))
        await add_all(moved.story, db)
        await add_all(moved.notices, db)
