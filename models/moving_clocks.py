"""The clocks that a new closed day may touch, and the one door through which they move."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, text
from sqlmodel import col

from models.base import NOW, Shape, columns_of
from models.councils import ClosedDay
from models.open_requests import STILL_OPEN, OpenRequest
from models.requests import Request
from rules.clocks import RULES, Reckoning, reckon
from rules.working_days import Calendar


class Fresh(Shape):
    """A closed day that was said and has moved nothing yet."""

    id: UUID
    day: date
    why: str


FRESH = (
    select(*columns_of(ClosedDay, Fresh))
    .where(col(ClosedDay.moved_at).is_(None), col(ClosedDay.taken_back_at).is_(None))
    .order_by(col(ClosedDay.day))
    .with_for_update()
)


class Ticking(OpenRequest):
    """An open request with its clock, never a word of what was asked."""

    not_before: date | None

    def again(self, calendar: Calendar) -> Reckoning:
        """Count its days once more, with what is known now."""
        return reckon(RULES[self.kind], self.asked_at, calendar, self.not_before)


TICKING: Select[Any] = (
    select(*columns_of(Request, Ticking))
    .where(
        STILL_OPEN,
        col(Request.due_at) > NOW,
        func.date(func.timezone("Europe/London", Request.late_day_at)) >= bindparam("day"),
    )
    .order_by(col(Request.due_at), col(Request.id))
)
MOVE_CLOCK = text(
    "select walls.move_clock(:request_id, :line_id, :due_at, :due_on, :late_day_at, :days, :because) as moved"
)
