"""Councils: who serves, when their offices are open, and where to turn at night."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import StringConstraints, WithJsonSchema
from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel, col

from models.base import OfACouncil, Shape, belongs, columns_of, of_a_council, one_of

# Spelled in another way it is no council's, which is no mistake: the answer is 404.
_SPELLED = {"type": "string", "maxLength": 100, "pattern": "^[a-z][a-z0-9-]*$"}
Slug = Annotated[str, StringConstraints(max_length=100), WithJsonSchema(_SPELLED)]


class CouncilState(StrEnum):
    draft = "draft"
    open = "open"
    closed = "closed"


class Council(SQLModel, table=True):
    """`says_watched`: whoever asks for help now is told that somebody is there, in minutes when somebody is."""

    __tablename__ = "councils"
    __table_args__ = (
        one_of("state", CouncilState),
        UniqueConstraint("slug"),
        CheckConstraint("opens < closes", name="opens_before_it_closes"),
    )

    council_id: UUID = Field(primary_key=True)
    slug: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    state: CouncilState = Field(sa_type=Text)
    demo: bool = False
    opens: time
    closes: time
    out_of_hours_phone: str | None = Field(default=None, sa_type=Text)
    help_lines: Any = Field(default=None, sa_type=JSONB, nullable=True)
    says_watched: bool | None = None


class Closed(StrEnum):
    """Why an office is closed on what else would be a working day."""

    bank_holiday = "bank_holiday"
    closure = "closure"


class ClosedDay(OfACouncil, table=True):
    """A day that does not count: a new bank holiday, or a closure of this council's own. What is said stays said.

    `moved_at` is when every open clock that it touches had its new date. Until then it may be taken back.
    `said_by_id` is null where whoever runs the service said it.
    """

    __tablename__ = "closed_days"
    __table_args__ = (
        of_a_council(),
        belongs("said_by_id", "accounts"),
        one_of("kind", Closed),
        CheckConstraint("extract(isodow from day) < 6", name="no_weekend"),
        CheckConstraint("moved_at is null or taken_back_at is null", name="what_moved_a_date_stays"),
        Index("uq_closed_days_day", "council_id", "day", unique=True, postgresql_where=text("taken_back_at is null")),
        Index("ix_closed_days_kind", "council_id", "kind", "day"),
    )

    kind: Closed = Field(sa_type=Text)
    day: date
    why: str = Field(sa_type=Text)
    said_by_id: UUID | None = None
    said_at: datetime
    moved_at: datetime | None = None
    taken_back_at: datetime | None = None


class ClosedFound(Shape):
    kind: Closed
    day: date
    why: str


class HelpLine(Shape):
    """Where somebody answers: by phone, by text, or at a web address. One of the three is always there."""

    name: str
    phone: str | None
    text: str | None
    web: str | None
    when: str
    what_for: str


class CouncilFound(Shape):
    """What the service needs to know of the caller's council. `help_lines` are its own, in its order."""

    slug: str
    name: str
    opens: time
    closes: time
    out_of_hours_phone: str | None
    help_lines: tuple[HelpLine, ...] | None
    closed_days: tuple[ClosedFound, ...]


_days = func.jsonb_build_object("kind", ClosedDay.kind, "day", ClosedDay.day, "why", ClosedDay.why)
CLOSED_DAYS = (
    select(func.coalesce(func.jsonb_agg(_days), func.jsonb_build_array()))
    .where(col(ClosedDay.council_id) == Council.council_id, col(ClosedDay.taken_back_at).is_(None))
    .correlate(Council)
    .scalar_subquery()
    .label("closed_days")
)
COUNCIL_COLUMNS = [*columns_of(Council, CouncilFound, but=("closed_days",)), CLOSED_DAYS]
MY_COUNCIL = select(*COUNCIL_COLUMNS)


class OfficeHours(Shape):
    """When the office is open, and on which days it is not: all that the jobs need to know of a council."""

    opens: time
    closes: time
    closed_days: tuple[ClosedFound, ...]


OFFICE_HOURS = select(*columns_of(Council, OfficeHours, but=("closed_days",)), CLOSED_DAYS)


class CouncilForAll(Shape):
    """What anyone may know of a council."""

    slug: str
    name: str
    office_opens: str
    office_closes: str


class Councils(Shape):
    items: list[CouncilForAll]
    next_cursor: str | None


class TeamForAll(Shape):
    name: str
    purpose: str
    phone: str | None
    email: str | None
    hours: str | None


class CouncilHelp(Shape):
    """Everyone to turn to in one council. An app may keep this page for when there is no signal."""

    council: str
    help_now: list[HelpLine]
    teams: list[TeamForAll]
    advice: str
