"""How working days are counted: from the day after asking, with a number or a reason for every day walked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
WEEKEND: Mapping[int, str] = {5: "Saturday", 6: "Sunday"}


class CalendarEnds(Exception):
    """A day is needed of which nobody has said yet whether it is a working day: we never guess."""

    def __init__(self, day: date, calendar: "Calendar") -> None:
        super().__init__(
            f"{day} cannot be counted: we know the bank holidays from {calendar.first} to {calendar.last}."
        )
        self.day = day


@dataclass(frozen=True, slots=True)
class Calendar:
    """One council's year: the bank holidays, its own counted closures and its office hours.

    `first` and `last` are the days that the bank holidays are known for, both included. Closures may lengthen
    a promise or a target, never a clock set by law.
    """

    holidays: Mapping[date, str]
    closures: Mapping[date, str]
    first: date
    last: date
    opens: time = time(9)
    closes: time = time(17)

    def why_skipped(self, day: date) -> str | None:
        """Name what makes `day` no working day: the weekend first, then a bank holiday, then a closure."""
        self.must_cover(day)
        closed = self.holidays.get(day, self.closures.get(day))
        return WEEKEND.get(day.weekday(), closed)

    def must_cover(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarEnds(day, self)

    def without_closures(self) -> Self:
        return replace(self, closures={})

    def without_end(self) -> Self:
        """Count on where nobody has said yet which days are bank holidays: for what may never be refused."""
        return replace(self, first=date.min, last=date.max)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was walked: either counted, with its number, or skipped, with the reason."""

    day: date
    number: int | None
    skipped: str | None


def count(working_days: int, *, after: date, calendar: Calendar) -> tuple[Day, ...]:
    """Walk from the day after `after` (day 0, whatever it is) to the last of `working_days`."""
    if working_days < 1:
        raise ValueError("Count at least one working day.")
    calendar.must_cover(after)
    walked: list[Day] = []
    day, number = after, 0
    while number < working_days:
        day += DAY
        skipped = calendar.why_skipped(day)
        number += skipped is None
        walked.append(Day(day, number if skipped is None else None, skipped))
    return tuple(walked)
