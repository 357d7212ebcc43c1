"""Councils: who serves, when their offices are open, and where to turn at night."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import StringConstraints
from sqlalchemy import CheckConstraint, Text, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from models.base import Shape, columns_of, one_of

Slug = Annotated[str, StringConstraints(max_length=100)]


class CouncilState(StrEnum):
    draft = "draft"
    open = "open"
    closed = "closed"


class Council(SQLModel, table=True):
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


MY_COUNCIL = select(*columns_of(Council, CouncilFound))


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
