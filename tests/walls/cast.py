"""The people around Maya, one for every way to stand to her, and requests of hers in every condition."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from api import council_files
from api.council_files import CouncilFile
from api.council_said import InvolvementSaid, StaffSaid, TeamSaid
from api.database import Sealed
from auth.permissions import Hat
from models.accounts import Role
from models.covers import Cover
from models.helpers import ComplaintHelper, Helper
from models.involvements import InvolvementRole
from models.promises import Promise
from models.requests import Request
from models.teams import Purpose
from models.workers import Job
from rules.clocks import Basis
from rules.kinds import AdvocatePurpose, Kind
from rules.plans import PlanKind
from rules.pledges import Audience, PromiseKind, Theme
from rules.requests import State, Urgent
from tests.conftest import WEDNESDAY
from tests.make.scenes import involve
from tests.make.world import World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_AGO = WEDNESDAY - 500 * DAY

_TEAM = TeamSaid(key="other-voice", name="Another Voice", purpose=Purpose.advocacy)
_STAFF = [
    StaffSaid(key=key, first_name=key.title(), role=role, job=job, team=team)
    for key, role, job, team in (
        ("una", Role.worker, Job.social_worker, "west"),  # was Maya's worker, is no more
        ("cy", Role.worker, Job.social_worker, "west"),  # stands in for Sam, who is away
        ("hal", Role.worker, Job.social_worker, "west"),  # holds one request of hers, from another team
        ("rio", Role.reviewing_officer, Job.reviewing_officer, "reviewing"),  # reviews others' plans, not hers
        ("abe", Role.advocate, Job.advocate, "voice"),  # of the team of Maya's advocate
        ("oli", Role.advocate, Job.advocate, "other-voice"),  # of another provider
        ("pat", Role.participation_officer, Job.participation_officer, "participation"),
    )
]

# Requests of Maya's by what they are like, as they differ from one that was asked an hour ago and waits.
_LATE = {"asked_at": WEDNESDAY - 9 * DAY, "due_at": WEDNESDAY - 7 * DAY, "late_day_at": WEDNESDAY - 6 * DAY}
_ENDED = {
    "asked_at": WEDNESDAY - 9 * DAY, "state": State.answered, "ended_at": WEDNESDAY - 8 * DAY,
    "talked_at": WEDNESDAY - 8 * DAY, "changed_at": WEDNESDAY - 8 * DAY,
}  # fmt: skip
REQUESTS: Mapping[str, Mapping[str, Any]] = {
    "open": {},
    "held": {"state": State.taken, "taker_id": "hal"},
    "late": _LATE,
    "urgent": {"urgent": Urgent.scared},
    "ended": _ENDED,
    "advocate": {"kind": Kind.advocate, "purpose": AdvocatePurpose.advocate, "team_id": "voice", "worker_id": "ade"},
    "advocate held by ruth": {
        "kind": Kind.advocate,
        "purpose": AdvocatePurpose.advocate,
        "team_id": "voice",
        "worker_id": "ade",
        "state": State.taken,
        "taker_id": "ruth",
    },
    "complaint": {"kind": Kind.complaint, "team_id": "listening", "worker_id": None},
    "helped": {"kind": Kind.complaint, "team_id": "listening", "worker_id": None},
    "comment": {"kind": Kind.comment, "team_id": "listening", "worker_id": None},
    "help": {"kind": Kind.help, "team_id": "duty", "worker_id": None},
    "council of young people": {
        "kind": Kind.advocate, "purpose": AdvocatePurpose.council_of_young_people, "team_id": "participation",
        "worker_id": None,
    },
    "about cleo": {"kind": Kind.complaint, "team_id": "rights", "worker_id": None, "about_worker_id": "cleo"},
    "passed on": {"kind": Kind.comment, "team_id": "listening", "worker_id": None, "passed_on_at": WEDNESDAY},
    "to reviewing": {"team_id": "reviewing", "worker_id": "dana"},
}  # fmt: skip


def file() -> CouncilFile:
    """Return Northshire with one person more for every way to stand to Maya."""
    (found,) = [each for each in council_files.demos() if each.council.slug == "northshire"]
    advocate = InvolvementSaid(young_person="maya", worker="ade", role=InvolvementRole.advocate, started_days_ago=30)
    return found.model_copy(
        update={
            "teams": [*found.teams, _TEAM],
            "staff": [*found.staff, *_STAFF],
            "involvements": [*found.involvements, advocate],
            # a review of her education plan is still to be planned
            "reviews": [each for each in found.reviews if each.kind != PlanKind.education],
        }
    )


async def gathered(app: FastAPI, owner_url: str, said: CouncilFile | None = None, *, away: bool = True) -> World:
    """Make a council with these people: Una's time with Maya is over, and while Sam is away Cy stands in."""
    world = await World.of(said or file(), app, owner_url)
    await involve(world, "maya", "una", InvolvementRole.social_worker, started=LONG_AGO, ended=WEDNESDAY - 30 * DAY)
    await world.save(promise(world))
    if away:
        await world.save(cover(world, "sam", "cy"))
    return world


