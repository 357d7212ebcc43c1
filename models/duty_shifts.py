"""Duty shifts: who is there for what cannot wait, from when to when, and who is called first."""

from datetime import datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field as Said
from pydantic import StrictBool, model_validator
from sqlalchemy import CheckConstraint, DateTime, Index, Integer, Uuid, and_, bindparam, cast, column, func, select
from sqlmodel import Field, col

from models.base import Ask, OfACouncil, Shape, belongs, columns_of
from models.moments import Instant
from models.workers import Worker

LEVELS = 9
LONGEST = timedelta(days=7)

Level = Annotated[int, Said(ge=1, le=LEVELS)]


class DutyShift(OfACouncil, table=True):
    """Half open: over at `ends_at`. Whoever has level 1 is called first. What was taken off the rota stays as a row."""

    __tablename__ = "duty_shifts"
    __table_args__ = (
        belongs("worker_id", "workers"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("ends_at <= starts_at + interval '7 days'", name="a_week_at_most"),
        CheckConstraint(f"level between 1 and {LEVELS}", name="level"),
        Index("ix_duty_shifts_worker", "council_id", "worker_id"),
        Index("ix_duty_shifts_ends", "council_id", "ends_at"),
    )

    worker_id: UUID
    level: int
    starts_at: datetime
    ends_at: datetime
    taken_off_at: datetime | None = Field(default=None)


def must_be_a_shift(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse what nobody can work: it ends after it starts, within a week."""
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise ValueError("A shift ends after it starts, a week later at most.")


class DutyShiftChange(Ask):
    """From when to when, and who is called first. Who works it stays: for somebody else there is another shift."""

    level: Level
    starts_at: Instant
    ends_at: Instant

    @model_validator(mode="after")
    def can_be_worked(self) -> Self:
        must_be_a_shift(self.starts_at, self.ends_at)
        return self


class DutyShiftAsk(DutyShiftChange):
    """Who is on duty from when to when. Level 1 is called first, then level 2, and so on."""

    worker_id: UUID


class DutyShiftShown(Shape):
    """One shift, with the first name of whoever works it."""

    id: UUID
    worker_id: UUID
    level: int
    starts_at: datetime
    ends_at: datetime
    first_name: str


class Gap(Shape):
    """A time in which nobody is on duty who is there."""

    starts_at: datetime
    ends_at: datetime


class DutyShifts(Shape):
    """The shifts of the time that was asked for, the earliest first, and when nobody is on duty in it."""

    items: list[DutyShiftShown]
    gaps: list[Gap]


class DutyWording(Shape):
    """Whether a young person who asks for help now is told that somebody is there, in the minutes when that is so."""

    said: bool


class DutyWordingAsk(Ask):
    """Whether it may be said."""

    said: StrictBool


class Staffed(Shape):
    """That somebody is on duty and there: neither away nor gone."""

    worker_id: UUID
    level: int
    starts_at: datetime
    ends_at: datetime


class Watched(Shape):
    watched: bool


_since, _until = (cast(bindparam(name), DateTime(timezone=True)) for name in ("since", "until"))
_staffed = func.walls.staffed(_since, _until).table_valued(
    column("worker_id", Uuid()),
    column("level", Integer()),
    column("starts_at", DateTime(timezone=True)),
    column("ends_at", DateTime(timezone=True)),
)
STAFFED = select(_staffed.c.worker_id, _staffed.c.level, _staffed.c.starts_at, _staffed.c.ends_at)
WATCHED = select(func.walls.watched().label("watched"))
SHIFTS = (
    select(*columns_of(DutyShift, DutyShiftShown, but=("first_name",)), col(Worker.first_name))
    .join(Worker, and_(col(Worker.council_id) == DutyShift.council_id, col(Worker.id) == DutyShift.worker_id))
    .where(col(DutyShift.taken_off_at).is_(None), col(DutyShift.ends_at) > _since, col(DutyShift.starts_at) < _until)
    .order_by(col(DutyShift.starts_at), col(DutyShift.level), col(DutyShift.id))
)
