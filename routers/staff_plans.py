"""Staff read and write a plan of one of their young people: a new version each time, and nothing written over."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Response
from sqlalchemy import bindparam, func, select
from sqlmodel import col

from api.conditional import Tags
from api.database import Reads, Writes, only
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.accounts import Role
from models.base import Shape, columns_of
from models.history import looked
from models.plan_edits import COLLEAGUES, Colleague, PlanEdit
from models.plan_views import MyWords, words_up_to
from models.plans import Plan
from models.staff_plans import (
    SEEN_PLAN,
    SHARED_SECTIONS,
    STAFF_ACTIONS,
    STAFF_PLAN,
    STAFF_SECTIONS,
    TAG,
    ActionForStaff,
    PlanForStaff,
    PlanForStaffFound,
    SectionForStaffFound,
    TagFound,
)
from models.young_people import YoungPerson
from rules.errors import NotNow, NotValid
from rules.plans import PlanKind

router = APIRouter(prefix="/v1/young-people/{young_person_id}/plans", tags=["plans"])

Reader = Annotated[Caller, can(Permission.plans_consult)]
Editor = Annotated[Caller, can(Permission.plans_edit)]


class Named(Shape):
    council_id: UUID
    id: UUID


PERSON = Read(
    Named,
    select(*columns_of(YoungPerson, Named)).where(
        col(YoungPerson.id) == bindparam("young_person_id"),
        col(YoungPerson.id).in_(select(func.unnest(func.walls.my_plan_people()))),
    ),
)
PLAN = Read(PlanForStaffFound, STAFF_PLAN)
SECTIONS = Read(SectionForStaffFound, STAFF_SECTIONS)
SHARED = Read(SectionForStaffFound, SHARED_SECTIONS)
ACTIONS = Read(ActionForStaff, STAFF_ACTIONS)
WORDS = Read(MyWords, words_up_to(col(Plan.version)))
TAGS = Read(TagFound, TAG)
OWNERS = Read(Colleague, COLLEAGUES)
SAW = Write(looked(SEEN_PLAN))


@dataclass(frozen=True, slots=True)
class Condition:
    """What the writer has read: the tags of If-Match, or, with `If-None-Match: *`, that there was nothing."""

    tags: frozenset[str]
    first: bool

    def must_hold(self, found: TagFound | None) -> None:
        """Refuse to write over what the writer has not read: another version, or words that she added since."""
        if (self.first and self.tags) or not (self.first or self.tags):
            raise NotValid("Say which version you have read.", code="condition_needed")
        if (found is not None) if self.first else (found is None or found.tag not in self.tags):
            raise changed_meanwhile()


def changed_meanwhile() -> NotNow:
    return NotNow("Somebody changed this after you read it. Please read it again.", code="changed_meanwhile")


async def _condition(
    if_match: Annotated[Tags | None, Header(description="The ETag of your last read.")] = None,
    if_none_match: Annotated[Tags | None, Header(description="`*` for the first version of a plan.")] = None,
) -> Condition:
    tags = frozenset(tag.strip() for tag in (if_match or "").split(",") if tag.strip())
    return Condition(tags, (if_none_match or "").strip() == "*")


WRITTEN: dict[int | str, dict[str, Any]] = {
    201: {"description": "The first version.", "model": PlanForStaff},
}


@router.get("/{kind}")
async def read_plan(
    young_person_id: UUID, kind: PlanKind, me: Reader, db: ReadDoor, response: Response
) -> PlanForStaff:
    """Read a plan, with what the young person may not read and why. They can see that I looked.

    An advocate reads what the young person shared with them: those parts, their actions, and the young person's own
    words about them; nothing that is withheld. What is not shared is not found.
    """
    return await _shown(young_person_id, kind, me, db, response)


@router.put(
    "/{kind}",
    responses=WRITTEN,
    openapi_extra=refuses("changed_meanwhile", "condition_needed", "no_such_worker", "not_a_part_of_this_plan"),
)
async def write_plan(  # noqa: PLR0913, PLR0917  whose, which, what, and on which condition
    young_person_id: UUID,
    kind: PlanKind,
    edit: PlanEdit,
    me: Editor,
    db: WriteDoor,
    condition: Annotated[Condition, Depends(_condition)],
    response: Response,
) -> PlanForStaff:
    """Write a new version. Send If-Match with the ETag you read, or `If-None-Match: *` for the first version.

    A part may be withheld only with a reason, and that reason is what the young person reads in its place.
    """
    edit.must_fit(kind)
    people, tags = await db.together(
        PERSON(young_person_id=young_person_id), TAGS(young_person_id=young_person_id, kind=kind)
    )
    person, found = only(people), next(iter(tags), None)
    condition.must_hold(found)
    plan = await _begun(person, kind, db) if found is None else await _next(found, db)
    response.status_code = 201 if found is None else 200
    owners = {each.id: each for each in await db.all(OWNERS(ids=[me.id, *edit.owners]))}
    for row in edit.rows(plan, owners[me.id], owners, db.now):
        await db.add(row)
    return await _shown(young_person_id, kind, me, db, response)


async def _begun(person: Named, kind: PlanKind, db: Writes) -> Plan:
    plan = Plan.begin(person, kind)
    await db.add(plan)
    return plan


async def _next(found: TagFound, db: Writes) -> Plan:
    """Hold the plan and count its next version; whoever waited here for another writer has read too little."""
    plan = await db.lock(Plan, found.id)
    if plan.version != found.version:
        raise changed_meanwhile()
    plan.go_on()
    await db.save(plan)
    return plan


async def _shown(
    young_person_id: UUID, kind: PlanKind, me: Caller, db: Reads | Writes, response: Response
) -> PlanForStaff:
    """Show a plan with its strong tag; whoever is shown it has looked, also after writing it."""
    this: dict[str, object] = {"young_person_id": young_person_id, "kind": kind}
    shared = me.role == Role.advocate
    saw = (SAW, this | {"by": me.id, "purpose": me.permission, "app": me.app})
    plans, sections, actions, words = await db.together(
        PLAN(**this), (SHARED if shared else SECTIONS)(**this), ACTIONS(**this), WORDS(**this), before=[saw]
    )
    shown = only(plans).shown(sections, actions, words, shared=shared)
    response.headers["ETag"] = shown.tag
    return shown
