"""What is true of every due date, whenever the asking and whatever the calendar."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.bank_holidays import calendar_of
from rules.clocks import RULES, Basis, Rule, local, reckon
from rules.kinds import Kind
from rules.working_days import Calendar, Day
from tests.rules import oracle

CALL, COMPLAINT = RULES[Kind.contact], RULES[Kind.complaint]
NINE, FIVE = time(9), time(17)
CALENDAR = calendar_of(NINE, FIVE)
HOLIDAYS = set(CALENDAR.holidays)

instants = st.datetimes(
    datetime(2019, 1, 1, 0, 0),  # noqa: DTZ001 - hypothesis adds the zone itself
    datetime(2027, 12, 31, 0, 0),  # noqa: DTZ001
    timezones=st.just(UTC),
)
clock_changes = st.builds(
    lambda sunday, minutes: datetime.combine(sunday, time(1), UTC) + timedelta(minutes=minutes),
    st.sampled_from(
        [date.fromordinal(oracle.last_sunday(year, month)) for year in range(2019, 2028) for month in (3, 10)]
    ),
    st.integers(-4 * oracle.DAY, 4 * oracle.DAY),
)
askings = instants | clock_changes
rules = st.sampled_from(sorted(RULES.values(), key=lambda rule: rule.name))
days_off = st.dictionaries(
    st.dates(date(2019, 1, 1), date(2028, 3, 1)), st.sampled_from(["Mourning", "Snow"]), max_size=12
)


def with_holidays(more: Mapping[date, str]) -> Calendar:
    return Calendar({**CALENDAR.holidays, **more}, {}, CALENDAR.first, CALENDAR.last)


@given(asked=askings, working_days=st.integers(1, 65), extra=days_off)
def test_every_due_date_agrees_with_a_second_opinion(
    asked: datetime, working_days: int, extra: Mapping[date, str]
) -> None:
    promise = Rule("A promise", Basis.promise, working_days, "The second opinion")

    reckoning = reckon(promise, asked, with_holidays(extra))

    assert reckoning.due_at == oracle.due(asked, working_days, closed=HOLIDAYS | set(extra))
    assert reckoning.late_day_at == oracle.due(asked, working_days + 1, closed=HOLIDAYS | set(extra))


@given(asked=askings, extra=days_off)
def test_every_complaint_agrees_with_a_second_opinion(asked: datetime, extra: Mapping[date, str]) -> None:
    reckoning = reckon(COMPLAINT, asked, with_holidays(extra))

    assert reckoning.due_at == oracle.due(asked, 10, closed=HOLIDAYS | set(extra), closes=oracle.DAY)


@given(asked=askings, rule=rules)
def test_nothing_is_ever_due_on_a_day_that_does_not_count(asked: datetime, rule: Rule) -> None:
    reckoning = reckon(rule, asked, CALENDAR)

    assert CALENDAR.why_skipped(reckoning.due_on) is None
    assert reckoning.days[-1] == Day(reckoning.due_on, rule.working_days, None)
    assert asked < reckoning.due_at < reckoning.late_day_at


@given(asked=askings, wait=st.timedeltas(timedelta(0), timedelta(days=30)), rule=rules)
def test_who_asks_later_is_never_due_earlier(asked: datetime, wait: timedelta, rule: Rule) -> None:
    assert reckon(rule, asked, CALENDAR).due_at <= reckon(rule, asked + wait, CALENDAR).due_at


@given(asked=askings, extra=days_off, rule=rules)
def test_a_new_bank_holiday_never_makes_anything_due_earlier(
    asked: datetime, extra: Mapping[date, str], rule: Rule
) -> None:
    assert reckon(rule, asked, CALENDAR).due_at <= reckon(rule, asked, with_holidays(extra)).due_at


@given(asked=askings, closures=days_off, rule=rules)
def test_closures_never_shorten_anything_and_never_touch_the_law(
    asked: datetime, closures: Mapping[date, str], rule: Rule
) -> None:
    open_all_year = reckon(rule, asked, CALENDAR)
    with_closures = reckon(rule, asked, calendar_of(NINE, FIVE, closures))

    assert open_all_year.due_at <= with_closures.due_at
    assert rule.basis is not Basis.law or open_all_year == with_closures


@given(asked=askings, later=st.integers(-10, 40), rule=rules)
def test_a_later_day_never_makes_anything_due_earlier(asked: datetime, later: int, rule: Rule) -> None:
    wished = local(asked).date() + timedelta(days=later)

    assert reckon(rule, asked, CALENDAR).due_at <= reckon(rule, asked, CALENDAR, wished).due_at


@given(asked=askings, closes=st.times(time(12), time(20)))
def test_a_promise_always_ends_when_the_office_closes_in_london(asked: datetime, closes: time) -> None:
    due_at = reckon(CALL, asked, calendar_of(NINE, closes)).due_at

    assert due_at.tzinfo is UTC
    assert local(due_at).time() == closes


@given(asked=askings)
def test_a_complaint_always_ends_at_midnight_in_london(asked: datetime) -> None:
    reckoning = reckon(COMPLAINT, asked, CALENDAR)

    midnight = local(reckoning.due_at)
    assert (midnight.date(), midnight.time()) == (reckoning.due_on + timedelta(days=1), time.min)
