"""A young person says what her advocate may read of a plan, and takes it back. Nobody else is told."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter

from api.database import Reads, Writes
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.helpers import MY_ADVOCATE, AdvocateFound
from models.involvements import INVOLVED, Involved
from models.plan_shares import MY_SHARES, PlanShare, PlanShares, ShareFound, SharesAsk, shares
from models.plan_views import MY_PLAN_KNOWN, PlanKnown
from models.plans_missing import no_plan_yet
from models.teams import TEAMS, TeamFound
from rules.plans import PlanKind
from rules.recipients import must_be_there

router = APIRouter(prefix="/v1/me/plans/{kind}/shares", tags=["plans"])

Reader = Annotated[Caller, can(Permission.plans_read)]
Sharer = Annotated[Caller, can(Permission.plans_share)]

PLAN = Read(PlanKnown, MY_PLAN_KNOWN)
SHARED = Read(ShareFound, MY_SHARES)
ADVOCATE = Read(AdvocateFound, MY_ADVOCATE)
PEOPLE = Read(Involved, INVOLVED)
TEAM_LIST = Read(TeamFound, TEAMS)


@router.get("", openapi_extra=refuses("fresh_sign_in_needed", "no_plan_yet"))
async def read_what_i_share(kind: PlanKind, me: Reader, db: ReadDoor) -> PlanShares:
    """See what my advocate can read of this plan. Needs a fresh sign-in, since nobody else knows."""
    me.must_be_sure()
    _, shared = await _found(kind, me, db)
    return shares(kind, shared)


@router.put(
    "", openapi_extra=refuses("fresh_sign_in_needed", "no_advocate_yet", "no_plan_yet", "not_a_part_of_this_plan")
)
async def share_my_plan(kind: PlanKind, ask: SharesAsk, me: Sharer, db: WriteDoor) -> PlanShares:
    """Share all of this plan with my advocate, or single parts; send nothing to stop sharing. Needs a fresh sign-in.

    With a part go its actions and my own words about it. What is withheld from me is never shared. My worker, their
    manager and my reviewing officer are not told. It ends by itself when my advocate is no longer there for me.
    """
    me.must_be_sure()
    ask.must_fit(kind)
    plan, shared = await _found(kind, me, db)
    advocate = must_be_there(next(iter(await db.all(ADVOCATE())), None)) if ask.wanted else None
    wanted = {(advocate.id, section) for section in ask.wanted} if advocate else set()
    there = {(each.involvement_id, each.section): each.id for each in shared}
    for gone in there.keys() - wanted:
        share = await db.lock(PlanShare, there[gone])
        share.ended_at = db.now
        await db.save(share)
    for involvement_id, section in wanted - there.keys():
        await db.add(PlanShare.share(plan, section, involvement_id, db.now))
    return shares(kind, await db.all(SHARED(young_person_id=me.id, kind=kind)))


async def _found(kind: PlanKind, me: Caller, db: Reads | Writes) -> tuple[PlanKnown, Sequence[ShareFound]]:
    about = {"young_person_id": me.id, "kind": kind}
    plans, shared = await db.together(PLAN(**about), SHARED(**about))
    if not plans:
        people, teams = await db.together(PEOPLE(young_person_id=me.id), TEAM_LIST())
        raise no_plan_yet(kind, people, teams, db.now)
    return plans[0], shared
