"""Which days a report is about, and when its figures are counted for good."""

from datetime import UTC, date, datetime, time

from rules.clocks import local
from rules.errors import NotValid
from rules.working_days import DAY, ZONE, Calendar, CalendarEnds, count

DAYS_TO_FREEZE = 10
MONTHS_AT_ONCE = 12


def first_day(month: str) -> date:
    """Read "2026-05" as its first day."""
    return date.fromisoformat(f"{month}-01")


def month_of(instant: datetime) -> str:
    """Return the month of an instant in London, as "2026-05"."""
    return f"{local(instant):%Y-%m}"


def begins(first: date) -> datetime:
    """Return the instant at which a month begins in London."""
    return datetime.combine(first, time.min, ZONE).astimezone(UTC)


def month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def freezes_on(first: date, calendar: Calendar) -> date:
    """Return the tenth working day after the month: what is asked on its last day has long been due by then.

    Refuse a month of whose bank holidays nobody knows, long ago or far ahead: whoever asked chose it.
    """
    try:
        return count(DAYS_TO_FREEZE, after=month_after(first) - DAY, calendar=calendar)[-1].day
    except CalendarEnds as ends:
        raise NotValid("We do not know the bank holidays of that time.", code="beyond_the_calendar") from ends


def must_be_a_year_at_most(since: date, month: date, *, most: int = MONTHS_AT_ONCE) -> None:
    """Refuse months that are not in their order, or more than so many of them."""
    months = (month.year - since.year) * 12 + month.month - since.month + 1
    if not 1 <= months <= most:
        raise NotValid(f"Ask for {most} at most, the first one first.", code="too_many_months")
