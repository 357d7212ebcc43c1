"""Whom a young person asked to help with a complaint: the rights team, or her own advocate. Only she learns of it."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self
from uuid import UUID

from pydantic import StrictBool
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, bindparam, select, text
from sqlmodel import Field, col

from models.base import AboutAYoungPerson, Ask, Shape, belongs, columns_of, one_of
from models.involvements import CURRENT, Involvement, InvolvementRole
from models.words import say


class Helper(StrEnum):
    rights_team = "rights_team"
    advocate = "advocate"


class Complaint(Protocol):
    council_id: UUID
    id: UUID
    young_person_id: UUID


class ComplaintHelper(AboutAYoungPerson, table=True):
    """An advocate is named by the involvement: help ends with it. What was taken back stays as a row that has ended."""

    __tablename__ = "complaint_helpers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["council_id", "request_id", "young_person_id"],
            ["requests.council_id", "requests.id", "requests.young_person_id"],
        ),
        belongs("involvement_id", "involvements"),
        one_of("helper", Helper),
        CheckConstraint("(helper = 'advocate') = (involvement_id is not null)", name="an_advocate_is_somebody"),
        Index(
            "uq_complaint_helpers_current", "council_id", "request_id", "helper", "involvement_id", unique=True,
            postgresql_where=text("ended_at is null"), postgresql_nulls_not_distinct=True,
        ),
        Index("ix_complaint_helpers_young_person", "council_id", "young_person_id"),
    )  # fmt: skip

    request_id: UUID
    helper: Helper = Field(sa_type=Text)
    involvement_id: UUID | None = None
    asked_at: datetime
    ended_at: datetime | None = None

    @classmethod
    def ask(cls, complaint: Complaint, helper: Helper, involvement_id: UUID | None, now: datetime) -> Self:
        return cls(
            council_id=complaint.council_id,
            young_person_id=complaint.young_person_id,
            request_id=complaint.id,
            helper=helper,
            involvement_id=involvement_id,
            asked_at=now,
        )


class HelpersAsk(Ask):
    """Who may read my complaint to help me with it. Leave one out, or say `false`, and they cannot any more."""

    rights_team: StrictBool = False
    advocate: StrictBool = False

    @property
    def wanted(self) -> set[Helper]:
        return {helper for helper in Helper if getattr(self, helper)}


class HelperShown(Shape):
    """Somebody whom I asked to help: they can read it and answer nothing. `says` tells who."""

    helper: Helper
    says: str
    asked_at: datetime


class HelperFound(Shape):
    id: UUID
    helper: Helper
    involvement_id: UUID | None
    asked_at: datetime

    @property
    def shown(self) -> HelperShown:
        return HelperShown(helper=self.helper, says=say(f"helpers.{self.helper}"), asked_at=self.asked_at)


class AdvocateFound(Shape):
    """Who is her advocate at this moment, and the involvement by which they are."""

    id: UUID
    worker_id: UUID


current_advocate = (col(Involvement.role) == InvolvementRole.advocate.value, CURRENT)
MY_ADVOCATE = (
    select(*columns_of(Involvement, AdvocateFound))
    .where(*current_advocate)
    .order_by(col(Involvement.started_at).desc(), col(Involvement.id))
)
# Whoever is her advocate no longer reads nothing any more, and so is not listed.
_still_there = col(ComplaintHelper.involvement_id).in_(select(col(Involvement.id)).where(*current_advocate))
HELPERS = (
    select(*columns_of(ComplaintHelper, HelperFound))
    .where(
        col(ComplaintHelper.request_id) == bindparam("request_id"),
        col(ComplaintHelper.ended_at).is_(None),
        col(ComplaintHelper.involvement_id).is_(None) | _still_there,
    )
    .order_by(col(ComplaintHelper.helper))
)
