"""Steps: what was done while a request was open, each once and for good; and the breach, where a date was not kept."""

from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlmodel import Field, SQLModel

from models.base import belongs, one_of
from models.requests import Request
from models.rows import AnyRequest, Row
from rules.ladder import Planned, Step


def _of_a_request() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["council_id", "request_id", "young_person_id"],
        ["requests.council_id", "requests.id", "requests.young_person_id"],
    )


class StepTaken(SQLModel, table=True):
    """A step of a request: the key makes it happen once, whoever else is at work. `at` is the time it stood for."""

    __tablename__ = "steps"
    __table_args__ = (
        _of_a_request(),
        one_of("step", Step),
        Index("ix_steps_young_person", "council_id", "young_person_id"),
    )

    council_id: UUID = Field(primary_key=True)
    request_id: UUID = Field(primary_key=True)
    step: Step = Field(primary_key=True, sa_type=Text)
    turn: int = Field(primary_key=True)
    young_person_id: UUID
    at: datetime
    taken_at: datetime

    @classmethod
    def of(cls, request: Request, step: Planned, now: datetime) -> Self:
        return cls(**cls.row(request, step, now))

    @staticmethod
    def row(request: AnyRequest, step: Planned, now: datetime) -> Row:
        return {
            "council_id": request.council_id,
            "request_id": request.id,
            "young_person_id": request.young_person_id,
            "step": step.step,
            "turn": step.turn,
            "at": step.at,
            "taken_at": now,
        }


class Breach(SQLModel, table=True):
    """That a date was not kept. One row for a request, ever: whatever comes after, it stays."""

    __tablename__ = "breaches"
    __table_args__ = (
        _of_a_request(),
        belongs("team_id", "teams"),
        belongs("holder_id", "workers"),
        Index("ix_breaches_young_person", "council_id", "young_person_id"),
    )

    council_id: UUID = Field(primary_key=True)
    request_id: UUID = Field(primary_key=True)
    young_person_id: UUID
    team_id: UUID
    holder_id: UUID | None = None
    due_at: datetime
    recorded_at: datetime

    @classmethod
    def of(cls, request: Request, now: datetime) -> Self:
        return cls(**cls.row(request, now))

    @staticmethod
    def row(request: AnyRequest, now: datetime) -> Row:
        return {
            "council_id": request.council_id,
            "request_id": request.id,
            "young_person_id": request.young_person_id,
            "team_id": request.team_id,
            "holder_id": request.taker_id,
            "due_at": request.due_at,
            "recorded_at": now,
        }


class Call(SQLModel, table=True):
    """That people were called to what cannot wait, so many minutes after the asking: the key makes it happen once."""

    __tablename__ = "calls"
    __table_args__ = (_of_a_request(), Index("ix_calls_young_person", "council_id", "young_person_id"))

    council_id: UUID = Field(primary_key=True)
    request_id: UUID = Field(primary_key=True)
    minutes: int = Field(primary_key=True)
    young_person_id: UUID
    at: datetime
    made_at: datetime

    @classmethod
    def of(cls, request: Request, minutes: int, at: datetime, now: datetime) -> Self:
        return cls(**cls.row(request, minutes, at, now))

    @staticmethod
    def row(request: AnyRequest, minutes: int, at: datetime, now: datetime) -> Row:
        return {
            "council_id": request.council_id,
            "request_id": request.id,
            "young_person_id": request.young_person_id,
            "minutes": minutes,
            "at": at,
            "made_at": now,
        }
