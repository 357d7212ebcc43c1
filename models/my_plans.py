"""A plan as the young person reads it: every part by name, what others have to do, and her own words beside it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select, true
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import col

from models.base import Shape, columns_of
from models.plan_views import THIS_PLAN, MyWords, of_my_plan, words_up_to
from models.plans import Plan, PlanAction, PlanReceipt, PlanSection, PlanVersion
from models.reviews import Review
from models.words import say
from models.workers import Job
from rules.clocks import local, named
from rules.plans import PARTS, ActionState, PlanKind, overdue


class MyPart(Shape):
    """A part of my plan. Where `withheld`, there is no body, but `withheld_because` says why."""

    section: str
    title: str
    body: str | None
    withheld: bool
    withheld_because: str | None
    says: str | None
    my_words: list[MyWords]


class MyAction(Shape):
    """What somebody does for me. `owner` is a first name, with `owner_role`, or a role alone."""

    id: UUID
    section: str | None
    what: str
    owner: str
    owner_role: str | None
    due_on: date | None
    due_in_words: str | None
    overdue: bool
    state: ActionState
    state_in_words: str
    reason: str | None


class MyPlanLine(Shape):
    kind: PlanKind
    title: str
    version: int
    written_at: datetime
    unread: bool
    next_review_on: date | None
    next_review_by: date | None


class MyPlans(Shape):
    items: list[MyPlanLine]
    next_cursor: str | None


class MyPlan(Shape):
    """`read_before` is the version that I read before this one. Days are London days."""

    kind: PlanKind
    title: str
    version: int
    newest_version: int
    written_at: datetime
    written_by: str
    written_by_role: str
    given_at: datetime | None
    given_says: str | None
    read_before: int | None
    next_review_on: date | None
    next_review_by: date | None
    sections: list[MyPart]
    actions: list[MyAction]
    my_words: list[MyWords]


class PlanLineFound(Shape):
    kind: PlanKind
    version: int
    written_at: datetime
    unread: bool
    next_review_on: date | None
    next_review_by: date | None

    def shown(self) -> MyPlanLine:
        return MyPlanLine(title=say(f"plans.titles.{self.kind}"), **self.model_dump())


class SectionFound(Shape):
    section: str
    body: str | None
    withheld_because: str | None

    def shown(self, kind: PlanKind, words: Sequence[MyWords]) -> MyPart:
        withheld = self.withheld_because is not None
        told = "withheld" if withheld else None if self.body else "empty"
        return MyPart(
            title=say(f"plans.parts.{kind}.{self.section}"),
            withheld=withheld,
            says=say(f"plans.{told}") if told else None,
            my_words=[each for each in words if each.section == self.section],
            **self.model_dump(),
        )


class ActionFound(Shape):
    id: UUID
    section: str | None
    what: str
    owner: str
    owner_job: Job | None
    due_on: date | None
    state: ActionState
    reason: str | None

    def shown(self, today: date) -> MyAction:
        return MyAction(
            owner_role=say(f"jobs.{self.owner_job}") if self.owner_job else None,
            due_in_words=named(self.due_on) if self.due_on else None,
            overdue=overdue(self.state, self.due_on, today),
            state_in_words=say(f"plans.states.{self.state}"),
            **self.model_dump(exclude={"owner_job"}),
        )


class PlanFound(Shape):
    """A version of a plan as it is kept, without its parts."""

    id: UUID
    kind: PlanKind
    newest_version: int
    version: int
    written_at: datetime
    written_by: str
    written_by_job: Job
    given_at: datetime | None
    read_before: int | None
    next_review_on: date | None
    next_review_by: date | None

    def shown(
        self, now: datetime, sections: Sequence[SectionFound], actions: Sequence[ActionFound], words: Sequence[MyWords]
    ) -> MyPlan:
        today = local(now).date()
        return MyPlan(
            title=say(f"plans.titles.{self.kind}"),
            written_by_role=say(f"jobs.{self.written_by_job}"),
            given_says=say("plans.given", when=named(local(self.given_at).date())) if self.given_at else None,
            sections=[each.shown(self.kind, words) for each in all_parts(self.kind, sections).values()],
            actions=[each.shown(today) for each in actions],
            my_words=[each for each in words if each.section is None],
            **self.model_dump(exclude={"id", "written_by_job"}),
        )


def all_parts(kind: PlanKind, found: Sequence[SectionFound]) -> Mapping[str, SectionFound]:
    """Return every part that this kind of plan has, in order, also those in which nothing is written yet."""
    written = {each.section: each for each in found}
    return {
        part: written.get(part, SectionFound(section=part, body=None, withheld_because=None)) for part in PARTS[kind]
    }


def receipts(wanted: Any) -> Any:  # noqa: ANN401  a version
    """Find in one walk when she was given this version, and which she had read before it."""
    version = col(PlanReceipt.version)
    return (
        select(
            func.max(PlanReceipt.given_at).filter(version == wanted).label("given_at"),
            func.max(version).filter(version < wanted).label("read_before"),
        )
        .where(of_my_plan(PlanReceipt))
        .lateral()
    )


_coming = and_(
    col(Review.council_id) == Plan.council_id,
    col(Review.young_person_id) == Plan.young_person_id,
    col(Review.plan_kind) == Plan.kind,
    col(Review.held_on).is_(None),
)
_reviewed: list[Any] = [col(Review.planned_on).label("next_review_on"), col(Review.due_on).label("next_review_by")]
_lately = receipts(col(Plan.version) + 1)

MY_PLANS: Select[Any] = (
    select(
        col(Plan.kind),
        col(Plan.version),
        col(PlanVersion.written_at),
        (func.coalesce(_lately.c.read_before, 0) < col(Plan.version)).label("unread"),
        *_reviewed,
    )
    .join(PlanVersion, and_(of_my_plan(PlanVersion), col(PlanVersion.version) == Plan.version))
    .join(_lately, true())
    .join(Review, _coming, isouter=True)
    .where(col(Plan.young_person_id) == bindparam("young_person_id"))
    .order_by(col(Plan.kind))
)


class MyPlanStatements:
    """The statements that read one version of a plan: the newest, or one that is asked for."""

    def __init__(self, wanted: Any) -> None:  # noqa: ANN401  a version
        given = receipts(wanted)
        this_version = and_(of_my_plan(PlanVersion), col(PlanVersion.version) == wanted)
        self.plan: Select[Any] = (
            select(
                col(Plan.id),
                col(Plan.kind),
                col(Plan.version).label("newest_version"),
                *(getattr(PlanVersion, name) for name in ("version", "written_at", "written_by", "written_by_job")),
                *given.c,
                *_reviewed,
            )
            .join(PlanVersion, this_version)
            .join(given, true())
            .join(Review, _coming, isouter=True)
            .where(*THIS_PLAN)
        )
        self.sections = (
            select(*columns_of(PlanSection, SectionFound))
            .join(Plan, of_my_plan(PlanSection))
            .where(*THIS_PLAN, col(PlanSection.version) == wanted)
        )
        self.actions = (
            select(col(PlanAction.action_id).label("id"), *columns_of(PlanAction, ActionFound, but=("id",)))
            .join(Plan, of_my_plan(PlanAction))
            .where(*THIS_PLAN, col(PlanAction.version) == wanted)
            .order_by(col(PlanAction.position))
        )
        self.words = words_up_to(wanted)
        self.given = _given_a_copy(this_version)


def _given_a_copy(this_version: ColumnElement[bool]) -> Insert:
    """Write down that she has this version now; once. What is not there for her cannot be given to her."""
    columns = ("council_id", "plan_id", "version", "young_person_id")
    given = (
        select(*(getattr(PlanVersion, name) for name in columns))
        .add_columns(func.walls.moment())
        .join(Plan, this_version)
        .where(
            *THIS_PLAN,
            ~exists().where(of_my_plan(PlanReceipt), col(PlanReceipt.version) == PlanVersion.version),
        )
    )
    return insert(PlanReceipt).from_select([*columns, "given_at"], given).on_conflict_do_nothing()


NEWEST = MyPlanStatements(col(Plan.version))
ASKED_FOR = MyPlanStatements(bindparam("version"))
