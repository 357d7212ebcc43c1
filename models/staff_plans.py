"""A plan as staff read it: every part with its words, also those withheld from the young person."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlmodel import col

from models.base import Shape, columns_of
from models.plan_views import THIS_PLAN, MyWords, of_my_plan
from models.plans import Plan, PlanAction, PlanSection, PlanVersion, PlanView, WithheldPart
from models.words import say
from models.workers import Job
from rules.plans import PARTS, ActionState, PlanKind


class PartForStaff(Shape):
    """A part. With `withheld_because`, the young person reads that and not the body."""

    section: str
    title: str
    body: str | None
    withheld_because: str | None
    their_words: list[MyWords]


class ActionForStaff(Shape):
    id: UUID
    section: str | None
    what: str
    owner_id: UUID | None
    owner: str
    owner_job: Job | None
    due_on: date | None
    state: ActionState
    reason: str | None


def tag_of(version: int, words: int) -> str:
    """Return the strong tag: it changes with every version, and with every word that the young person adds."""
    return f'"{version}-{words}"'


class TagFound(Shape):
    id: UUID
    version: int
    words: int

    @property
    def tag(self) -> str:
        return tag_of(self.version, self.words)


class PlanForStaff(Shape):
    """A plan as it stands, with what the young person said about it."""

    young_person_id: UUID
    kind: PlanKind
    title: str
    version: int
    written_at: datetime
    written_by: str
    sections: list[PartForStaff]
    actions: list[ActionForStaff]
    their_words: list[MyWords]

    @property
    def tag(self) -> str:
        return tag_of(self.version, len(self.their_words) + sum(len(each.their_words) for each in self.sections))


class SectionForStaffFound(Shape):
    section: str
    body: str | None
    withheld_because: str | None


class PlanForStaffFound(Shape):
    young_person_id: UUID
    kind: PlanKind
    version: int
    written_at: datetime
    written_by: str

    def shown(
        self,
        sections: Sequence[SectionForStaffFound],
        actions: Sequence[ActionForStaff],
        words: Sequence[MyWords],
        *,
        shared: bool = False,
    ) -> PlanForStaff:
        """Show every part; of what is `shared` with an advocate, those parts alone."""
        written = {each.section: each for each in sections}
        parts = [part for part in PARTS[self.kind] if part in written or not shared]
        return PlanForStaff(
            title=say(f"plans.titles.{self.kind}"),
            sections=[_part(self.kind, part, written.get(part), words) for part in parts],
            actions=list(actions),
            their_words=[each for each in words if each.section is None],
            **self.model_dump(),
        )


def _part(kind: PlanKind, section: str, found: SectionForStaffFound | None, words: Sequence[MyWords]) -> PartForStaff:
    return PartForStaff(
        section=section,
        title=say(f"plans.parts.{kind}.{section}"),
        body=found.body if found else None,
        withheld_because=found.withheld_because if found else None,
        their_words=[each for each in words if each.section == section],
    )


_NEWEST = col(Plan.version)
STAFF_PLAN: Select[Any] = (
    select(
        *columns_of(Plan, PlanForStaffFound, but=("written_at", "written_by")),
        col(PlanVersion.written_at),
        col(PlanVersion.written_by),
    )
    .join(PlanVersion, and_(of_my_plan(PlanVersion), col(PlanVersion.version) == _NEWEST))
    .where(*THIS_PLAN)
)
_same_part = and_(
    *(
        getattr(WithheldPart, name) == getattr(PlanSection, name)
        for name in ("council_id", "plan_id", "version", "section", "young_person_id")
    )
)
_words: list[Any] = [
    PlanSection.section,
    func.coalesce(PlanSection.body, WithheldPart.body).label("body"),
    PlanSection.withheld_because,
]
STAFF_SECTIONS = (
    select(*_words)
    .join(Plan, of_my_plan(PlanSection))
    .join(WithheldPart, _same_part, isouter=True)
    .where(*THIS_PLAN, col(PlanSection.version) == _NEWEST)
)
# An advocate has no key to what is withheld, so what is shared is asked for without it.
SHARED_SECTIONS = (
    select(*columns_of(PlanSection, SectionForStaffFound))
    .join(Plan, of_my_plan(PlanSection))
    .where(*THIS_PLAN, col(PlanSection.version) == _NEWEST)
)
STAFF_ACTIONS = (
    select(col(PlanAction.action_id).label("id"), *columns_of(PlanAction, ActionForStaff, but=("id",)))
    .join(Plan, of_my_plan(PlanAction))
    .where(*THIS_PLAN, col(PlanAction.version) == _NEWEST)
    .order_by(col(PlanAction.position))
)
TAG = select(
    col(Plan.id),
    col(Plan.version),
    select(func.count()).where(of_my_plan(PlanView)).scalar_subquery().label("words"),
).where(*THIS_PLAN)
SEEN_PLAN = select(col(Plan.council_id), col(Plan.young_person_id)).where(*THIS_PLAN)
