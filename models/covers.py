"""Covers: who stands in while a worker is away."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import model_validator
from sqlalchemy import CheckConstraint, Index, UniqueConstraint, and_
from sqlmodel import col

from models.base import NOW, Ask, OfACouncil, Shape, belongs
from models.moments import Instant


class Cover(OfACouncil, table=True):
    """One row a worker; empty when they are simply there. Half open: back at `away_until`."""

    __tablename__ = "covers"
    __table_args__ = (
        belongs("worker_id", "workers"),
        belongs("covered_by_id", "workers"),
        CheckConstraint("away_until > away_from", name="ends_after_it_starts"),
        CheckConstraint("covered_by_id <> worker_id", name="by_somebody_else"),
        CheckConstraint("num_nulls(covered_by_id, away_from, away_until) in (0, 3)", name="all_or_nothing"),
        UniqueConstraint("council_id", "worker_id"),
        Index("ix_covers_covered_by", "council_id", "covered_by_id"),
    )

    worker_id: UUID
    covered_by_id: UUID | None = None
    away_from: datetime | None = None
    away_until: datetime | None = None


AWAY = and_(col(Cover.away_from) <= NOW, col(Cover.away_until) > NOW)


class CoverAsk(Ask):
    """When a worker is away, and who stands in. Half open: back at `away_until`. Null for both ends it."""

    away_from: Instant | None
    away_until: Instant | None
    covered_by: UUID | None

    @model_validator(mode="after")
    def all_or_nothing(self) -> Self:
        given = (self.away_from, self.away_until, self.covered_by)
        if any(value is None for value in given) and any(value is not None for value in given):
            raise ValueError("all three or none")
        if self.away_from and self.away_until and self.away_until <= self.away_from:
            raise ValueError("away_until after away_from")
        return self


class CoverForStaff(Shape):
    away_from: datetime | None
    away_until: datetime | None
    covered_by: UUID | None
    covered_by_name: str | None
