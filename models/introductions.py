"""Introductions: that a young person came to know somebody before they are there for them, how, and when."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, Uuid, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from models.base import AboutAYoungPerson, Ask, Shape, belongs, columns_of, one_of
from models.involvements import InvolvementRole
from models.moments import Day
from models.words import say
from models.workers import Worker
from rules.clocks import dated, local
from rules.errors import NotValid


class How(StrEnum):
    """How they came to know each other: in person, by phone, by video, or by a letter with a photo."""

    met = "met"
    call = "call"
    video = "video"
    letter = "letter"


class Introduction(AboutAYoungPerson, table=True):
    """Never changed and never taken back: it is written once it has happened."""

    __tablename__ = "introductions"
    __table_args__ = (
        belongs("young_person_id", "young_people"),
        belongs("worker_id", "workers"),
        belongs("recorded_by_id", "workers"),
        one_of("role", InvolvementRole),
        one_of("how", How),
        CheckConstraint(
            "introduced_on <= (recorded_at at time zone 'Europe/London')::date", name="written_once_it_happened"
        ),
        Index("ix_introductions_young_person", "council_id", "young_person_id", "worker_id"),
    )

    worker_id: UUID
    role: InvolvementRole = Field(sa_type=Text)
    how: How = Field(sa_type=Text)
    introduced_on: date
    recorded_by_id: UUID
    recorded_at: datetime

    @classmethod
    def of(cls, ask: "IntroductionAsk", young_person_id: UUID, by: UUID, now: datetime, *, council_id: UUID) -> Self:
        """Write down what has happened by now."""
        today = local(now).date()
        day = ask.introduced_on or today
        if day > today:
            raise NotValid("That day has not come yet.", code="in_the_future")
        same = ask.model_dump(exclude={"introduced_on"})
        return cls(
            council_id=council_id,
            young_person_id=young_person_id,
            introduced_on=day,
            recorded_by_id=by,
            recorded_at=now,
            **same,
        )


class IntroductionAsk(Ask):
    """Who was introduced to the young person, as what, and how; today, if no earlier day is said."""

    worker_id: UUID
    role: InvolvementRole
    how: How
    introduced_on: Day | None = None


class IntroductionForStaff(Shape):
    """That somebody was introduced, and who wrote that down."""

    id: UUID
    worker_id: UUID
    worker: str | None
    role: InvolvementRole
    how: How
    introduced_on: date
    recorded_by: str | None
    recorded_at: datetime


class Introductions(Shape):
    """The newest first."""

    items: list[IntroductionForStaff]
    next_cursor: str | None


class IntroducedFound(Shape):
    """When and how a young person came to know somebody, in one role."""

    worker_id: UUID
    role: InvolvementRole
    how: How
    introduced_on: date

    def says(self, who: str) -> str:
        return say(f"introductions.{self.how}", who=who, when=dated(self.introduced_on))


def introduced(found: Sequence[IntroducedFound], worker_id: UUID, role: InvolvementRole, who: str) -> dict[str, Any]:
    """Return when somebody was introduced in a role, and that in words; both are null where nobody wrote it down."""
    first = next((each for each in found if (each.worker_id, each.role) == (worker_id, role)), None)
    return {
        "introduced_on": first.introduced_on if first else None,
        "introduced": first.says(who) if first else None,
    }


_of = col(Introduction.young_person_id) == bindparam("young_person_id")
INTRODUCED = select(*columns_of(Introduction, IntroducedFound)).where(_of).order_by(col(Introduction.introduced_on))
_by: Any = aliased(Worker)


def _named(who: Any, key: Any) -> Any:  # noqa: ANN401  tables and aliases alike
    return and_(who.council_id == Introduction.council_id, who.id == key)


_recorded, _id = col(Introduction.recorded_at), col(Introduction.id)
_shown: dict[str, Any] = {name: getattr(Introduction, name, None) for name in IntroductionForStaff.model_fields}
_shown |= {"worker": col(Worker.first_name).label("worker"), "recorded_by": _by.first_name.label("recorded_by")}
_FOR_STAFF = (
    select(*_shown.values())
    .join(Worker, _named(Worker, col(Introduction.worker_id)), isouter=True)
    .join(_by, _named(_by, col(Introduction.recorded_by_id)), isouter=True)
    .where(_of)
)
ONE_INTRODUCTION = _FOR_STAFF.where(_id == bindparam("introduction_id"))
EVERY_INTRODUCTION = (
    _FOR_STAFF.where(
        or_(_recorded < bindparam("before"), and_(_recorded == bindparam("before"), _id < bindparam("before_id")))
    )
    .order_by(_recorded.desc(), _id.desc())
    .limit(bindparam("rows"))
)
# Whether the reviewing officer who asks may run this young person's reviews.
KNOWN_TO_HER = select((bindparam("young_person_id", type_=Uuid()) == func.any(func.walls.who_know_me())).label("known"))
