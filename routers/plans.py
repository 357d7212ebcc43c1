"""A young person reads her plans: what they say, what is new in them, and what she was given when."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query

from api.database import Reads
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import ReadDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.involvements import INVOLVED, Involved
from models.my_plan_statements import ASKED_FOR, MY_PLANS, NEWEST, MyPlanStatements
from models.my_plans import ActionFound, MyPlan, MyPlans, PlanFound, PlanLineFound, SectionFound
from models.plan_changes import (
    ACTIONS_OF_TWO,
    EDITIONS,
    TWO_VERSIONS,
    ActionOfVersion,
    EditionFound,
    PlanChanges,
    SectionOfVersion,
    changes,
)
from models.plan_views import MyWords
from models.plans_missing import no_plan_yet
from models.teams import TEAMS, TeamFound
from rules.clocks import local
from rules.errors import NotFound
from rules.plans import PlanKind, to_compare

router = APIRouter(prefix="/v1/me/plans", tags=["plans"])

Reader = Annotated[Caller, can(Permission.plans_read)]
Version = Annotated[int, Path(ge=1, le=100_000)]
Compared = Annotated[int | None, Query(ge=0, le=100_000)]

PLANS = Read(PlanLineFound, MY_PLANS)
VERSIONS = Read(EditionFound, EDITIONS)
BOTH = Read(SectionOfVersion, TWO_VERSIONS)
BOTH_ACTIONS = Read(ActionOfVersion, ACTIONS_OF_TWO)
PEOPLE = Read(Involved, INVOLVED)
TEAM_LIST = Read(TeamFound, TEAMS)


class Copy:
    """What reads one version and, in the same breath, writes down that she was given a copy of it."""

    def __init__(self, of: MyPlanStatements) -> None:
        self.plan = Read(PlanFound, of.plan)
        self.sections = Read(SectionFound, of.sections)
        self.actions = Read(ActionFound, of.actions)
        self.words = Read(MyWords, of.words)
        self.given = Write(of.given)


NEWEST_COPY, OLDER_COPY = Copy(NEWEST), Copy(ASKED_FOR)


@router.get("")
async def list_my_plans(me: Reader, db: ReadDoor) -> MyPlans:
    """See which plans there are for me, which of them I have not read, and when they are looked at again."""
    found = await db.all(PLANS(young_person_id=me.id))
    return MyPlans(items=[each.shown() for each in found], next_cursor=None)


@router.get("/{kind}", openapi_extra=refuses("no_plan_yet"))
async def read_my_plan(kind: PlanKind, me: Reader, db: ReadDoor) -> MyPlan:
    """Read my plan as it is now. That I was given a copy is written down the first time."""
    return await _shown(NEWEST_COPY, {"young_person_id": me.id, "kind": kind}, db)


@router.get("/{kind}/versions/{version}", openapi_extra=refuses("no_plan_yet"))
async def read_my_plan_version(kind: PlanKind, version: Version, me: Reader, db: ReadDoor) -> MyPlan:
    """Read my plan as it was in that version, with what I had said by then."""
    return await _shown(OLDER_COPY, {"young_person_id": me.id, "kind": kind, "version": version}, db)


@router.get("/{kind}/changes", openapi_extra=refuses("no_plan_yet"))
async def read_my_plan_changes(
    kind: PlanKind, me: Reader, db: ReadDoor, *, since: Compared = None, until: Compared = None
) -> PlanChanges:
    """See what is new in my plan compared with the version that I read before, or between two versions."""
    about = {"young_person_id": me.id, "kind": kind}
    versions = await db.all(VERSIONS(**about))
    if not versions:
        await _must_be_there(kind, me.id, db)
    before, after = to_compare([each.edition for each in versions], since, until)
    two = about | {"since": before, "until": after}
    parts, actions = await db.together(BOTH(**two), BOTH_ACTIONS(**two))
    now = next(each for each in versions if each.version == after)
    return changes(kind, (before, now), parts, actions, local(db.now).date())


async def _shown(copy: Copy, this: Mapping[str, Any], db: Reads) -> MyPlan:
    found, sections, actions, words = await db.together(
        copy.plan(**this), copy.sections(**this), copy.actions(**this), copy.words(**this), before=[(copy.given, this)]
    )
    if not found:
        await _must_be_there(this["kind"], this["young_person_id"], db)
        raise NotFound
    return found[0].shown(db.now, sections, actions, words)


async def _must_be_there(kind: PlanKind, me: UUID, db: Reads) -> None:
    """Say whom to ask where nobody has made such a plan yet."""
    plans, people, teams = await db.together(PLANS(young_person_id=me), PEOPLE(young_person_id=me), TEAM_LIST())
    if kind not in {each.kind for each in plans}:
        raise no_plan_yet(kind, people, teams, db.now)