def cover(world: World, worker: str, by: str, *, until: datetime = WEDNESDAY + 9 * DAY) -> Cover:
    return Cover(
        council_id=world.id,
        id=world.id_of(worker),
        worker_id=world.id_of(worker),
        covered_by_id=world.id_of(by),
        away_from=WEDNESDAY - DAY,
        away_until=until,
    )


def promise(world: World) -> Promise:
    """Return the line of a pledge that this council made to all its young people."""
    return Promise(
        council_id=world.id,
        id=world.council.id_of("promise", "calls"),
        pledge="tests",
        version=1,
        line="calls",
        position=1,
        theme=Theme.there_for_you,
        words=f"{world.council.council.name} listens to you.",
        source="A pledge",
        place="Its first line",
        kind=PromiseKind.rated,
        basis=Basis.promise,
        audience=Audience.both,
        effective_from=LONG_AGO.date(),
    )


def request(world: World, like: str = "open", *, of: str = "maya", **more: Any) -> Request:  # noqa: ANN401
    """Return a request of Maya's that nothing has happened to but what its name says; it is not saved."""
    said = {"team_id": "east", "worker_id": "sam"} | dict(REQUESTS[like]) | more
    asked_at = said.get("asked_at", WEDNESDAY - HOUR)
    plain = {
        "council_id": world.id,
        "young_person_id": world.id_of(of),
        "kind": Kind.contact,
        "asked_at": asked_at,
        "due_at": asked_at + 2 * DAY,
        "due_on": (asked_at + 2 * DAY).date(),
        "late_day_at": asked_at + 3 * DAY,
        "days": [],
        "changed_at": asked_at,
        "changed_by_id": world.id_of(of),
    }
    return Request(**plain | {name: _named(world, name, value) for name, value in said.items()})


def _named(world: World, column: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if column == "team_id":
        return world.team(value)
    return world.id_of(value) if column in ("worker_id", "taker_id", "about_worker_id") else value


def sealed(world: World, who: str, hat: Hat, assurance: int = 2) -> Sealed:
    """Seal the line of somebody under a hat, as the service would."""
    account = world.council.account(who)
    assert account
    said = (hat, "tests", "kept-tests", assurance, world.session_of(who, assurance))
    line: Sealed = world.app.state.seals.seal(world.id, account[0], account[1], *said)
    return line


def id_of(world: World, what: str) -> UUID:
    """Return the id of a person or a team, by the name that it has in the file."""
    account = world.council.account(what)
    return account[0] if account else world.team(what)


def helpers(world: World, asked: Request) -> list[ComplaintHelper]:
    """Return whom she asked to help with it: the rights team, and Ade."""
    whom = ((Helper.rights_team, None), (Helper.advocate, by_ade(world)))
    return [ComplaintHelper.ask(asked, helper, by, WEDNESDAY) for helper, by in whom]


def by_ade(world: World) -> UUID:
    """Return the involvement by which Ade is Maya's advocate."""
    return world.council.id_of("involvement", "maya:ade:advocate")
