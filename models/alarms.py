"""Alarms: that words of harm were read in what a young person wrote. What they were, and where, stands nowhere."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, bindparam, func, select
from sqlmodel import Field, col

from models.base import AboutAYoungPerson, Shape, belongs
from models.requests import Request

# No rules found it: she chose `urgent` for something that the duty team does not read.
CHOSEN = "urgent"


class Alarm(AboutAYoungPerson, table=True):
    """Whoever is to call her is asked by `request_id`, a cry for help; the alarm that made it has its id.

    `kept_from_id` is whom the words were about: they never see that request. `rules` is the version that found them.
    """

    __tablename__ = "alarms"
    __table_args__ = (
        belongs("young_person_id", "young_people"),
        belongs("request_id", "requests"),
        belongs("kept_from_id", "workers"),
        Index("ix_alarms_request", "council_id", "request_id"),
        Index("ix_alarms_kept_from", "council_id", "kept_from_id"),
        Index("ix_alarms_young_person", "council_id", "young_person_id"),
    )

    request_id: UUID
    kept_from_id: UUID | None = None
    rules: str = Field(sa_type=Text)
    at: datetime


class WhomItIsAbout(Shape):
    about_worker_id: UUID | None


ABOUT = select(col(Request.about_worker_id)).where(col(Request.id) == bindparam("request_id"))


def kept_from() -> Any:  # noqa: ANN401  an expression
    """Name whom a complaint is about, or the words of harm that made a cry for help."""
    ours = col(Alarm.council_id) == Request.council_id, col(Alarm.id) == Request.id
    hidden = select(col(Alarm.kept_from_id)).where(*ours).scalar_subquery()
    return func.coalesce(col(Request.about_worker_id), hidden).label("about_worker_id")


def made_by_words(of: Any) -> Any:  # noqa: ANN401  a table or an alias of it
    """Say of a request whether words made it, not a press or a choice of hers: only she is ever shown which."""
    mine = col(Alarm.council_id) == of.council_id, col(Alarm.id) == of.id, col(Alarm.rules) != CHOSEN
    return select(col(Alarm.id)).where(*mine).exists()
