"""Time as an office counts it: only while it is open, on working days, by London's clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from rules.clocks import local
from rules.working_days import DAY, ZONE, Calendar

NONE = timedelta(0)


def is_open(day: date, calendar: Calendar) -> bool:
    return calendar.why_skipped(day) is None


def opening(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, calendar.opens, ZONE).astimezone(UTC)


def closing(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, calendar.closes, ZONE).astimezone(UTC)


def between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Return how long the office is open from `start` to `end`."""
    return sum((till - since for since, till in _stretches(start, end, calendar)), NONE)


def after(start: datetime, wanted: timedelta, calendar: Calendar, *, until: datetime) -> datetime:
    """Return the instant at which the office has been open for `wanted` since `start`; `until` at the latest."""
    for since, till in _stretches(start, until, calendar):
        if till - since >= wanted:
            return since + wanted
        wanted -= till - since
    return until


def before(end: datetime, wanted: timedelta, calendar: Calendar, *, since: datetime) -> datetime:
    """Return the instant from which on the office is open for `wanted` until `end`; `since` at the earliest."""
    for opened, closed in reversed(list(_stretches(since, end, calendar))):
        if closed - opened >= wanted:
            return closed - wanted
        wanted -= closed - opened
    return since


def opens_next(now: datetime, calendar: Calendar) -> datetime:
    """Return `now` while the office is open, else the instant at which it opens again."""
    day = local(now).date()
    while not is_open(day, calendar) or now >= closing(day, calendar):
        day += DAY
    return max(now, opening(day, calendar))


def closes_a_day_after(now: datetime, calendar: Calendar) -> datetime:
    """Return when the office closes on the next working day."""
    day = local(now).date() + DAY
    while not is_open(day, calendar):
        day += DAY
    return closing(day, calendar)


def opens_last(day: date, calendar: Calendar, *, since: datetime) -> datetime:
    """Return when the office opens on `day`, or on the last working day before it; `since` at the earliest."""
    while opening(day, calendar) > since and not is_open(day, calendar):
        day -= DAY
    return max(opening(day, calendar), since)


def _stretches(start: datetime, end: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield each stretch of open office between two instants."""
    day, last = local(start).date(), local(end).date()
    while day <= last:
        if is_open(day, calendar):
            since, till = max(start, opening(day, calendar)), min(end, closing(day, calendar))
            if since < till:
                yield since, till
        day += DAY
