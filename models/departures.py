"""Departures: that a worker leaves, and when. From then on they have no access; within a minute, nothing is theirs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint, select

from models.base import Ask, OfACouncil, Shape, belongs, columns_of
from models.moments import Instant


class Departure(OfACouncil, table=True):
    """One row a worker. `done_at` is when whatever was theirs had gone to somebody else.

    `announced_for` is the leaving of which their young people were told before.
    """

    __tablename__ = "departures"
    __table_args__ = (
        belongs("worker_id", "workers"),
        belongs("said_by_id", "accounts"),
        CheckConstraint("leaves_at >= said_at", name="not_in_the_past"),
        CheckConstraint("done_at >= leaves_at", name="not_before_it_is_time"),
        UniqueConstraint("council_id", "worker_id"),
    )

    worker_id: UUID
    leaves_at: datetime
    said_by_id: UUID
    said_at: datetime
    done_at: datetime | None = None
    announced_for: datetime | None = None


class DepartureAsk(Ask):
    """When somebody leaves: now, if left out."""

    leaves_at: Instant | None = None


class DepartureForStaff(Shape):
    """That somebody leaves, and when whatever was theirs had gone to somebody else."""

    worker_id: UUID
    leaves_at: datetime
    done_at: datetime | None


class LeavesFound(Shape):
    """That one of my people leaves."""

    worker_id: UUID
    leaves_at: datetime


MY_PEOPLE_LEAVE = select(*columns_of(Departure, LeavesFound))
