"""What the next review of a young person's plan is counted from, as it stands in the record."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlmodel import col

from models.base import Shape, columns_of
from models.plans import Plan, PlanVersion
from models.reviews import Review
from models.young_people import YoungPerson
from rules.clocks import local
from rules.reviews import ReviewRule, SoFar


class SoFarFound(Shape):
    """What the next review is counted from, as it is kept."""

    council_id: UUID
    id: UUID
    in_care_since: date | None
    last_rule: ReviewRule | None
    last_held_on: date | None
    planned_since: datetime | None
    coming: int

    @property
    def so_far(self) -> SoFar:
        since = local(self.planned_since).date() if self.planned_since else None
        return SoFar(self.last_rule, self.last_held_on, self.in_care_since, since)


def _of_this_kind(table: Any, kind: Any) -> Any:  # noqa: ANN401  plans and reviews alike
    return and_(
        col(table.council_id) == YoungPerson.council_id,
        col(table.young_person_id) == YoungPerson.id,
        kind == bindparam("kind"),
    )


_reviewed = _of_this_kind(Review, col(Review.plan_kind))
_last = and_(_reviewed, col(Review.held_on).is_not(None))
_planned_since = (
    select(func.min(PlanVersion.written_at))
    .join(Plan, and_(col(Plan.council_id) == PlanVersion.council_id, col(Plan.id) == PlanVersion.plan_id))
    .where(_of_this_kind(Plan, col(Plan.kind)))
)
SO_FAR = select(
    *columns_of(YoungPerson, SoFarFound, but=("last_rule", "last_held_on", "planned_since", "coming")),
    *(
        select(each).where(_last).order_by(col(Review.held_on).desc()).limit(1).scalar_subquery().label(name)
        for each, name in ((col(Review.rule), "last_rule"), (col(Review.held_on), "last_held_on"))
    ),
    _planned_since.scalar_subquery().label("planned_since"),
    select(func.count()).where(_reviewed, col(Review.held_on).is_(None)).scalar_subquery().label("coming"),
).where(
    col(YoungPerson.id) == bindparam("young_person_id"),
    col(YoungPerson.id).in_(select(func.unnest(func.walls.my_plan_people()))),
)
