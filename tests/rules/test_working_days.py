"""Which days count, which are skipped, and why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.working_days import Calendar, CalendarEnds, Day, count

CHRISTMAS = {date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day (substitute day)"}
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
CALENDAR = Calendar(CHRISTMAS, {date(2026, 6, 12): "Staff training"}, FIRST, LAST)

days_of_2026 = st.dates(FIRST, LAST)


def walked(after: date, working_days: int = 2, calendar: Calendar = CALENDAR) -> tuple[Day, ...]:
    return count(working_days, after=after, calendar=calendar)


def test_the_day_of_asking_is_not_counted() -> None:
    assert walked(date(2026, 6, 9), 1) == (Day(date(2026, 6, 10), 1, None),)


def test_every_day_over_christmas_is_shown_with_its_number_or_its_reason() -> None:
    assert walked(date(2026, 12, 24)) == (
        Day(date(2026, 12, 25), None, "Christmas Day"),
        Day(date(2026, 12, 26), None, "Saturday"),
        Day(date(2026, 12, 27), None, "Sunday"),
        Day(date(2026, 12, 28), None, "Boxing Day (substitute day)"),
        Day(date(2026, 12, 29), 1, None),
        Day(date(2026, 12, 30), 2, None),
    )


def test_a_counted_closure_is_skipped_by_its_name() -> None:
    assert walked(date(2026, 6, 11), 1) == (
        Day(date(2026, 6, 12), None, "Staff training"),
        Day(date(2026, 6, 13), None, "Saturday"),
        Day(date(2026, 6, 14), None, "Sunday"),
        Day(date(2026, 6, 15), 1, None),
    )


def test_a_bank_holiday_that_is_also_a_closure_is_called_the_bank_holiday() -> None:
    calendar = Calendar(CHRISTMAS, dict.fromkeys(CHRISTMAS, "Closed"), FIRST, LAST)

    assert calendar.why_skipped(date(2026, 12, 25)) == "Christmas Day"


def test_a_holiday_on_a_saturday_takes_no_working_day_away() -> None:
    calendar = Calendar({date(2026, 12, 26): "Boxing Day"}, {}, FIRST, LAST)

    assert calendar.why_skipped(date(2026, 12, 26)) == "Saturday"


def test_without_closures_only_bank_holidays_and_weekends_are_left() -> None:
    calendar = CALENDAR.without_closures()

    assert calendar.why_skipped(date(2026, 6, 12)) is None
    assert calendar.why_skipped(date(2026, 12, 25)) == "Christmas Day"


def test_the_last_day_that_is_known_can_still_be_counted() -> None:
    assert walked(date(2026, 12, 30), 1) == (Day(LAST, 1, None),)


@pytest.mark.parametrize("asked_on", [date(2026, 12, 30), LAST, date(2027, 1, 1), date.max])
def test_no_day_after_the_last_known_one_is_ever_guessed(asked_on: date) -> None:
    with pytest.raises(CalendarEnds, match="we know the bank holidays from 2026-01-01 to 2026-12-31"):
        walked(asked_on)


def test_no_day_before_the_first_known_one_is_ever_guessed() -> None:
    with pytest.raises(CalendarEnds) as refusal:
        walked(date(2025, 12, 31))

    assert refusal.value.day == date(2025, 12, 31)


@pytest.mark.parametrize("nothing", [0, -1])
def test_counting_no_days_at_all_makes_no_sense(nothing: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        walked(date(2026, 6, 9), nothing)


@given(after=st.dates(FIRST, date(2026, 10, 1)), working_days=st.integers(1, 40))
def test_no_day_is_left_out_and_the_last_one_is_counted(after: date, working_days: int) -> None:
    days = walked(after, working_days)

    assert [day.day for day in days] == [after + timedelta(days=n) for n in range(1, len(days) + 1)]
    assert [day.number for day in days if day.number] == list(range(1, working_days + 1))
    assert days[-1].number == working_days


@given(after=st.dates(FIRST, date(2026, 10, 1)), working_days=st.integers(1, 40))
def test_each_day_is_either_counted_or_skipped_for_a_reason(after: date, working_days: int) -> None:
    for day in walked(after, working_days):
        assert (day.number is None) == bool(day.skipped)
        assert bool(day.skipped) == (CALENDAR.why_skipped(day.day) is not None)


@given(day=days_of_2026)
def test_saturdays_and_sundays_are_never_working_days(day: date) -> None:
    assert (CALENDAR.why_skipped(day) == f"{day:%A}") == (day.isoweekday() > 5)
