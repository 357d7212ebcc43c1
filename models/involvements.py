"""Involvements: that a worker holds a role for a young person, from a time to a time."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, and_, bindparam, or_, select, text
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from models.base import NOW, AboutAYoungPerson, Line, Shape, belongs, columns_of, one_of
from models.because import Because
from models.covers import AWAY, Cover
from models.moments import Instant
from models.workers import Job, Worker
from rules.changes import Span, Why
from rules.kinds import AdvocatePurpose
from rules.routing import Tie


class InvolvementRole(StrEnum):
    social_worker = "social_worker"
    personal_adviser = "personal_adviser"
    support_worker = "support_worker"
    key_worker = "key_worker"
    reviewing_officer = "reviewing_officer"
    named_teacher = "named_teacher"
    nurse = "nurse"
    advocate = "advocate"
    independent_visitor = "independent_visitor"


class Involvement(AboutAYoungPerson, table=True):
    """Current while `started_at` <= now < `ended_at`; at most one current one is the main one.

    `announced_at` is when one of a later day was said. `end_reason` is for staff; why it begins and why it ends, in a
    word or a sentence, the young person is told.
    """

    __tablename__ = "involvements"
    __table_args__ = (
        belongs("young_person_id", "young_people"),
        belongs("worker_id", "workers"),
        one_of("role", InvolvementRole),
        one_of("begin_why", Why),
        one_of("end_why", Why),
        CheckConstraint("ended_at >= started_at", name="ends_after_it_starts"),
        CheckConstraint("(ended_at is null) = (end_reason is null)", name="an_end_has_a_reason"),
        CheckConstraint("ended_at is not null or num_nonnulls(end_why, end_words) = 0", name="why_it_ends_has_an_end"),
        Index("uq_involvements_main", "council_id", "young_person_id", unique=True,
              postgresql_where=text("main and ended_at is null")),
        Index("uq_involvements_current", "council_id", "young_person_id", "worker_id", "role", unique=True,
              postgresql_where=text("ended_at is null")),
        Index("ix_involvements_young_person", "council_id", "young_person_id"),
        Index("ix_involvements_worker", "council_id", "worker_id"),
    )  # fmt: skip

    worker_id: UUID
    role: InvolvementRole = Field(sa_type=Text)
    main: bool = False
    started_at: datetime
    announced_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = Field(default=None, sa_type=Text)
    begin_why: Why | None = Field(default=None, sa_type=Text)
    begin_words: str | None = Field(default=None, sa_type=Text)
    end_why: Why | None = Field(default=None, sa_type=Text)
    end_words: str | None = Field(default=None, sa_type=Text)

    @classmethod
    def begin(cls, council_id: UUID, young_person_id: UUID, ask: "InvolvementAsk", at: datetime, now: datetime) -> Self:
        return cls(
            council_id=council_id,
            young_person_id=young_person_id,
            worker_id=ask.worker_id,
            role=ask.role,
            main=ask.main,
            started_at=at,
            announced_at=now if at > now else None,
            begin_why=ask.why,
            begin_words=ask.words,
        )

    def end(self, reason: str, at: datetime, because: Because) -> None:
        """End it at a time; one that has not begun by then never begins."""
        self.ended_at, self.end_reason = max(at, self.started_at), reason
        self.end_why, self.end_words = because.why, because.words


class Involved(Shape):
    """An involvement with whoever holds it and whoever stands in. A worker of the past has no details any more."""

    worker_id: UUID
    role: InvolvementRole
    main: bool
    started_at: datetime
    ended_at: datetime | None
    begin_why: Why | None
    begin_words: str | None
    end_why: Why | None
    end_words: str | None
    first_name: str | None
    job: Job | None
    phone: str | None
    email: str | None
    hours: str | None
    team_id: UUID | None
    away_until: datetime | None
    cover_name: str | None
    cover_phone: str | None
    cover_team_id: UUID | None

    @property
    def tie(self) -> Tie:
        return Tie(
            self.worker_id,
            self.team_id,
            self.main,
            self.confidential,
            self.started_at,
            self.ended_at,
            self.cover_team_id,
        )

    @property
    def span(self) -> Span:
        return Span(self.role, self.worker_id, self.started_at, self.ended_at)

    @property
    def confidential(self) -> bool:
        return self.purpose is not None

    @property
    def purpose(self) -> AdvocatePurpose | None:
        """Return what it is to ask for them, where that is nobody else's business."""
        rights = AdvocatePurpose.childrens_rights if self.job == Job.childrens_rights_officer else None
        return CONFIDENTIAL.get(self.role, rights)


