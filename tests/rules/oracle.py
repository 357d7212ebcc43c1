"""A second opinion on due dates, worked out another way and sharing no code with the rules it checks.

Days are ordinals (day 1 was Monday 1 January of the year 1), instants are minutes since then in UTC, and
summer time is worked out from its legal definition, without a time zone database.
"""

from datetime import UTC, date, datetime, timedelta

DAY = 24 * 60
HOUR = 60
ORIGIN = datetime(1, 1, 1, tzinfo=UTC)


def due(asked: datetime, working_days: int, *, closed: set[date], closes: int = 17 * HOUR) -> datetime:
    """Return the minute of the day `closes` on the nth open day after the local day of `asked`."""
    shut = {day.toordinal() for day in closed}
    start = day_in_london(asked).toordinal()
    later = range(start + 1, start + 2 * working_days + len(shut) + 7)
    open_days = [day for day in later if day % 7 not in {6, 0} and day not in shut]
    return at_london(open_days[working_days - 1], closes)


def day_in_london(instant: datetime) -> date:
    minutes = (instant - ORIGIN) // timedelta(minutes=1)
    return date.fromordinal((minutes + summer_minutes(minutes)) // DAY + 1)


def at_london(ordinal: int, minute: int) -> datetime:
    """Turn a local minute into an instant; office hours never fall into the hour that the clocks change."""
    local = (ordinal - 1) * DAY + minute
    return ORIGIN + timedelta(minutes=local - summer_minutes(local))


def summer_minutes(minutes: int) -> int:
    """Summer time runs from one in the morning of March's last Sunday to that of October's, in UTC."""
    year = date.fromordinal(minutes // DAY + 1).year
    starts, ends = ((last_sunday(year, month) - 1) * DAY + HOUR for month in (3, 10))
    return HOUR if starts <= minutes < ends else 0


def last_sunday(year: int, month: int) -> int:
    """Return the ordinal: March and October both end on the 31st, and Sundays are multiples of seven."""
    end = date(year, month, 31).toordinal()
    return end - end % 7
