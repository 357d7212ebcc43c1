"""When each step of a ladder comes: provable without a database, for any asking and any council's calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bank_holidays import bank_holidays, calendar_of
from models.ladders import default_ladder
from rules.clocks import RULES, Reckoning, local, reckon
from rules.kinds import Kind
from rules.ladder import UNITS, Clock, Planned, Rung, Step, Told, must_tighten, planned, tightens, to_come, to_take
from rules.office_hours import after, before, between, is_open, opens_next
from rules.working_days import Calendar

FIRST = datetime(2026, 1, 2, tzinfo=UTC)
LAST = datetime(2027, 10, 1, tzinfo=UTC)
LATE_HOLD = {Step.due, Step.day_late}

instants = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)).map(lambda at: at.replace(tzinfo=UTC))
days = st.dates(FIRST.date(), LAST.date())
closures = st.dictionaries(days, st.just("Closed"), max_size=12)
offices = st.tuples(st.integers(6, 11), st.integers(13, 20)).map(lambda hours: (time(hours[0]), time(hours[1])))
kinds = st.sampled_from(list(Kind))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    opens, closes = draw(offices)
    return calendar_of(opens, closes, draw(closures))


@st.composite
def rungs(draw: st.DrawFn, step: Step) -> Rung:
    default = next(each for each in default_ladder()[Kind.contact] if each.step is step)
    amount = draw({Step.half_way: st.integers(1, 50), Step.nobody_yet: st.integers(0, 5)}.get(step, st.integers(2, 40)))
    more = draw(st.frozensets(st.sampled_from(list(Told))))
    return Rung(step, amount if step in UNITS else default.amount, default.tells | more)


ladders = st.tuples(*(rungs(each.step) for each in default_ladder()[Kind.contact]))


def _clock(counted: Reckoning, **more: object) -> Clock:
    times = {"asked_at": counted.started_at, "counted_from": counted.counted_from, "due_at": counted.due_at,
             "due_on": counted.due_on, "late_day_at": counted.late_day_at}  # fmt: skip
    return Clock(**times | more)  # type: ignore[arg-type]


@given(asked=instants, kind=kinds, calendar=calendars(), ladder=ladders, wait=st.integers(0, 60))
def test_steps_come_in_order_none_before_the_asking_and_none_but_the_last_after_it_is_due(
    asked: datetime, kind: Kind, calendar: Calendar, ladder: tuple[Rung, ...], wait: int
) -> None:
    counted = reckon(RULES[kind], asked, calendar, local(asked).date() + timedelta(days=wait))
    steps = planned(ladder, _clock(counted), calendar)

    assert [each.at for each in steps] == sorted(each.at for each in steps)
    assert all(asked <= each.at <= counted.due_at for each in steps if each.step is not Step.day_late)
    assert {each.step: each.at for each in steps}[Step.due] == counted.due_at
    assert {each.step: each.at for each in steps}[Step.day_late] == counted.late_day_at
    assert len({each.key for each in steps}) == len(ladder)


@given(asked=instants, calendar=calendars(), ladder=ladders)
def test_the_early_steps_of_a_promise_come_while_the_office_is_open(
    asked: datetime, calendar: Calendar, ladder: tuple[Rung, ...]
) -> None:
    counted = reckon(RULES[Kind.contact], asked, calendar)
    for each in planned(ladder, _clock(counted), calendar):
        there = local(each.at)
        if each.at > asked:
            assert is_open(there.date(), calendar)
            assert calendar.opens <= there.time() <= calendar.closes


@given(asked=instants, calendar=calendars(), ladder=ladders)
def test_a_tightened_ladder_takes_no_early_step_later_than_everywhere(
    asked: datetime, calendar: Calendar, ladder: tuple[Rung, ...]
) -> None:
    clock = _clock(reckon(RULES[Kind.contact], asked, calendar))
    usual = {each.step: each for each in planned(default_ladder()[Kind.contact], clock, calendar)}

    for each in planned(ladder, clock, calendar):
        assert each.at <= usual[each.step].at
        assert each.tells >= usual[each.step].tells


@given(step=st.sampled_from(list(UNITS)), amount=st.integers(-5, 200), tells=st.frozensets(st.sampled_from(list(Told))))
def test_a_council_may_tighten_and_never_loosen(step: Step, amount: int, tells: frozenset[Told]) -> None:
    default = next(each for each in default_ladder()[Kind.contact] if each.step is step)
    rung = Rung(step, amount, tells)

    sooner = 1 <= amount <= default.amount if step is Step.half_way else amount >= default.amount
    if sooner and tells >= default.tells:
        must_tighten(rung, default)
    else:
        with pytest.raises(ValueError, match="never loosen"):
            must_tighten(rung, default)


@pytest.mark.parametrize("step", sorted(LATE_HOLD))
def test_due_and_a_day_late_stand_where_they_stand(step: Step) -> None:
    default = next(each for each in default_ladder()[Kind.contact] if each.step is step)

    assert not tightens(Rung(step, default.amount + 1, default.tells), default)
    assert tightens(Rung(step, default.amount, default.tells | {Told.duty}), default)


@given(start=instants, hours=st.integers(0, 60), calendar=calendars())
def test_office_time_forward_and_back_is_the_same(start: datetime, hours: int, calendar: Calendar) -> None:
    wanted, far = timedelta(hours=hours), start + timedelta(days=60)
    end = after(start, wanted, calendar, until=far)

    assert between(start, end, calendar) == wanted
    assert between(before(end, wanted, calendar, since=start), end, calendar) == wanted


@given(now=instants, calendar=calendars())
def test_what_waits_for_the_office_comes_when_it_is_open(now: datetime, calendar: Calendar) -> None:
    at = opens_next(now, calendar)

    assert at >= now
    assert is_open(local(at).date(), calendar)
    assert calendar.opens <= local(at).time() < calendar.closes
    assert between(now, at, calendar) == timedelta(0)


@given(asked=instants, calendar=calendars(), hours=st.integers(1, 400))
def test_what_is_contested_goes_straight_to_the_manager_and_no_old_step_comes_with_it(
    asked: datetime, calendar: Calendar, hours: int
) -> None:
    counted = reckon(RULES[Kind.contact], asked, calendar)
    at = asked + timedelta(hours=hours)
    steps = planned(default_ladder()[Kind.contact], _clock(counted, contested_at=at, contests=1), calendar)

    first = to_take(steps, frozenset(), at, held=False)

    assert [each.step for each in first] == [Step.contested]
    assert Told.manager in first[0].tells
    assert steps[-1].at >= max(at, counted.late_day_at)
    assert [each.step for each in steps].count(Step.day_late) == 1


def test_that_nobody_took_it_is_no_step_once_somebody_has() -> None:
    calendar = calendar_of(time(9), time(17))
    counted = reckon(RULES[Kind.contact], datetime(2026, 6, 10, 9, tzinfo=UTC), calendar)
    steps = planned(default_ladder()[Kind.contact], _clock(counted), calendar)
    noon = datetime(2026, 6, 12, 11, tzinfo=UTC)

    assert _names(to_take(steps, frozenset(), noon, held=True)) == [Step.half_way]
    assert _names(to_take(steps, frozenset(), noon, held=False)) == [Step.half_way, Step.nobody_yet]
    following = to_come(steps, frozenset(each.key for each in steps[:2]), noon, held=True)
    assert following
    assert following.step is Step.nearly_due


def _names(steps: list[Planned]) -> list[Step]:
    return [each.step for each in steps]


def test_the_answer_to_a_complaint_is_due_at_midnight_and_its_last_reminder_is_at_three() -> None:
    calendar = calendar_of(time(9), time(17))
    counted = reckon(RULES[Kind.complaint], datetime(2026, 6, 10, 9, tzinfo=UTC), calendar)
    steps = {each.step: each.at for each in planned(default_ladder()[Kind.complaint], _clock(counted), calendar)}

    assert counted.due_on == date(2026, 6, 24)
    assert steps[Step.nearly_due] == datetime(2026, 6, 24, 14, tzinfo=UTC)
    assert steps[Step.due] == datetime(2026, 6, 24, 23, tzinfo=UTC)
    assert bank_holidays().last > counted.due_on
