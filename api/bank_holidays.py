"""The bank holidays we ship, read once and believed only when they are complete."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from rules.working_days import Calendar

FILE = Path(__file__).parent.parent / "catalogues" / "bank_holidays" / "england-and-wales.json"
NO_CLOSURES: Mapping[dt.date, str] = MappingProxyType({})
ORDINARY = (
    *("New Year's Day", "Good Friday", "Easter Monday", "Early May bank holiday"),
    *("Spring bank holiday", "Summer bank holiday", "Christmas Day", "Boxing Day"),
)

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class BankHoliday(Strict):
    date: dt.date
    title: Title


class BankHolidays(Strict):
    """Every bank holiday of England and Wales in whole years, `first` to `last`."""

    division: Literal["england-and-wales"]
    source: Title
    dated: dt.date
    first: Annotated[dt.date, Field(alias="from")]
    last: Annotated[dt.date, Field(alias="to")]
    events: tuple[BankHoliday, ...]

    @cached_property
    def titles(self) -> Mapping[dt.date, str]:
        return MappingProxyType({event.date: event.title for event in self.events})

    @model_validator(mode="after")
    def complete(self) -> Self:
        """Refuse a list with a gap: a missing bank holiday is a promise broken without anyone noticing."""
        problems = [*self._wrong_dates(), *self._missing_days()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _wrong_dates(self) -> Iterator[str]:
        days = [event.date for event in self.events]
        if (self.first.month, self.first.day, self.last.month, self.last.day) != (1, 1, 12, 31):
            yield "the range must be whole years"
        yield from (f"{day} is outside the range" for day in days if not self.first <= day <= self.last)
        yield from (f"{later} must come after {day}" for day, later in pairwise(days) if later <= day)

    def _missing_days(self) -> Iterator[str]:
        """Name what a year lacks. What stands in brackets, "(substitute day)", is not part of the name."""
        held = [(event.date.year, event.title.partition(" (")[0]) for event in self.events]
        wanted = [(year, name) for year in range(self.first.year, self.last.year + 1) for name in ORDINARY]
        yield from (f"{year} must have {name} once" for year, name in wanted if held.count((year, name)) != 1)


@cache
def bank_holidays() -> BankHolidays:
    """Read the list that is shipped with this version."""
    return BankHolidays.model_validate_json(FILE.read_text(encoding="utf-8"))


def calendar_of(opens: dt.time, closes: dt.time, closures: Mapping[dt.date, str] = NO_CLOSURES) -> Calendar:
    """Put the bank holidays together with what one council says about itself."""
    held = bank_holidays()
    return Calendar(held.titles, closures, held.first, held.last, opens, closes)


def days_left(today: dt.date) -> int:
    """Count the days until the shipped list ends, so that somebody hears of it in time."""
    return (bank_holidays().last - today).days
