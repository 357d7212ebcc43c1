"""Who is there, as the ladder needs to know it: staff with their team and whoever stands in; reviewing officers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, bindparam, func, select
from sqlmodel import col

from models.accounts import Account, AccountState
from models.alarms import kept_from
from models.base import NOW, Shape, columns_of
from models.covers import AWAY, Cover
from models.involvements import CURRENT, Involvement, InvolvementRole
from models.ladders import ClockKept, RungFound
from models.open_requests import OpenRequest
from models.requests import Request
from models.steps import Breach, Call, StepTaken
from models.timeline import TimelineEntry
from models.workers import Job, Worker
from rules.calling import cannot_wait
from rules.ladder import Planned, Step
from rules.requests import Urgent, What
from rules.telling import Concern, Member
from rules.working_days import Calendar

ENDS = (What.talked, What.answered, What.confirmed, What.withdrawn)


class MemberFound(Shape):
    """A member of staff whose account is active, and who stands in for them now."""

    id: UUID
    team_id: UUID
    job: Job
    first_name: str
    role: str
    covered_by_id: UUID | None

    @property
    def member(self) -> Member:
        return Member(**self.model_dump())


_away = and_(
    col(Cover.council_id) == Worker.council_id,
    col(Cover.worker_id) == Worker.id,
    AWAY,
)
STAFF = (
    select(*columns_of(Worker, MemberFound, but=("role", "covered_by_id")), col(Account.role), col(Cover.covered_by_id))
    .join(Account, and_(col(Account.council_id) == Worker.council_id, col(Account.id) == Worker.id))
    .join(Cover, _away, isouter=True)
    .where(col(Account.state) == AccountState.active)
    .order_by(col(Worker.first_name), col(Worker.id))
)


class Reviewer(Shape):
    young_person_id: UUID
    worker_id: UUID


REVIEWERS = select(*columns_of(Involvement, Reviewer)).where(
    col(Involvement.role) == InvolvementRole.reviewing_officer,
    CURRENT,
    col(Involvement.young_person_id) == func.any(bindparam("young_people", type_=ARRAY(Uuid()))),
)


class StepOf(Shape):
    request_id: UUID
    step: Step
    turn: int


_these = bindparam("requests", type_=ARRAY(Uuid()))
STEPS_OF = select(*columns_of(StepTaken, StepOf)).where(col(StepTaken.request_id) == func.any(_these))


class CallOf(Shape):
    request_id: UUID
    minutes: int


CALLS_OF = select(*columns_of(Call, CallOf)).where(col(Call.request_id) == func.any(_these))


class BreachOf(Shape):
    request_id: UUID


BREACHES_OF = select(col(Breach.request_id)).where(col(Breach.request_id) == func.any(_these))


class Turn(Shape):
    """That a request ended, or that she said that it had not: what decides whether it was open when it was due."""

    request_id: UUID
    what: What
    at: datetime


_when = func.coalesce(TimelineEntry.happened_at, TimelineEntry.at).label("at")
TURNS_OF = (
    select(*columns_of(TimelineEntry, Turn, but=("at",)), _when)
    .where(col(TimelineEntry.request_id) == func.any(_these), col(TimelineEntry.what).in_([*ENDS, What.contested]))
    .order_by(_when)
)


def open_when_due(turns: Sequence[Turn], due_at: datetime) -> bool:
    """Say whether nothing had ended it by then, or she had said that it was no end."""
    before = [turn for turn in turns if turn.at <= due_at]
    return not before or before[-1].what is What.contested


class Climber(OpenRequest):
    """A request as the ladder sees it: when, whose and where, never a word of what was asked."""

    worker_id: UUID | None
    taker_id: UUID | None
    urgent: Urgent | None
    not_before: date | None
    next_look_at: datetime
    seen_at: datetime | None
    about_worker_id: UUID | None

    @property
    def cannot_wait(self) -> bool:
        return cannot_wait(self.kind, self.urgent)

    def concern(self, reviewers: Mapping[UUID, Sequence[UUID]]) -> Concern:
        return Concern(
            kind=self.kind,
            purpose=self.purpose,
            team_id=self.team_id,
            worker_id=self.worker_id,
            taker_id=self.taker_id,
            about_worker_id=self.about_worker_id,
            reviewing_officer_ids=reviewers.get(self.young_person_id, ()),
        )

    def planned(self, rungs: Sequence[RungFound], contests: Sequence[datetime], calendar: Calendar) -> list[Planned]:
        kept = ClockKept(**{name: getattr(self, name) for name in ClockKept.model_fields})
        return kept.planned(rungs, contests, calendar)


DUE_TO_LOOK = (
    select(*columns_of(Request, Climber, but=("about_worker_id",)), kept_from())
    .where(col(Request.next_look_at) <= NOW)
    .order_by(col(Request.next_look_at))
    .limit(bindparam("rows"))
    .with_for_update(skip_locked=True)
)
