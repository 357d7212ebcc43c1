"""When each kind of request is due."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from api.bank_holidays import calendar_of
from rules.clocks import RULES, Basis, Rule, in_words, reckon
from rules.kinds import Kind
from rules.working_days import CalendarEnds, Day

CALL, COMPLAINT = RULES[Kind.contact], RULES[Kind.complaint]
NINE, FIVE = time(9), time(17)
CALENDAR = calendar_of(NINE, FIVE)

TWO_WORKING_DAYS = {
    "an ordinary week": ("2026-06-10", "2026-06-12"),
    "the weekend the clocks go forward": ("2026-03-27", "2026-03-31"),
    "the day before Good Friday": ("2026-04-02", "2026-04-08"),
    "Good Friday": ("2026-04-03", "2026-04-08"),
    "Easter Saturday": ("2026-04-04", "2026-04-08"),
    "the early May bank holiday": ("2026-05-01", "2026-05-06"),
    "the summer bank holiday": ("2026-08-28", "2026-09-02"),
    "the weekend the clocks go back": ("2026-10-23", "2026-10-27"),
    "Christmas Eve 2026, with a substitute day": ("2026-12-24", "2026-12-30"),
    "Boxing Day 2026": ("2026-12-26", "2026-12-30"),
    "Christmas Eve 2027, with two substitute days": ("2027-12-24", "2027-12-30"),
    "two days before Christmas 2025": ("2025-12-23", "2025-12-29"),
    "the State Funeral": ("2022-09-16", "2022-09-21"),
    "the Jubilee, with Thursday and Friday off": ("2022-06-01", "2022-06-07"),
    "the Coronation": ("2023-05-05", "2023-05-10"),
    "VE day, with May's bank holiday moved": ("2020-05-07", "2020-05-12"),
    "the Monday that VE day took the holiday from": ("2020-05-01", "2020-05-05"),
}
FROM_THE_FIRST_OF_SEPTEMBER = {
    10: "2026-09-15",
    20: "2026-09-29",
    25: "2026-10-06",
    30: "2026-10-13",
    65: "2026-12-01",
}


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


@pytest.mark.parametrize(("asked", "due"), TWO_WORKING_DAYS.values(), ids=TWO_WORKING_DAYS.keys())
def test_a_call_back_is_due_on_the_second_working_day(asked: str, due: str) -> None:
    assert reckon(CALL, noon(asked), CALENDAR).due_on == date.fromisoformat(due)


@pytest.mark.parametrize(("working_days", "due"), FROM_THE_FIRST_OF_SEPTEMBER.items())
def test_the_longer_clocks_of_a_complaint_from_1_september_2026(working_days: int, due: str) -> None:
    stage = Rule("A stage", Basis.law, working_days, "The table of dates")

    assert reckon(stage, noon("2026-09-01"), CALENDAR).due_on == date.fromisoformat(due)


def test_a_promise_is_due_when_the_office_closes_and_a_day_late_at_the_next_closing() -> None:
    reckoning = reckon(CALL, noon("2026-06-11"), CALENDAR)

    assert reckoning.due_at == datetime(2026, 6, 15, 16, 0, tzinfo=UTC)
    assert reckoning.late_day_at == datetime(2026, 6, 16, 16, 0, tzinfo=UTC)


def test_a_request_due_on_friday_is_a_working_day_late_on_monday() -> None:
    reckoning = reckon(CALL, noon("2026-12-09"), CALENDAR)

    assert reckoning.due_at == datetime(2026, 12, 11, 17, 0, tzinfo=UTC)
    assert reckoning.late_day_at == datetime(2026, 12, 14, 17, 0, tzinfo=UTC)


def test_a_complaint_is_due_at_the_midnight_that_ends_its_tenth_day() -> None:
    reckoning = reckon(COMPLAINT, noon("2026-09-01"), CALENDAR)

    assert reckoning.due_on == date(2026, 9, 15)
    assert reckoning.due_at == datetime(2026, 9, 15, 23, 0, tzinfo=UTC)
    assert reckoning.late_day_at == datetime(2026, 9, 16, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-06-10T22:59:59+00:00", "2026-06-12"),
        ("2026-06-10T23:00:00+00:00", "2026-06-15"),
        ("2026-06-11T04:00:00+05:00", "2026-06-15"),
        ("2026-12-09T23:59:59+00:00", "2026-12-11"),
    ],
)
def test_the_day_of_asking_is_the_day_in_london_whatever_the_hour(asked: str, due: str) -> None:
    assert reckon(CALL, datetime.fromisoformat(asked), CALENDAR).due_on == date.fromisoformat(due)


def test_a_council_that_closes_at_half_past_four_keeps_its_promises_by_then() -> None:
    early = calendar_of(NINE, time(16, 30))

    assert reckon(CALL, noon("2026-12-09"), early).due_at == datetime(2026, 12, 11, 16, 30, tzinfo=UTC)


def test_a_counted_closure_gives_a_promise_one_more_day_and_a_complaint_none() -> None:
    closing = calendar_of(NINE, FIVE, {date(2026, 9, 2): "Staff training"})

    assert reckon(CALL, noon("2026-09-01"), closing).due_on == date(2026, 9, 4)
    assert reckon(COMPLAINT, noon("2026-09-01"), closing) == reckon(COMPLAINT, noon("2026-09-01"), CALENDAR)


def test_when_she_asks_for_a_later_day_the_two_days_run_from_it_and_the_days_say_so() -> None:
    reckoning = reckon(CALL, noon("2026-11-30"), CALENDAR, not_before=date(2026, 12, 3))

    assert reckoning.started_at == noon("2026-11-30")
    assert reckoning.counted_from == date(2026, 12, 3)
    assert reckoning.days == (
        Day(date(2026, 12, 1), None, "you asked for not before Thursday 3 December"),
        Day(date(2026, 12, 2), None, "you asked for not before Thursday 3 December"),
        Day(date(2026, 12, 3), None, "the day you asked for"),
        Day(date(2026, 12, 4), 1, None),
        Day(date(2026, 12, 5), None, "Saturday"),
        Day(date(2026, 12, 6), None, "Sunday"),
        Day(date(2026, 12, 7), 2, None),
    )


@pytest.mark.parametrize("not_before", [date(2026, 6, 10), date(2026, 6, 9), date(2020, 1, 1)])
def test_asking_for_today_or_an_earlier_day_changes_nothing(not_before: date) -> None:
    asked = noon("2026-06-10")

    assert reckon(CALL, asked, CALENDAR, not_before) == reckon(CALL, asked, CALENDAR)


def test_a_complaint_is_never_put_off_to_a_later_day() -> None:
    asked = noon("2026-09-01")

    assert reckon(COMPLAINT, asked, CALENDAR, date(2026, 9, 10)) == reckon(COMPLAINT, asked, CALENDAR)


@pytest.mark.parametrize("asked", ["2028-12-27", "2028-12-28", "2029-06-01", "2017-12-30"])
def test_nothing_is_promised_beyond_the_bank_holidays_that_are_known(asked: str) -> None:
    with pytest.raises(CalendarEnds):
        reckon(CALL, noon(asked), CALENDAR)


def test_a_later_day_beyond_the_known_bank_holidays_is_refused_too() -> None:
    with pytest.raises(CalendarEnds):
        reckon(CALL, noon("2026-06-10"), CALENDAR, not_before=date.max)


def test_an_asking_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its time zone"):
        reckon(CALL, datetime(2026, 6, 10, 12, 0), CALENDAR)  # noqa: DTZ001 - that is what is refused


def test_every_kind_has_one_clock_that_says_where_it_comes_from() -> None:
    assert {kind: (rule.working_days, rule.basis.value) for kind, rule in RULES.items()} == {
        Kind.contact: (2, "promise"),
        Kind.help: (2, "promise"),
        Kind.advocate: (2, "target"),
        Kind.comment: (10, "target"),
        Kind.compliment: (10, "target"),
        Kind.complaint: (10, "law"),
    }
    assert set(RULES) == set(Kind)
    assert all(rule.name and rule.source for rule in RULES.values())
    assert "regulation 14" in COMPLAINT.source
    assert "third line" in CALL.source


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-12-30T17:00:00+00:00", "Wednesday 30 December, 5 pm"),
        ("2026-06-12T16:30:00+00:00", "Friday 12 June, 5.30 pm"),
        ("2026-06-12T08:05:00+00:00", "Friday 12 June, 9.05 am"),
        ("2026-06-12T11:00:00+00:00", "Friday 12 June, midday"),
        ("2026-06-12T11:30:00+00:00", "Friday 12 June, 12.30 pm"),
        ("2026-06-11T23:30:00+00:00", "Friday 12 June, 12.30 am"),
        ("2026-09-15T23:00:00+00:00", "the end of Tuesday 15 September"),
        ("2027-01-01T00:00:00+00:00", "the end of Thursday 31 December"),
    ],
)
def test_a_due_date_is_said_in_plain_words(instant: str, words: str) -> None:
    assert in_words(datetime.fromisoformat(instant)) == words


def test_every_month_and_weekday_is_said_in_english() -> None:
    for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(365)):
        said = in_words(datetime.combine(day, NINE, UTC))

        assert said.startswith(f"{day:%A} {day.day} {day:%B}, ")
