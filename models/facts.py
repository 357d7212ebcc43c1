"""What is written down of a young person that shows whether a promise is kept: rows here, facts for the rules.

A table that shows more brings a statement here and fills its field in `facts_of`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, exists, func, select, text
from sqlmodel import col

from models.base import NOW, Shape, columns_of
from models.involvements import Involved
from models.plans import Plan as Plans
from models.plans import PlanReceipt, PlanVersion
from models.requests import Request
from models.reviews import Review
from models.timeline import TimelineEntry
from rules.answers import Decision
from rules.changes import gone_in_a_year
from rules.clocks import local
from rules.kinds import Kind
from rules.plans import PlanKind
from rules.promises import Answer, Callback, Facts, Gone, Plan, Since
from rules.requests import Facts as Asked
from rules.requests import State, standing


class CallbackFound(Shape):
    """A call that was asked for, as far as its standing goes."""

    state: State
    due_at: datetime
    ended_at: datetime | None
    talked_at: datetime | None
    contested: bool

    def at(self, now: datetime) -> Callback:
        asked = Asked(self.state, self.due_at, self.ended_at, self.talked_at)
        return Callback(standing(asked, now), self.contested)


CALLBACKS = select(*columns_of(Request, CallbackFound)).where(
    col(Request.young_person_id) == bindparam("me"),
    col(Request.kind) == Kind.contact,
    col(Request.asked_at) > NOW - text("interval '1 year'"),
)


class PlanFound(Shape):
    """A plan: when it was made, whether she was given a copy of what it says now, and when it was reviewed."""

    kind: PlanKind
    made_at: datetime
    copy_given: bool
    held_on: list[date] | None

    def at(self) -> Plan:
        return Plan(self.kind, self.copy_given, Since(local(self.made_at).date(), self.held_on or []))


class AnswerFound(Shape):
    """An answer to something that she asked for or said."""

    decision: Decision
    reason: str | None

    def at(self) -> Answer:
        return Answer(said_no=self.decision != Decision.yes, reason_given=self.reason is not None)


_of_the_plan = (col(PlanVersion.council_id) == Plans.council_id, col(PlanVersion.plan_id) == Plans.id)
_receipt = (
    col(PlanReceipt.council_id) == Plans.council_id,
    col(PlanReceipt.plan_id) == Plans.id,
    col(PlanReceipt.version) == Plans.version,
)
_held = (
    col(Review.council_id) == Plans.council_id,
    col(Review.young_person_id) == Plans.young_person_id,
    col(Review.plan_kind) == Plans.kind,
    col(Review.held_on).is_not(None),
)
PLANS = select(
    col(Plans.kind),
    select(func.min(col(PlanVersion.written_at))).where(*_of_the_plan).scalar_subquery().label("made_at"),
    exists().where(*_receipt).label("copy_given"),
    select(func.array_agg(col(Review.held_on))).where(*_held).scalar_subquery().label("held_on"),
).where(col(Plans.young_person_id) == bindparam("me"))
ANSWERS = select(*columns_of(TimelineEntry, AnswerFound)).where(
    col(TimelineEntry.young_person_id) == bindparam("me"), col(TimelineEntry.decision).is_not(None)
)


def facts_of(
    callbacks: Sequence[CallbackFound],
    people: Sequence[Involved],
    plans: Sequence[PlanFound],
    answers: Sequence[AnswerFound],
    now: datetime,
) -> Facts:
    """Turn rows into facts. Moves, visits and actions are written down nowhere yet: of them we cannot say."""
    return Facts(
        callbacks=[each.at(now) for each in callbacks],
        reachable=frozenset(each.role for each in people if each.phone and each.tie.current(now)),
        plans=[each.at() for each in plans],
        answers=[each.at() for each in answers],
        gone=_gone(people, now),
    )


def _gone(people: Sequence[Involved], now: datetime) -> list[Gone]:
    over = gone_in_a_year((each.span for each in people), now)
    return [Gone(each.role, bool(each.end_why or each.end_words)) for each in people if each.span in over]
