"""The ladder: what happens, step by step, while nobody has answered; and when, from the clock and the office hours.

Which steps there are is the same everywhere. A council may bring the early ones forward or tell more people; it may
never loosen one. Due, and a working day late, stand where they stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, assert_never

from rules.clocks import local
from rules.office_hours import after, before, between, closes_a_day_after, opening, opens_last, opens_next
from rules.working_days import Calendar

WHOLE = 100
# What no sweep has looked at yet, and what none needs to look at any more.
UNSEEN, NEVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


class Step(StrEnum):
    """The steps, from the first to the last; `contested` stands before all that is left when she says "nobody did"."""

    contested = "contested"
    half_way = "half_way"
    nobody_yet = "nobody_yet"
    nearly_due = "nearly_due"
    due = "due"
    day_late = "day_late"


class Told(StrEnum):
    """Who is told; `duty` is the team, while nobody has taken it. Of a secret, these are people on its own side."""

    holder = "holder"
    duty = "duty"
    manager = "manager"
    young_person = "young_person"
    reviewing_officer = "reviewing_officer"
    rights = "rights"


# What the figure of a step means; due and what follows it have none.
UNITS: Mapping[Step, str] = MappingProxyType(
    {
        Step.half_way: "percent of the office hours between asking and due",
        Step.nobody_yet: "working days before the due day, at office opening",
        Step.nearly_due: "office hours before due",
    }
)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step as a council has it: its figure, and who is told."""

    step: Step
    amount: int
    tells: frozenset[Told]


Ladder = Sequence[Rung]


@dataclass(frozen=True, slots=True)
class Clock:
    """The instants of one request that its ladder leans on. `counted_from` is day 0."""

    asked_at: datetime
    counted_from: date
    due_at: datetime
    due_on: date
    late_day_at: datetime
    contested_at: datetime | None = None
    contests: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with its time. `turn` counts how often "nobody did" was said before it: the first climb is turn 0."""

    step: Step
    at: datetime
    tells: frozenset[Told]
    turn: int = 0

    @property
    def key(self) -> tuple[Step, int]:
        return self.step, self.turn


class Timed(Protocol):
    @property
    def step(self) -> Step: ...
    @property
    def at(self) -> datetime: ...


def in_order(step: Timed) -> tuple[datetime, int]:
    """Sort steps by their times; those of the same instant as they stand on the ladder."""
    return step.at, list(Step).index(step.step)


def planned(ladder: Ladder, clock: Clock, calendar: Calendar) -> tuple[Planned, ...]:
    """Return the steps of a request in their order, each with its time."""
    steps = [Planned(rung.step, _time(rung, clock, calendar), rung.tells) for rung in ladder]
    if clock.contested_at:
        steps = _contested(steps, clock, clock.contested_at, calendar)
    return tuple(sorted(steps, key=in_order))


def _contested(steps: list[Planned], clock: Clock, at: datetime, calendar: Calendar) -> list[Planned]:
    """Go straight to the manager; what was past by then is not made up for, and a day later it climbs on."""
    to_come = [each for each in steps if each.at > at and each.step is not Step.day_late]
    told = next(each.tells for each in steps if each.step is Step.due)
    late = next(each for each in steps if each.step is Step.day_late)
    again = replace(late, at=max(late.at, closes_a_day_after(at, calendar)), turn=clock.contests)
    return [Planned(Step.contested, at, told - {Told.young_person}, clock.contests), *to_come, again]


def _time(rung: Rung, clock: Clock, calendar: Calendar) -> datetime:
    begins = max(clock.asked_at, opening(clock.counted_from, calendar))
    start = min(opens_next(begins, calendar), clock.due_at)
    match rung.step:
        case Step.half_way:
            whole = between(start, clock.due_at, calendar)
            at = after(start, whole * rung.amount / WHOLE, calendar, until=clock.due_at)
        case Step.nobody_yet:
            at = min(_morning(rung.amount, start, clock, calendar), clock.due_at)
        case Step.nearly_due:
            at = before(clock.due_at, timedelta(hours=rung.amount), calendar, since=start)
        case Step.due | Step.contested:
            at = clock.due_at
        case Step.day_late:
            at = clock.late_day_at
        case _:
            assert_never(rung.step)
    return at


def _morning(days_before: int, start: datetime, clock: Clock, calendar: Calendar) -> datetime:
    """Return office opening on the due day, or so many working days before it."""
    at = opens_last(clock.due_on, calendar, since=start)
    for _ in range(days_before):
        at = opens_last(local(at).date() - timedelta(days=1), calendar, since=start)
    return at


def to_take(
    steps: Sequence[Planned], taken: frozenset[tuple[Step, int]], now: datetime, *, held: bool
) -> list[Planned]:
    """Return the steps whose time has come and that nobody took yet, in their order.

    That nobody has taken a request is no news once somebody has.
    """
    return [each for each in steps if each.at <= now and each.key not in taken and not _idle(each, held=held)]


def to_come(
    steps: Sequence[Planned], taken: frozenset[tuple[Step, int]], now: datetime, *, held: bool
) -> Planned | None:
    """Return the next step of those that are not taken yet."""
    left = [each for each in steps if each.key not in taken and not _idle(each, held=held)]
    return next((each for each in left if each.at > now), left[0] if left else None)


def _idle(step: Planned, *, held: bool) -> bool:
    return held and step.step is Step.nobody_yet


def tightens(rung: Rung, than: Rung) -> bool:
    """Say whether `rung` comes no later than another, and tells whoever that one tells."""
    sooner = rung.amount <= than.amount if rung.step is Step.half_way else rung.amount >= than.amount
    same = rung.amount == than.amount
    return rung.step is than.step and rung.tells >= than.tells and (sooner if rung.step in UNITS else same)


def must_tighten(rung: Rung, than: Rung) -> None:
    """Refuse a step that comes later, or tells fewer people, than what stands: everywhere, or here by now."""
    if rung.amount < min(than.amount, 1) or not tightens(rung, than):
        raise ValueError("A council may tighten its ladder, never loosen it.")
