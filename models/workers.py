"""Workers: everyone on the council's side, and the advocates beside it. Only work numbers, never their own."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from models.base import OfACouncil, belongs, one_of


class Job(StrEnum):
    """What a worker does, where the role alone does not say it; the words stand in the catalogue."""

    social_worker = "social_worker"
    senior_practitioner = "senior_practitioner"
    personal_adviser = "personal_adviser"
    support_worker = "support_worker"
    team_manager = "team_manager"
    reviewing_officer = "reviewing_officer"
    childrens_rights_officer = "childrens_rights_officer"
    complaints_officer = "complaints_officer"
    participation_officer = "participation_officer"
    advocate = "advocate"
    duty_worker = "duty_worker"
    board_member = "board_member"
    council_admin = "council_admin"


class Worker(OfACouncil, table=True):
    __tablename__ = "workers"
    __table_args__ = (
        belongs("id", "accounts"),
        belongs("team_id", "teams"),
        one_of("job", Job),
        Index("ix_workers_team", "council_id", "team_id"),
    )

    team_id: UUID
    first_name: str = Field(sa_type=Text)
    job: Job = Field(sa_type=Text)
    phone: str | None = Field(default=None, sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)
    hours: str | None = Field(default=None, sa_type=Text)
