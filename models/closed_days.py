"""What is said and shown of days on which the offices are closed."""

from datetime import date, datetime

from models.base import Ask, Line, Shape
from models.moments import Day


class ClosedDayAsk(Ask):
    """A day, and why, in words that a young person understands: it stands in the working of her date."""

    day: Day
    why: Line


class ClosedDayShown(Shape):
    """A day on which the offices are closed, and since when open clocks know it."""

    day: date
    why: str
    said_at: datetime
    moved_at: datetime | None


class ClosedDays(Shape):
    """Every day of its kind, the earliest first."""

    items: list[ClosedDayShown]
