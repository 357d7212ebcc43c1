"""When a review is due, by which rule, and how it stands."""

from calendar import monthrange
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bank_holidays import calendar_of
from rules.errors import NotValid
from rules.plans import PlanKind
from rules.requests import Standing
from rules.reviews import RULES, Due, ReviewRule, SoFar, due, months_after, must_have_been_held, next_review, standing
from rules.working_days import Calendar

CALENDAR = calendar_of(time(9), time(17))
NOTHING = SoFar(None, None, None, None)
MARCH, JUNE = date(2026, 3, 2), date(2026, 6, 10)

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
months = st.integers(0, 120)


@pytest.mark.parametrize(
    ("day", "later", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 30), 6, date(2027, 2, 28)),
        (date(2026, 8, 28), 6, date(2027, 2, 28)),
        (date(2026, 2, 28), 6, date(2026, 8, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 6, 10), 6, date(2026, 12, 10)),
    ],
)
def test_months_end_with_the_month_that_they_end_in(day: date, later: int, then: date) -> None:
    assert months_after(day, later) == then


@given(days, months)
def test_a_month_is_never_skipped_and_the_day_moves_only_where_there_is_none(day: date, later: int) -> None:
    then = months_after(day, later)
    last = monthrange(then.year, then.month)[1]

    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == later
    assert then.day == (min(day.day, last))
    assert (then + timedelta(days=1)).month != then.month or then.day == day.day


@given(days, days, months)
def test_who_starts_later_is_never_due_earlier(one: date, other: date, later: int) -> None:
    first, second = sorted((one, other))

    assert months_after(first, later) <= months_after(second, later)


def test_the_first_review_is_within_twenty_working_days_of_coming_into_care() -> None:
    so_far = SoFar(None, None, in_care_since=date(2026, 9, 1), planned_since=date(2026, 9, 20))

    assert next_review(PlanKind.care, so_far, CALENDAR) == Due(ReviewRule.first, date(2026, 9, 1), date(2026, 9, 29))


def test_a_councils_closures_do_not_move_what_the_law_says() -> None:
    closed = Calendar(CALENDAR.holidays, {date(2026, 9, 10): "Training"}, CALENDAR.first, CALENDAR.last)

    assert due(ReviewRule.first, date(2026, 9, 1), closed).due_on == date(2026, 9, 29)


@pytest.mark.parametrize(
    ("last", "following", "due_on"),
    [
        (ReviewRule.first, ReviewRule.second, date(2026, 6, 2)),
        (ReviewRule.second, ReviewRule.later, date(2026, 9, 2)),
        (ReviewRule.later, ReviewRule.later, date(2026, 9, 2)),
    ],
)
def test_the_second_is_three_months_after_the_first_and_every_other_six(
    last: ReviewRule, following: ReviewRule, due_on: date
) -> None:
    so_far = SoFar(last, MARCH, in_care_since=date(2026, 1, 5), planned_since=None)

    assert next_review(PlanKind.care, so_far, CALENDAR) == Due(following, MARCH, due_on)


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (PlanKind.care, ReviewRule.later),
        (PlanKind.health, ReviewRule.health),
        (PlanKind.education, ReviewRule.education),
        (PlanKind.pathway, ReviewRule.pathway),
    ],
)
def test_without_a_review_the_six_months_run_from_the_first_plan(kind: PlanKind, rule: ReviewRule) -> None:
    so_far = SoFar(None, None, in_care_since=None, planned_since=MARCH)

    assert next_review(kind, so_far, CALENDAR) == Due(rule, MARCH, date(2026, 9, 2))


@pytest.mark.parametrize("kind", list(PlanKind))
def test_without_anything_to_count_from_no_date_is_made_up(kind: PlanKind) -> None:
    with pytest.raises(NotValid) as refused:
        next_review(kind, NOTHING, CALENDAR)

    assert refused.value.code == "nothing_to_count_from"


@pytest.mark.parametrize("rule", list(ReviewRule))
def test_every_rule_counts_in_one_unit_and_names_its_source(rule: ReviewRule) -> None:
    within = RULES[rule]

    assert (within.working_days is None) != (within.months is None)
    assert within.source


@pytest.mark.parametrize(
    ("held_on", "today", "stands"),
    [
        (None, JUNE - timedelta(days=1), Standing.on_track),
        (None, JUNE, Standing.due_soon),
        (None, JUNE + timedelta(days=1), Standing.late),
        (JUNE, JUNE + timedelta(days=30), Standing.met),
        (JUNE + timedelta(days=1), JUNE + timedelta(days=30), Standing.missed),
    ],
)
def test_a_review_held_on_its_last_day_is_in_time(held_on: date | None, today: date, stands: Standing) -> None:
    assert standing(JUNE, held_on, today) is stands


@pytest.mark.parametrize(
    ("held_on", "code"),
    [(JUNE + timedelta(days=1), "in_the_future"), (MARCH - timedelta(days=1), "before_the_last_review")],
)
def test_a_review_was_held_after_the_last_and_not_after_today(held_on: date, code: str) -> None:
    with pytest.raises(NotValid) as refused:
        must_have_been_held(held_on, counted_from=MARCH, today=JUNE)

    assert refused.value.code == code
