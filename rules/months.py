"""Which days a report is about, and when its figures are counted for good."""

from datetime import date

from rules.working_days import DAY, Calendar, count

DAYS_TO_FREEZE = 10


def first_day(month: str) -> date:
    """Read "2026-05" as its first day."""
    return date.fromisoformat(f"{month}-01")


def freezes_on(first: date, calendar: Calendar) -> date:
    """Return the tenth working day after the month: what is asked on its last day has long been due by then."""
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return count(DAYS_TO_FREEZE, after=following - DAY, calendar=calendar)[-1].day
