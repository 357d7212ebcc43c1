"""What is due when, and why: the clock of each kind of request, as law, promise or target."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import assert_never

from rules.kinds import Kind
from rules.working_days import DAY, ZONE, Calendar, Day, count

# Written out, so that no machine's language setting can change what a young person reads.
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NOON = time(12)


class Basis(StrEnum):
    """Who says so: an Act of Parliament, a promise made to young people, or an aim of our own."""

    law = "law"
    promise = "promise"
    target = "target"


@dataclass(frozen=True, slots=True)
class Rule:
    """A clock: so many working days, and the document and place that say so."""

    name: str
    basis: Basis
    working_days: int
    source: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A due date with its working, so that anyone can check it day by day.

    `counted_from` is day 0. `late_day_at` is when a request is a whole working day late.
    """

    rule: Rule
    started_at: datetime
    counted_from: date
    due_at: datetime
    due_on: date
    late_day_at: datetime
    days: tuple[Day, ...]

    @property
    def days_kept(self) -> list[dict[str, object]]:
        """The working as it is kept."""
        return [{"day": str(each.day), "number": each.number, "skipped": each.skipped} for each in self.days]


TWO_DAYS = (
    "The service's own rule in every council; Bath & North East Somerset pledge, 'Your social worker', third line"
)
TEN_DAYS = "The service's own target: the same ten working days that the law gives a complaint"
COMPLAINTS_LAW = (
    "Children Act 1989 Representations Procedure (England) Regulations 2006 (SI 2006/1738), "
    "regulation 14: stage 1, local resolution"
)

RULES: Mapping[Kind, Rule] = MappingProxyType(
    {
        Kind.contact: Rule("A call back", Basis.promise, 2, TWO_DAYS),
        Kind.help: Rule("A talk with someone who can help", Basis.promise, 2, TWO_DAYS),
        Kind.advocate: Rule(
            "Someone who gets back to you",
            Basis.target,
            2,
            "The service's own target: an advocate is as quick as a call back",
        ),
        Kind.comment: Rule("An answer to a comment", Basis.target, 10, TEN_DAYS),
        Kind.compliment: Rule("An answer to a compliment", Basis.target, 10, TEN_DAYS),
        Kind.complaint: Rule("An answer to a complaint, with reasons", Basis.law, 10, COMPLAINTS_LAW),
    }
)


def reckon(rule: Rule, asked_at: datetime, calendar: Calendar, not_before: date | None = None) -> Reckoning:
    """Work out when what was asked for is due, and write down every day counted or skipped.

    `not_before` is a later day that the young person asked for. It becomes day 0: she can be called on it,
    and the working days run from it, so nothing is ever due earlier. The day of asking or an earlier one
    changes nothing. A clock set by law moves for bank holidays alone, never for closures or `not_before`.
    """
    if rule.basis is Basis.law:
        calendar, not_before = calendar.without_closures(), None
    asked_on = local(asked_at).date()
    counted_from = max(asked_on, not_before or asked_on)
    walked = count(rule.working_days + 1, after=counted_from, calendar=calendar)
    *_, due_on, late_on = (day.day for day in walked if day.number)
    return Reckoning(
        rule=rule,
        started_at=asked_at.astimezone(UTC),
        counted_from=counted_from,
        due_at=_ends(rule, due_on, calendar),
        due_on=due_on,
        late_day_at=_ends(rule, late_on, calendar),
        days=(*_waited(asked_on, counted_from), *(day for day in walked if day.day <= due_on)),
    )


def _ends(rule: Rule, day: date, calendar: Calendar) -> datetime:
    """Tell when `day` is over: for the law at midnight, for us when the office closes."""
    match rule.basis:
        case Basis.law:
            end = datetime.combine(day + DAY, time.min, ZONE)
        case Basis.promise | Basis.target:
            end = datetime.combine(day, calendar.closes, ZONE)
        case _:
            assert_never(rule.basis)
    return end.astimezone(UTC)


def _waited(asked_on: date, counted_from: date) -> tuple[Day, ...]:
    """List the days on which nobody is to call, up to the day she asked for, which is day 0."""
    if counted_from == asked_on:
        return ()
    between = (asked_on + DAY * step for step in range(1, (counted_from - asked_on).days))
    reason = f"you asked for not before {named(counted_from)}"
    return (*(Day(day, None, reason) for day in between), Day(counted_from, None, "the day you asked for"))


@lru_cache(maxsize=1000)
def in_words(due_at: datetime) -> str:
    """Say an instant as people in England say it: "Wednesday 30 December, 5 pm".

    What is due is mostly due at the same few times, and a queue shows fifty at once.
    """
    there = local(due_at)
    if there.time() == time.min:
        return f"the end of {named(there.date() - DAY)}"
    return f"{named(there.date())}, {_hour(there.time())}"


def named(day: date) -> str:
    """Say a day as "Wednesday 30 December"."""
    return f"{DAY_NAMES[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]}"


def dated(day: date) -> str:
    """Say a day that may be long ago, with its year."""
    return f"{named(day)} {day.year}"


def _hour(at: time) -> str:
    if at == NOON:
        return "midday"
    minutes = f".{at.minute:02}" if at.minute else ""
    half = "am" if at < NOON else "pm"
    return f"{(at.hour - 1) % 12 + 1}{minutes} {half}"


def local(instant: datetime) -> datetime:
    """Put an instant on a clock in London; one without a zone could be any hour, so it is refused."""
    if instant.utcoffset() is None:
        raise ValueError("An instant needs its time zone.")
    return instant.astimezone(ZONE)
