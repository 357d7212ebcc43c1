"""The office's hours between two instants, beside a walk from minute to minute that knows nothing of the rule."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.office_hours import between
from rules.working_days import Calendar
from tests.rules.oracle import DAY, summer_minutes

MINUTE = timedelta(minutes=1)
ORIGIN = datetime(1, 1, 1, tzinfo=UTC)
# The ends of March and of October, when the clocks change, Christmas, and a week without anything.
STARTS = st.sampled_from((date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 22), date(2026, 6, 8)))
HOURS = st.sampled_from(((time(9), time(17)), (time(8, 30), time(12, 15)), (time(0), time(23, 59))))


@st.composite
def spans(draw: st.DrawFn) -> tuple[datetime, datetime, Calendar]:
    first = draw(STARTS)
    begins = datetime.combine(first, time(), UTC) + draw(st.integers(0, 3 * DAY)) * MINUTE
    ends = begins + draw(st.integers(-60, 5 * DAY)) * MINUTE
    nearby = st.dictionaries(st.dates(first, first + timedelta(days=9)), st.just("closed"), max_size=3)
    opens, closes = draw(HOURS)
    calendar = Calendar(draw(nearby), draw(nearby), date(2026, 1, 1), date(2027, 12, 31), opens, closes)
    return begins, ends, calendar


def minute_by_minute(begins: datetime, ends: datetime, calendar: Calendar) -> int:
    """Count the minutes of which each begins while the office is open."""
    first, last = ((instant - ORIGIN) // MINUTE for instant in (begins, ends))
    return sum(_open(minute, calendar) for minute in range(first, last))


def _open(minute: int, calendar: Calendar) -> bool:
    local = minute + summer_minutes(minute)
    day = date.fromordinal(local // DAY + 1)
    closed = day.isoweekday() > 5 or day in calendar.holidays or day in calendar.closures
    opens, closes = (60 * each.hour + each.minute for each in (calendar.opens, calendar.closes))
    return not closed and opens <= local % DAY < closes


@given(spans())
def test_the_hours_between_two_instants_are_those_of_a_walk_from_minute_to_minute(
    span: tuple[datetime, datetime, Calendar],
) -> None:
    begins, ends, calendar = span

    assert between(begins, ends, calendar) == minute_by_minute(begins, ends, calendar) * MINUTE


@given(spans(), st.floats(0, 1))
def test_a_time_that_is_cut_in_two_is_as_long_as_its_parts(
    span: tuple[datetime, datetime, Calendar], part: float
) -> None:
    begins, ends, calendar = span
    cut = begins + max(ends - begins, timedelta(0)) * part

    parts = between(begins, cut, calendar) + between(cut, max(begins, ends), calendar)

    assert parts == between(begins, max(begins, ends), calendar)
