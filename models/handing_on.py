"""What the hand-over looks at: requests whose people may be gone, who leaves, and who is there for whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.alarms import kept_from
from models.base import NOW, OfACouncil, Shape, columns_of
from models.covers import Cover
from models.departures import Departure
from models.involvements import CURRENT, NOT_OVER, Involvement, InvolvementRole
from models.open_requests import STILL_OPEN, OpenRequest
from models.requests import Request
from models.teams import Purpose, Team
from models.workers import Worker
from rules.changes import Why
from rules.handing_on import Held
from rules.kinds import Kind
from rules.requests import Urgent
from rules.telling import Concern


class TeamOf(Shape):
    id: UUID
    purpose: Purpose
    name: str


TEAMS_HERE = select(*columns_of(Team, TeamOf)).order_by(col(Team.name), col(Team.id))


class Called(Shape):
    """Anybody who works here or did."""

    id: UUID
    first_name: str


EVERYBODY = select(*columns_of(Worker, Called))


class Leaver(Shape):
    """Somebody whose time to leave has come, or will."""

    id: UUID
    worker_id: UUID
    team_id: UUID
    first_name: str
    leaves_at: datetime


_of_the_worker = ("team_id", "first_name")
_LEAVING = (
    select(
        col(Departure.id),
        col(Departure.worker_id),
        *(getattr(Worker, name) for name in _of_the_worker),
        col(Departure.leaves_at),
    )
    .join(Worker, and_(col(Worker.council_id) == Departure.council_id, col(Worker.id) == Departure.worker_id))
    .where(col(Departure.done_at).is_(None))
    .order_by(col(Departure.leaves_at), col(Departure.id))
    .with_for_update(of=Departure.__table__, skip_locked=True)  # type: ignore[attr-defined]
)
LEAVERS = _LEAVING.where(col(Departure.leaves_at) <= NOW)
TO_LEAVE_LATER = _LEAVING.where(
    col(Departure.leaves_at) > NOW, col(Departure.announced_for).is_distinct_from(col(Departure.leaves_at))
)


class Tied(Shape):
    """That somebody is there for a young person, now or on a later day."""

    id: UUID
    council_id: UUID
    young_person_id: UUID
    worker_id: UUID
    role: InvolvementRole
    main: bool
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    end_why: Why | None
    end_words: str | None

    @property
    def key(self) -> OfACouncil:
        return OfACouncil(council_id=self.council_id, id=self.id)


_leaver: Any = bindparam("leaver_id")
TIES_OF_THEIRS = select(*columns_of(Involvement, Tied)).where(
    NOT_OVER,
    col(Involvement.young_person_id).in_(
        select(col(Involvement.young_person_id)).where(col(Involvement.worker_id) == _leaver, NOT_OVER)
    ),
)


class CoveredBy(Shape):
    id: UUID
    worker_id: UUID


COVERED_BY = select(*columns_of(Cover, CoveredBy)).where(
    col(Cover.covered_by_id) == _leaver, col(Cover.away_until) > NOW
)


class Adrift(OpenRequest):
    """An open request as the hand-over sees it, never a word of what was asked."""

    worker_id: UUID | None
    taker_id: UUID | None
    urgent: Urgent | None
    about_worker_id: UUID | None
    main_id: UUID | None
    tied: bool

    @property
    def held(self) -> Held:
        of = {name: getattr(self, name) for name in ("kind", "purpose", "team_id", "worker_id", "taker_id")}
        return Held(Concern(**of, about_worker_id=self.about_worker_id), self.main_id, self.tied)


def _ids(name: str) -> Any:  # noqa: ANN401  an expression
    return func.all(bindparam(name, type_=ARRAY(Uuid())))


_hers = and_(
    col(Involvement.council_id) == Request.council_id, col(Involvement.young_person_id) == Request.young_person_id
)
_main = select(col(Involvement.worker_id)).where(_hers, CURRENT, col(Involvement.main)).limit(1).scalar_subquery()
_tied = select(literal(1)).where(_hers, CURRENT, col(Involvement.worker_id) == Request.worker_id).exists()
_named: Any = aliased(Worker)
_elsewhere = (
    select(literal(1))
    .where(_named.council_id == Request.council_id, _named.id == Request.worker_id, _named.team_id != Request.team_id)
    .exists()
)
# A rough sieve: what may have to move. The rules look at each; a request that is well where it is passes by.
ADRIFT = (
    select(
        *columns_of(Request, Adrift, but=("about_worker_id", "main_id", "tied")),
        kept_from(),
        _main.label("main_id"),
        _tied.label("tied"),
    )
    .where(
        STILL_OPEN,
        or_(
            col(Request.kind) != Kind.contact,
            col(Request.team_id) != _ids("teams"),
            and_(
                col(Request.taker_id).is_not(None),
                or_(
                    col(Request.taker_id) != _ids("here"),
                    and_(col(Request.taker_id) == col(Request.worker_id), ~_tied),
                ),
            ),
            and_(
                col(Request.taker_id).is_(None),
                col(Request.worker_id).is_not(None),
                or_(col(Request.worker_id) != _ids("here"), ~_tied, _elsewhere),
            ),
        ),
    )
    .with_for_update(of=Request.__table__, skip_locked=True)  # type: ignore[attr-defined]
)
