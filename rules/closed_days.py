"""Which days a council may say are closed: a new bank holiday, or a closure of its own, announced in good time."""

from collections.abc import Iterable
from datetime import date, timedelta

from rules.errors import NotNow, NotValid
from rules.working_days import Calendar

DAYS_BEFORE = 28
A_YEAR = 5


def must_be_a_working_day(day: date, today: date, calendar: Calendar) -> None:
    """Refuse a day that is over, that nobody can count yet, or that does not count anyway."""
    if day <= today:
        raise NotValid("That day is over, or has begun.", code="in_the_past")
    if not calendar.first <= day <= calendar.last:
        raise NotValid("We do not know that year yet.", code="beyond_the_calendar")
    if calendar.why_skipped(day):
        raise NotValid("That is no working day anyway.", code="no_working_day")


def must_be_announced(day: date, today: date, closures: Iterable[date]) -> None:
    """Refuse a closure that comes too soon, or one more than a year may have."""
    if day < today + timedelta(days=DAYS_BEFORE):
        raise NotValid("A closure is announced four weeks before.", code="too_soon")
    if sum(each.year == day.year for each in closures) >= A_YEAR:
        raise NotNow("A year has at most five closures.", code="too_many_closures")


def wanted(official: Iterable[date], today: date, calendar: Calendar) -> list[date]:
    """Return the days of an official list that are to come, and that a council's calendar does not know yet."""
    new = (each for each in official if each > today and calendar.first <= each <= calendar.last)
    return sorted(each for each in new if calendar.why_skipped(each) is None)


def lacking(official: Iterable[date], today: date, calendar: Calendar) -> list[date]:
    """Return the bank holidays to come that a calendar has and an official list of the same years has not."""
    listed = set(official)
    last = max(listed, default=today)
    return sorted(day for day in calendar.holidays if today < day <= last and day not in listed)


def beyond(official: Iterable[date], calendar: Calendar) -> list[date]:
    """Return the days of an official list that no date can be counted with yet."""
    return sorted(each for each in official if each > calendar.last)
