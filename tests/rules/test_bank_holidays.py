"""The bank holidays we ship: complete, right, and good for at least another year."""

import json
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import holidays
import pytest
from pydantic import ValidationError

from api.bank_holidays import FILE, BankHolidays, bank_holidays, calendar_of, days_left

Spoil = Callable[[dict[str, Any]], object]

ONE_OFF_DAYS = {
    date(2020, 5, 8): "Early May bank holiday (VE day)",
    date(2022, 6, 2): "Spring bank holiday",
    date(2022, 6, 3): "Platinum Jubilee bank holiday",
    date(2022, 9, 19): "Bank Holiday for the State Funeral of Queen Elizabeth II",
    date(2023, 5, 8): "Bank holiday for the coronation of King Charles III",
}
SUBSTITUTE_DAYS = {
    date(2020, 12, 28): "Boxing Day (substitute day)",
    date(2021, 12, 27): "Christmas Day (substitute day)",
    date(2021, 12, 28): "Boxing Day (substitute day)",
    date(2022, 1, 3): "New Year's Day (substitute day)",
    date(2022, 12, 27): "Christmas Day (substitute day)",
    date(2023, 1, 2): "New Year's Day (substitute day)",
    date(2026, 12, 28): "Boxing Day (substitute day)",
    date(2027, 12, 27): "Christmas Day (substitute day)",
    date(2027, 12, 28): "Boxing Day (substitute day)",
    date(2028, 1, 3): "New Year's Day (substitute day)",
}
WHAT_CAN_BE_WRONG: dict[str, tuple[Spoil, str]] = {
    "a missing bank holiday": (lambda held: held["events"].pop(1), "2018 must have Good Friday once"),
    "the same day twice": (lambda held: held["events"].append(held["events"][-1]), "must come after"),
    "one bank holiday on two days": (
        lambda held: held["events"].insert(2, {"date": "2018-03-31", "title": "Good Friday"}),
        "2018 must have Good Friday once",
    ),
    "days out of order": (lambda held: held["events"].reverse(), "must come after"),
    "a day outside the range": (lambda held: held.update(to="2027-12-31"), "2028-01-03 is outside"),
    "a year without its days": (lambda held: held.update(to="2029-12-31"), "2029 must have New Year's Day"),
    "part of a year": (lambda held: held.update(to="2028-12-30"), "the range must be whole years"),
    "another country": (lambda held: held.update(division="scotland"), "england-and-wales"),
    "no source": (lambda held: held.pop("source"), "source"),
    "an empty title": (lambda held: held["events"][0].update(title=" "), "at least 1 character"),
    "a day that does not exist": (lambda held: held["events"][0].update(date="2018-02-30"), "date"),
    "a word we do not know": (lambda held: held.update(notes=""), "Extra inputs are not permitted"),
}


def test_every_day_from_2018_to_2028_agrees_with_an_independent_list() -> None:
    theirs = holidays.country_holidays("GB", subdiv="ENG", years=range(2018, 2029))
    ours = calendar_of(time(9), time(17))
    every_day = [date(2018, 1, 1) + timedelta(days=n) for n in range(4018)]

    wrong = [day for day in every_day if (ours.why_skipped(day) is None) != theirs.is_working_day(day)]

    assert every_day[-1] == date(2028, 12, 31)
    assert wrong == []


@pytest.mark.parametrize(("day", "title"), [*ONE_OFF_DAYS.items(), *SUBSTITUTE_DAYS.items()])
def test_one_off_and_substitute_days_are_called_by_their_name(day: date, title: str) -> None:
    assert bank_holidays().titles[day] == title


@pytest.mark.parametrize("day", [date(2020, 5, 4), date(2022, 5, 30)])
def test_a_bank_holiday_that_was_moved_leaves_an_ordinary_monday(day: date) -> None:
    assert day not in bank_holidays().titles


def test_no_bank_holiday_is_listed_on_a_weekend() -> None:
    assert all(event.date.isoweekday() <= 5 for event in bank_holidays().events)


def test_the_list_says_where_it_comes_from_and_how_far_it_reaches() -> None:
    held = bank_holidays()

    assert "gov.uk" in held.source
    assert (held.first, held.last) == (date(2018, 1, 1), date(2028, 12, 31))
    assert days_left(date(2028, 12, 1)) == 30


def test_the_list_reaches_at_least_a_year_ahead_of_today() -> None:
    today = date.today()  # noqa: DTZ011, TID251 - only the real date can tell that the list grows old

    assert days_left(today) > 366, f"Fetch the new list from GOV.UK and replace {FILE.name}."


def test_a_council_adds_its_hours_and_closures_to_the_shared_list() -> None:
    calendar = calendar_of(time(8, 30), time(16, 30), {date(2026, 9, 2): "Staff training"})

    assert (calendar.opens, calendar.closes) == (time(8, 30), time(16, 30))
    assert calendar.why_skipped(date(2026, 9, 2)) == "Staff training"
    assert calendar.why_skipped(date(2026, 12, 25)) == "Christmas Day"


@pytest.mark.parametrize(("spoil", "why"), WHAT_CAN_BE_WRONG.values(), ids=WHAT_CAN_BE_WRONG.keys())
def test_a_list_that_cannot_be_trusted_is_refused(spoil: Spoil, why: str) -> None:
    held = json.loads(FILE.read_text(encoding="utf-8"))
    spoil(held)

    with pytest.raises(ValidationError, match=why):
        BankHolidays.model_validate_json(json.dumps(held))
