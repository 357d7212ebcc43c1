"""How calls went, as those see it who make them: what became of each, and how many hours of the office that took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from rules.clocks import local
from rules.office_hours import between, closing, opening
from rules.requests import OPEN, Facts, Standing, standing
from rules.working_days import Calendar, count

HOUR = timedelta(hours=1)
DAYS_OF_SILENCE = 10
UNHEARD = timedelta(weeks=6)


class Went(StrEnum):
    """What became of a call: each is exactly one of these."""

    met = "met"
    missed = "missed"
    open = "open"
    contested = "contested"
    withdrawn = "withdrawn"


class Age(StrEnum):
    """How long a call has been open, in working days of the office."""

    first_day = "first_day"
    second_day = "second_day"
    within_a_week = "within_a_week"
    longer = "longer"


# Up to how many working days an age goes; the last has no end.
AGES = ((Age.first_day, 1), (Age.second_day, 2), (Age.within_a_week, 5))


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was asked for: all that its figures are made of. `not_before` is a later day that she asked for."""

    facts: Facts
    asked_at: datetime
    not_before: date | None
    first_try_at: datetime | None
    contested: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of the hours are within `median`, nine in ten within `ninetieth`; None where there are none."""

    median: float | None
    ninetieth: float | None


def went(call: Call, now: datetime, calendar: Calendar) -> Went:
    """Say what became of a call. What she contested is neither met nor missed until she lets a new talk stand."""
    ended_at = call.facts.ended_at
    if call.contested and (ended_at is None or not _silent_since(ended_at, now, calendar)):
        return Went.contested
    if call.facts.state in OPEN:
        return Went.open
    stands = standing(call.facts, now)
    return Went(stands) if stands in (Standing.met, Standing.withdrawn) else Went.missed


def _silent_since(ended_at: datetime, now: datetime, calendar: Calendar) -> bool:
    last = count(DAYS_OF_SILENCE, after=local(ended_at).date(), calendar=calendar)[-1].day
    return local(now).date() > last


def to_first_try(call: Call, calendar: Calendar) -> timedelta | None:
    """Return the office's hours to the first try; a talk of which only she told us was one."""
    tries = [at for at in (call.first_try_at, call.facts.talked_at) if at]
    return _waited(call, min(tries), calendar) if tries else None


def to_talk(call: Call, calendar: Calendar) -> timedelta | None:
    talked_at = call.facts.talked_at
    return _waited(call, talked_at, calendar) if talked_at else None


def age(call: Call, now: datetime, calendar: Calendar) -> Age:
    """Say how long a call has been open."""
    today = local(now).date()
    days = _waited(call, now, calendar) / (closing(today, calendar) - opening(today, calendar))
    return next((age for age, most in AGES if days < most), Age.longer)


def _waited(call: Call, until: datetime, calendar: Calendar) -> timedelta:
    """Count from the asking, or from the morning of the later day that she asked for: the one pause there is."""
    start = max(call.asked_at, opening(call.not_before, calendar)) if call.not_before else call.asked_at
    return between(start, until, calendar)


def spread(waits: Sequence[timedelta]) -> Spread:
    """Sum up how long it took. The ninetieth is one that there was: the least that nine in ten are within."""
    if not waits:
        return Spread(None, None)
    hours = sorted(wait / HOUR for wait in waits)
    ninetieth = hours[-(-9 * len(hours) // 10) - 1]
    return Spread(round(median(hours), 1), round(ninetieth, 1))
