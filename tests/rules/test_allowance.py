"""Her own "not before" is the only pause: what has gone by and what is left is always what she was given."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.clocks import RULES, local, reckon
from rules.kinds import Kind
from rules.office_hours import NONE, between, closing, opening
from rules.working_days import Calendar

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
YEAR = st.dates(date(2026, 2, 1), date(2026, 10, 31))
ASKED = st.datetimes(datetime(2026, 2, 1), datetime(2026, 10, 31), timezones=st.just(UTC))  # noqa: DTZ001  a bound
CLOSED = st.dictionaries(YEAR, st.just("closed"), max_size=5)
LATER = st.none() | st.integers(0, 92)
WHEN = st.floats(0, 1)
DAY = timedelta(hours=8)


@given(asked_at=ASKED, holidays=CLOSED, closures=CLOSED, wait=LATER, part=WHEN)
def test_what_has_gone_by_and_what_is_left_is_the_allowance(
    asked_at: datetime, holidays: dict[date, str], closures: dict[date, str], wait: int | None, part: float
) -> None:
    calendar = Calendar(holidays, closures, FIRST, LAST)
    not_before = local(asked_at).date() + timedelta(days=wait) if wait is not None else None
    clock = reckon(RULES[Kind.contact], asked_at, calendar, not_before)
    start = closing(clock.counted_from, calendar)
    now = start + (clock.due_at - start) * part

    elapsed, remaining = between(start, now, calendar), between(now, clock.due_at, calendar)

    assert elapsed + remaining == 2 * DAY
    assert between(clock.due_at, clock.late_day_at, calendar) == DAY


@given(asked_at=ASKED, holidays=CLOSED, closures=CLOSED, wait=LATER, day=YEAR)
def test_a_day_that_closes_never_makes_anything_due_sooner_and_waiting_is_all_hers(
    asked_at: datetime, holidays: dict[date, str], closures: dict[date, str], wait: int | None, day: date
) -> None:
    not_before = local(asked_at).date() + timedelta(days=wait) if wait is not None else None
    before = reckon(RULES[Kind.contact], asked_at, Calendar(holidays, closures, FIRST, LAST), not_before)
    calendar = Calendar(holidays, {**closures, day: "closed too"}, FIRST, LAST)
    after = reckon(RULES[Kind.contact], asked_at, calendar, not_before)

    assert after.due_at >= before.due_at
    assert after.counted_from == before.counted_from
    asked_on = local(asked_at).date()
    paused = between(opening(asked_on, calendar), opening(after.counted_from, calendar), calendar)
    assert (paused > NONE) <= (after.counted_from > asked_on)
