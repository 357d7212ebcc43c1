"""A young person reads her plans: what they say, what is new in them, and what she was given when."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.database import Reads
from api.statements import Read, Write
from auth.doors import ReadDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.involvements import INVOLVED, Involved
from models.my_plans import (
    MY_ACTIONS,
    MY_PLAN,
    MY_PLANS,
    MY_SECTIONS,
    ActionFound,
    MyPlan,
    MyPlans,
    PlanFound,
    PlanLineFound,
    SectionFound,
    given_a_copy,
)
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
from models.plan_views import MY_WORDS, MyWords
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
PLAN = Read(PlanFound, MY_PLAN)
SECTIONS = Read(SectionFound, MY_SECTIONS)
ACTIONS = Read(ActionFound, MY_ACTIONS)
WORDS = Read(MyWords, MY_WORDS)
GIVEN = Write(given_a_copy())
VERSIONS = Read(EditionFound, EDITIONS)
BOTH = Read(SectionOfVersion, TWO_VERSIONS)
BOTH_ACTIONS = Read(ActionOfVersion, ACTIONS_OF_TWO)
PEOPLE = Read(Involved, INVOLVED)
TEAM_LIST = Read(TeamFound, TEAMS)


@router.get("")
async def list_my_plans(me: Reader, db: ReadDoor) -> MyPlans:
    """See which plans there are for me, which of them I have not read, and when they are looked at again."""
    found = await db.all(PLANS(young_person_id=me.id))
    return MyPlans(items=[each.shown() for each in found], next_cursor=None)


@router.get("/{kind}")
async def read_my_plan(kind: PlanKind, me: Reader, db: ReadDoor) -> MyPlan:
    """Read my plan as it is now. That I was given a copy is written down the first time."""
    return await _shown(kind, None, me, db)


@router.get("/{kind}/versions/{version}")
async def read_my_plan_version(kind: PlanKind, version: Version, me: Reader, db: ReadDoor) -> MyPlan:
    """Read my plan as it was in that version, with what I had said by then."""
    return await _shown(kind, version, me, db)


@router.get("/{kind}/changes")
async def read_my_plan_changes(
    kind: PlanKind, me: Reader, db: ReadDoor, *, since: Compared = None, until: Compared = None
) -> PlanChanges:
    """See what is new in my plan compared with the version that I read before, or between two versions."""
    about = {"young_person_id": me.id, "kind": kind}
    versions = await db.all(VERSIONS(**about))
    if not versions:
        await _must_be_there(kind, me, db)
    before, after = to_compare([each.edition for each in versions], since, until)
    two = about | {"since": before, "until": after}
    parts, actions = await db.together(BOTH(**two), BOTH_ACTIONS(**two))
    now = next(each for each in versions if each.version == after)
    return changes(kind, (before, now), parts, actions, local(db.now).date())


async def _shown(kind: PlanKind, version: int | None, me: Caller, db: Reads) -> MyPlan:
    this: Mapping[str, object] = {"young_person_id": me.id, "kind": kind, "version": version}
    found, sections, actions, words = await db.together(
        PLAN(**this), SECTIONS(**this), ACTIONS(**this), WORDS(**this), before=[(GIVEN, this)]
    )
    if not found:
        await _must_be_there(kind, me, db)
        raise NotFound
    return found[0].shown(db.now, sections, actions, words)


async def _must_be_there(kind: PlanKind, me: Caller, db: Reads) -> None:
    """Say whom to ask where nobody has made such a plan yet."""
    plans, people, teams = await db.together(PLANS(young_person_id=me.id), PEOPLE(young_person_id=me.id), TEAM_LIST())
    if kind not in {each.kind for each in plans}:
        raise no_plan_yet(kind, people, teams, db.now)
