"""A plan as the young person reads it: every part by name, what others have to do, and her own words beside it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from models.base import Shape
from models.plan_views import MyWords
from models.words import say
from models.workers import Job
from rules.clocks import dated, local, named
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
            **dict(self),
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
            given_says=say("plans.given", when=dated(local(self.given_at).date())) if self.given_at else None,
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
