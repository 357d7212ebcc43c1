"""The command `kept due`, as a complaints officer and a developer meet it."""

import json
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, time

import pytest

from api.bank_holidays import calendar_of
from api.due import add_arguments, explain, run
from rules.working_days import CalendarEnds

CALENDAR = calendar_of(time(9), time(17))
CHRISTMAS_EVE = "2026-12-24T16:30:00Z"


def typed(*words: str) -> Namespace:
    parser = ArgumentParser(prog="kept due")
    add_arguments(parser)
    return parser.parse_args(words)


def test_the_text_shows_the_due_date_and_every_day_on_the_way() -> None:
    assert run(typed(CHRISTMAS_EVE), CALENDAR).splitlines() == [
        "Asked: Thursday 24 December 2026, 16:30 in London (2026-12-24T16:30:00Z)",
        "Due:   Wednesday 30 December, 5 pm (2026-12-30T17:00:00Z)",
        "",
        "2026-12-24  Thursday 24 December    day 0, the day of asking",
        "2026-12-25  Friday 25 December      not counted: Christmas Day",
        "2026-12-26  Saturday 26 December    not counted: Saturday",
        "2026-12-27  Sunday 27 December      not counted: Sunday",
        "2026-12-28  Monday 28 December      not counted: Boxing Day (substitute day)",
        "2026-12-29  Tuesday 29 December     day 1",
        "2026-12-30  Wednesday 30 December   day 2",
    ]


def test_the_json_has_the_same_facts_under_stable_names() -> None:
    assert json.loads(run(typed(CHRISTMAS_EVE, "--json"), CALENDAR)) == {
        "asked_at": "2026-12-24T16:30:00Z",
        "due_at": "2026-12-30T17:00:00Z",
        "due_on": "2026-12-30",
        "in_words": "Wednesday 30 December, 5 pm",
        "days": [
            {"day": "2026-12-25", "skipped": "Christmas Day"},
            {"day": "2026-12-26", "skipped": "Saturday"},
            {"day": "2026-12-27", "skipped": "Sunday"},
            {"day": "2026-12-28", "skipped": "Boxing Day (substitute day)"},
            {"day": "2026-12-29", "number": 1},
            {"day": "2026-12-30", "number": 2},
        ],
    }


def test_another_number_of_working_days_can_be_asked_for() -> None:
    shown = json.loads(run(typed("2026-09-01T09:00:00+01:00", "--days", "10", "--json"), CALENDAR))

    assert shown["asked_at"] == "2026-09-01T08:00:00Z"
    assert shown["due_on"] == "2026-09-15"


def test_late_on_a_summer_evening_in_utc_it_is_already_tomorrow_in_london() -> None:
    text = explain(datetime(2026, 6, 10, 23, 30, tzinfo=UTC), calendar=CALENDAR, working_days=2, as_json=False)

    assert text.startswith("Asked: Thursday 11 June 2026, 00:30 in London (2026-06-10T23:30:00Z)")


def test_a_time_without_its_zone_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        typed("2026-12-24T16:30:00")

    assert "say the time zone too" in capsys.readouterr().err


@pytest.mark.parametrize("nonsense", ["tomorrow", "", "0001-01-01T00:00:00Z", "9999-12-31T23:59:00-05:00"])
def test_what_is_no_time_is_refused_with_an_example(nonsense: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        typed(nonsense)

    assert "write it like 2026-12-24T16:30:00Z" in capsys.readouterr().err


@pytest.mark.parametrize("nonsense", ["0", "-1", "1.5", "two", "²"])
def test_the_days_must_be_a_whole_number(nonsense: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        typed(CHRISTMAS_EVE, "--days", nonsense)

    assert "must be a whole number, 1 or more" in capsys.readouterr().err


def test_a_due_date_beyond_the_known_bank_holidays_is_not_guessed() -> None:
    with pytest.raises(CalendarEnds):
        run(typed("2028-12-28T12:00:00Z"), CALENDAR)
