"""When what failed is tried again, and when nobody is disturbed."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.clocks import local
from rules.deliveries import GIVEN_UP_AFTER, LONGEST_WAIT, Quiet, next_try, wait_after

MADE = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
instants = st.integers(0, 3_000_000).map(lambda minutes: MADE + timedelta(minutes=minutes))
clocks = st.times().map(lambda each: each.replace(second=0, microsecond=0))


def test_the_waits_grow_and_three_days_are_filled_with_tries() -> None:
    now, tries, at = MADE, 1, []
    while (again := next_try(MADE, tries, now)) is not None:
        at.append(again)
        now, tries = again, tries + 1

    assert at[:4] == [MADE + timedelta(minutes=each) for each in (1, 3, 7, 15)]
    assert at[-1] == MADE + GIVEN_UP_AFTER
    assert len(at) == 20
    assert max(later - earlier for earlier, later in pairwise(at)) == LONGEST_WAIT


@given(tries=st.integers(1, 200), after=st.timedeltas(timedelta(0), timedelta(days=4)))
def test_a_next_try_is_later_and_never_after_three_days(tries: int, after: timedelta) -> None:
    again = next_try(MADE, tries, MADE + after)

    assert (again is None) == (after >= GIVEN_UP_AFTER)
    assert again is None or MADE + after < again <= MADE + GIVEN_UP_AFTER


@given(tries=st.integers(0, 10_000))
def test_no_wait_is_shorter_than_the_one_before_or_longer_than_six_hours(tries: int) -> None:
    assert wait_after(tries) <= wait_after(tries + 1) <= LONGEST_WAIT


@given(at=instants, begins=clocks, ends=clocks)
def test_what_may_leave_leaves_outside_of_the_quiet_and_within_a_day(at: datetime, begins: time, ends: time) -> None:
    later = Quiet(begins, ends).over(at)

    assert at <= later <= at + timedelta(hours=25)
    assert later == at or local(later).time() == ends or _skipped_hour(later)
    assert Quiet(begins, ends).over(later) == later or _skipped_hour(later)


def _skipped_hour(at: datetime) -> bool:
    """Say whether the clocks are put forward or back on that day: a time of it may not be there, or twice."""
    day = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return day.utcoffset() != (day + timedelta(days=1)).utcoffset()


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-06-10T19:59:00Z", "2026-06-10T19:59:00Z"),
        ("2026-06-10T20:00:00Z", "2026-06-11T07:00:00Z"),
        ("2026-06-11T06:59:00Z", "2026-06-11T07:00:00Z"),
        ("2026-06-11T07:00:00Z", "2026-06-11T07:00:00Z"),
    ],
)
def test_the_night_is_quiet_from_nine_to_eight_in_london(at: str, until: str) -> None:
    assert Quiet().over(datetime.fromisoformat(at)) == datetime.fromisoformat(until)


def test_hours_that_are_the_same_are_no_quiet() -> None:
    assert Quiet(time(9), time(9)).over(MADE) == MADE
