"""Councils: who serves, when their offices are open, and where to turn at night."""

from datetime import time
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints
from sqlalchemy import CheckConstraint, Text, UniqueConstraint, select
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


class CouncilFound(Shape):
    """What the service needs to know of the caller's council."""

    slug: str
    name: str
    opens: time
    closes: time
    out_of_hours_phone: str | None


MY_COUNCIL = select(*columns_of(Council, CouncilFound))


class HelpLine(Shape):
    """A number that somebody answers."""

    name: str
    phone: str
    when: str
    what_for: str


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
