"""Reports: what a board may know of a month, held back where it is small, and never counted twice."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import StringConstraints
from sqlalchemy import CheckConstraint, Date, Integer, UniqueConstraint, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from models.base import OfACouncil, Shape, columns_of, of_a_council
from models.callback_figures import CallbackDetail
from rules.suppression import FEWEST, STEP, publish

FIGURES = ("met", "missed", "open", "contested", "withdrawn")
Month = Annotated[str, StringConstraints(max_length=7, pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


def _publishable(figure: str) -> CheckConstraint:
    """Let no small or exact figure in, whoever writes it."""
    fits = f"{figure} = 0 or {figure} >= {FEWEST} and mod({figure}, {STEP}) = 0"
    return CheckConstraint(fits, name=f"{figure}_publishable")


class CallbackMonth(OfACouncil, table=True):
    """A month as it was published, written once. What was counted is not kept."""

    __tablename__ = "callback_months"
    __table_args__ = (
        of_a_council(),
        UniqueConstraint("council_id", "month"),
        CheckConstraint("extract(day from month) = 1", name="month_by_its_first_day"),
        *(_publishable(figure) for figure in ("asked", *FIGURES)),
    )

    month: date
    frozen_on: date
    written_at: datetime
    asked: int | None = None
    met: int | None = None
    missed: int | None = None
    open: int | None = None
    contested: int | None = None
    withdrawn: int | None = None

    @classmethod
    def publish(cls, council_id: UUID, month: date, frozen_on: date, counted: "Counted", now: datetime) -> Self:
        shown = publish(counted.model_dump())
        return cls(
            council_id=council_id,
            month=month,
            frozen_on=frozen_on,
            written_at=now,
            asked=shown.asked,
            **dict[str, Any](shown.figures),
        )


class Counted(Shape):
    """What became of everything that was asked in a month. Seen by nobody."""

    met: int
    missed: int
    open: int
    contested: int
    withdrawn: int


class CallbackFigures(Shape):
    """Calls asked for in a month and what became of them."""

    month: str
    frozen_on: date
    asked: int | None
    met: int | None
    missed: int | None
    open: int | None
    contested: int | None
    withdrawn: int | None
    suppressed: list[str]
    rounded_to: int


class CallbackReport(CallbackFigures):
    """Calls asked for in a month and what became of them. `detail` is for a manager, and for a worker of themselves.

    A board's figures are to the nearest 5. One that could tell of somebody is null and named in `suppressed`.
    """

    detail: CallbackDetail | None = None

    @classmethod
    def exact(cls, month: str, frozen_on: date, counts: Mapping[str, int], detail: CallbackDetail) -> Self:
        return cls(month=month, frozen_on=frozen_on, **counts, suppressed=[], rounded_to=1, detail=detail)


class MonthFound(Shape):
    """A month as it is kept."""

    frozen_on: date
    asked: int | None
    met: int | None
    missed: int | None
    open: int | None
    contested: int | None
    withdrawn: int | None

    def shown(self, month: str) -> CallbackReport:
        figures = self.model_dump()
        suppressed = [name for name in ("asked", *FIGURES) if figures[name] is None]
        return CallbackReport(month=month, **figures, suppressed=suppressed, rounded_to=STEP)


CALLBACK_MONTH = select(*columns_of(CallbackMonth, MonthFound)).where(col(CallbackMonth.month) == bindparam("month"))
_counted = (
    func.walls.count_callbacks(bindparam("month", type_=Date()), bindparam("frozen_on", type_=Date()))
    .table_valued(*(column(figure, Integer()) for figure in FIGURES))
    .alias("counted")
)
COUNT_CALLBACKS = select(*_counted.c)
KEEP_MONTH = (
    insert(CallbackMonth)
    .values({name: bindparam(name) for name in CallbackMonth.model_fields})
    .on_conflict_do_nothing(index_elements=["council_id", "month"])
)
