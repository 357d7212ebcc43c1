"""How figures are summed up: what each call counts as, how long it took, how old it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import NotValid
from rules.figures import Age, Call, Went, age, spread, to_first_try, to_talk, went
from rules.months import begins, month_of, must_be_a_year_at_most
from rules.requests import Facts, State
from rules.working_days import Calendar

CALENDAR = Calendar({}, {}, date(2026, 1, 1), date(2026, 12, 31))
ASKED = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)  # a Wednesday, ten in the morning
DUE = datetime(2026, 6, 12, 16, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAITS = st.lists(st.timedeltas(timedelta(0), timedelta(days=60)), min_size=1, max_size=60)
INSTANTS = st.none() | st.datetimes(datetime(2026, 6, 10, 9), datetime(2026, 8, 1), timezones=st.just(UTC))  # noqa: DTZ001  bounds


def call(state: State = State.waiting, *, contested: bool = False, **at: datetime | None) -> Call:
    facts = Facts(state, DUE, at.get("ended_at"), at.get("talked_at"))
    return Call(facts, ASKED, None, at.get("first_try_at"), contested)


@pytest.mark.parametrize(
    ("one", "is_counted_as"),
    [
        (call(), Went.open),
        (call(State.taken), Went.open),
        (call(State.answered, ended_at=DUE, talked_at=DUE), Went.met),
        (call(State.answered, ended_at=DUE + HOUR, talked_at=DUE), Went.met),
        (call(State.answered, ended_at=DUE + HOUR, talked_at=DUE + HOUR), Went.missed),
        (call(State.withdrawn, ended_at=DUE), Went.withdrawn),
        (call(State.withdrawn, ended_at=DUE + HOUR), Went.missed),
        (call(contested=True), Went.contested),
        (call(State.answered, contested=True, ended_at=DUE + 60 * DAY, talked_at=DUE), Went.contested),
    ],
)
def test_each_call_counts_as_one_thing(one: Call, is_counted_as: Went) -> None:
    assert went(one, DUE + 60 * DAY, CALENDAR) is is_counted_as


def test_what_is_late_and_open_is_open() -> None:
    assert went(call(), DUE + 30 * DAY, CALENDAR) is Went.open


@given(WAITS)
def test_half_are_within_the_median_and_nine_in_ten_within_the_ninetieth(waits: list[timedelta]) -> None:
    found = spread(waits)
    hours = [wait / HOUR for wait in waits]

    assert found.median is not None
    assert found.ninetieth is not None
    assert 2 * sum(each <= found.median + 0.05 for each in hours) >= len(hours)
    assert 10 * sum(each <= found.ninetieth + 0.05 for each in hours) >= 9 * len(hours)
    assert 10 * sum(each < found.ninetieth - 0.05 for each in hours) < 9 * len(hours)
    assert found.median <= found.ninetieth + 0.05


def test_of_nothing_there_is_no_median() -> None:
    assert spread([]).median is None
    assert spread([]).ninetieth is None


@given(INSTANTS, INSTANTS)
def test_the_first_try_is_never_after_the_talk(tried: datetime | None, talked: datetime | None) -> None:
    one = call(State.answered, first_try_at=tried, talked_at=talked)
    first, talk = to_first_try(one, CALENDAR), to_talk(one, CALENDAR)

    assert (talk is None) == (talked is None)
    assert talk is None or (first is not None and timedelta(0) <= first <= talk)


@pytest.mark.parametrize(
    ("hours_later", "how_old"),
    [(0, Age.first_day), (23, Age.first_day), (24, Age.second_day), (48, Age.within_a_week), (24 * 7, Age.longer)],
)
def test_an_open_call_grows_older_by_the_days_of_the_office(hours_later: int, how_old: Age) -> None:
    assert age(call(), ASKED + hours_later * HOUR, CALENDAR) is how_old


def test_a_weekend_makes_nothing_older() -> None:
    friday, monday = ASKED + 2 * DAY + 7 * HOUR, ASKED + 5 * DAY - HOUR

    assert age(call(), friday, CALENDAR) is age(call(), monday, CALENDAR) is Age.within_a_week


@given(st.dates(date(2020, 1, 1), date(2029, 12, 31)))
def test_a_month_begins_where_it_is_first_called_by_its_name(day: date) -> None:
    first = begins(day.replace(day=1))

    assert month_of(first) == f"{day:%Y-%m}"
    assert month_of(first - timedelta(microseconds=1)) != month_of(first)


@given(st.dates(date(2020, 1, 1), date(2029, 12, 31)), st.integers(-30, 30))
def test_a_year_of_months_in_their_order_and_no_more(day: date, more: int) -> None:
    months = day.year * 12 + day.month - 1 + more
    month = date(months // 12, months % 12 + 1, 1)
    if 0 <= more < 12:
        must_be_a_year_at_most(day.replace(day=1), month)
        return
    with pytest.raises(NotValid):
        must_be_a_year_at_most(day.replace(day=1), month)
