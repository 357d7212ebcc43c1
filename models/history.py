"""History: every write, signed by a trigger, and every look at a young person's record by staff."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, Text, and_, bindparam, case, func, or_, select, text, tuple_, union_all
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlmodel import Field, SQLModel, col

from models.base import NOW, Shape, belongs, of_a_council
from models.ids import new_id
from models.workers import Worker


class History(SQLModel, table=True):
    """What was written: by whom, through which app, with which permission. Names columns, never words."""

    __tablename__ = "history"
    __table_args__ = (
        of_a_council(),
        Index("ix_history_young_person", "council_id", "young_person_id", "at"),
    )

    council_id: UUID = Field(primary_key=True)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    at: datetime
    actor_id: UUID | None = None
    actor_role: str = Field(sa_type=Text)
    actor_name: str | None = Field(default=None, sa_type=Text)
    app: str = Field(sa_type=Text)
    app_id: UUID | None = None
    permission: str = Field(sa_type=Text)
    relation: str = Field(sa_type=Text)
    row_id: UUID | None = None
    young_person_id: UUID | None = None
    move: str = Field(sa_type=Text)
    columns: Any = Field(sa_type=JSONB)


class Look(SQLModel, table=True):
    """That somebody looked at a young person's record: once per person, purpose and ten minutes."""

    __tablename__ = "looks"
    __table_args__ = (
        belongs("actor_id", "accounts"),
        belongs("young_person_id", "young_people"),
        Index("ix_looks_young_person", "council_id", "young_person_id", "at"),
    )

    council_id: UUID = Field(primary_key=True)
    young_person_id: UUID = Field(primary_key=True)
    actor_id: UUID = Field(primary_key=True)
    purpose: str = Field(primary_key=True, sa_type=Text)
    ten_minutes: datetime = Field(primary_key=True)
    at: datetime
    actor_role: str = Field(sa_type=Text)
    actor_name: str = Field(sa_type=Text)
    app: str = Field(sa_type=Text)


class AccessLogLine(Shape):
    """Who looked at, or wrote in, my record. `hour` is the London hour, never the minute."""

    who: str
    role: str
    day: str
    hour: int
    what_for: str
    app: str


class AccessLog(Shape):
    items: list[AccessLogLine]
    next_cursor: str | None


def looked(at: Select[Any, Any]) -> Insert:
    """Write down that a member of staff (`by`) looked at these young people; once in ten minutes is enough.

    `at` selects a council and a young person: who is not there for the caller was not looked at.
    """
    shown = at.subquery()
    line = select(
        shown.c.council_id,
        shown.c.young_person_id,
        col(Worker.id),
        bindparam("purpose", type_=Text),
        func.date_bin(text("interval '10 minutes'"), NOW, text("timestamptz '2000-01-01 00:00Z'")),
        NOW,
        col(Worker.job),
        col(Worker.first_name),
        bindparam("app", type_=Text),
    ).join(Worker, and_(col(Worker.council_id) == shown.c.council_id, col(Worker.id) == bindparam("by")))
    columns = [
        "council_id",
        "young_person_id",
        "actor_id",
        "purpose",
        "ten_minutes",
        "at",
        "actor_role",
        "actor_name",
        "app",
    ]
    return insert(Look).from_select(columns, line.distinct()).on_conflict_do_nothing()


class AccessFound(Shape):
    """A look or a write as it is kept."""

    at: datetime
    id: UUID
    who: str
    role: str
    what_for: str
    app: str


_HOUR = ("id", "who", "role", "what_for", "app")
_looks: list[Any] = [Look.at, Look.actor_id, Look.actor_name, Look.actor_role, Look.purpose, Look.app]
# What was done at the door in her name may not have been she: it is hers to see, and nobody has a name there.
_at_the_door = and_(
    col(History.actor_role) == "doorstep",
    col(History.relation).in_(["passkeys", "recoveries", "sessions"]),
    col(History.move) == "insert",
)
_what_for = case(
    (and_(_at_the_door, col(History.relation) == "recoveries"), "recoveries:start"), else_=History.permission
)
# The authorization server acts for her before it knows who she is.
_whose = func.coalesce(History.actor_id, History.young_person_id)
_writes: list[Any] = [
    History.at, _whose, func.coalesce(History.actor_name, ""), History.actor_role, _what_for, History.app,
]  # fmt: skip
_both = union_all(
    select(*(each.label(name) for each, name in zip(_looks, ("at", *_HOUR), strict=True))).where(
        col(Look.young_person_id) == bindparam("me")
    ),
    # Only staff have a name in the history: what else she does herself is no news to her, but through an app of others.
    select(*_writes).where(
        col(History.young_person_id) == bindparam("me"),
        or_(col(History.actor_name).is_not(None), col(History.app_id).is_not(None), _at_the_door),
    ),
).subquery()
_lines = (
    select(func.date_trunc("hour", _both.c.at).label("at"), *(_both.c[name] for name in _HOUR)).distinct().subquery()
)
_PLACE = ("at", "id", "what_for", "app")
ACCESS = (
    select(*_lines.c)
    .where(tuple_(*(_lines.c[name] for name in _PLACE)) < tuple_(*(bindparam(f"after_{name}") for name in _PLACE)))
    .order_by(*(_lines.c[name].desc() for name in _PLACE))
    .limit(bindparam("rows"))
)