CONFIDENTIAL = {
    InvolvementRole.advocate: AdvocatePurpose.advocate,
    InvolvementRole.independent_visitor: AdvocatePurpose.independent_visitor,
}
MAY_BE_MAIN = frozenset(
    {
        InvolvementRole.social_worker,
        InvolvementRole.personal_adviser,
        InvolvementRole.support_worker,
        InvolvementRole.key_worker,
    }
)
_CARE = frozenset(
    {Job.social_worker, Job.senior_practitioner, Job.personal_adviser, Job.support_worker, Job.team_manager}
)


def may_hold(role: InvolvementRole, job: Job) -> bool:
    """Say whether somebody with this job can hold this role for a young person."""
    if role == InvolvementRole.reviewing_officer:
        return job == Job.reviewing_officer
    return job == Job.advocate if role in CONFIDENTIAL else job in _CARE


class InvolvementAsk(Because):
    """Who is to be there, as what, and from when. `main` with a `reason`: the earlier main worker's ends for it.

    `reason` is for staff; `why` and `words` are for the young person, who is told at once, also of a later day.
    """

    worker_id: UUID
    role: InvolvementRole
    main: bool = False
    reason: Line | None = None
    starts_at: Instant | None = None


class InvolvementEnd(Because):
    """`reason` is for staff; `why` and `words` are for the young person. Now, unless a later time is said."""

    reason: Line
    ends_at: Instant | None = None


def purpose_of(worker_id: UUID | None, people: Sequence[Involved]) -> AdvocatePurpose | None:
    """Return what it is to ask for that worker."""
    return next((each.purpose for each in people if each.worker_id == worker_id and each.purpose), None)


def _same(table: Any, key: Any, of: Any = Involvement) -> Any:  # noqa: ANN401  tables and aliases alike
    """Join by key within the council."""
    return and_(table.council_id == of.council_id, table.id == key)


# Those of now and those that are announced.
NOT_OVER = or_(col(Involvement.ended_at).is_(None), col(Involvement.ended_at) > NOW)
CURRENT = and_(col(Involvement.started_at) <= NOW, NOT_OVER)
# Whoever is away, and who stands in: found first, since hardly anybody is, and nobody need be looked up for the others.
_stand_in = aliased(Worker)
_SHOWN = (("first_name", "name"), ("phone", "phone"), ("team_id", "team_id"))
_standing_in: list[Any] = [
    *(getattr(Cover, name) for name in ("council_id", "worker_id", "away_until")),
    *(getattr(_stand_in, name).label(f"cover_{said}") for name, said in _SHOWN),
]
_away = (
    select(*_standing_in)
    .join(_stand_in, _same(_stand_in, col(Cover.covered_by_id), Cover), isouter=True)
    .where(AWAY)
    .offset(0)  # keeps the planner from joining it the other way round
    .subquery("away")
)
_OTHERS = set(Involved.model_fields) - set(Involvement.model_fields)
_joined: list[Any] = [
    *columns_of(Involvement, Involved, but=_OTHERS),
    *(getattr(Worker, name) for name in ("first_name", "job", "phone", "email", "hours", "team_id")),
    *(_away.c[name] for name in ("away_until", "cover_name", "cover_phone", "cover_team_id")),
]
INVOLVED = (
    select(*_joined)
    .join(Worker, _same(Worker, col(Involvement.worker_id)), isouter=True)
    .join(
        _away,
        and_(_away.c.council_id == Involvement.council_id, _away.c.worker_id == Involvement.worker_id),
        isouter=True,
    )
    .where(col(Involvement.young_person_id) == bindparam("young_person_id"))
    .order_by(col(Involvement.main).desc(), col(Involvement.role), col(Worker.first_name), col(Involvement.id))
)
# Of them, who may answer a call: whoever is named, past or present, and who is the main worker now.
ANSWERING = INVOLVED.where(or_(col(Involvement.worker_id) == bindparam("named"), and_(col(Involvement.main), CURRENT)))
