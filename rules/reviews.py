"""When a plan is looked at again: from when to when, who says so, and how a review stands."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from rules.clocks import Basis
from rules.errors import NotValid
from rules.plans import PlanKind
from rules.requests import Standing
from rules.working_days import Calendar, count

MONTHS = 12


class ReviewRule(StrEnum):
    """Which clock a review runs on: the first, the second and the later ones of a care plan, or the plan's own."""

    first = "first"
    second = "second"
    later = "later"
    health = "health"
    education = "education"
    pathway = "pathway"


class TakingPart(StrEnum):
    """How a young person wants to have their say in a review."""

    meeting = "meeting"
    phone = "phone"
    letter = "letter"
    advocate_speaks = "advocate_speaks"
    not_taking_part = "not_taking_part"


@dataclass(frozen=True, slots=True)
class Within:
    """So many working days or so many months, and the document and place that say so."""

    basis: Basis
    source: str
    working_days: int | None = None
    months: int | None = None


REGULATIONS = "Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959), regulation 33"
RULES: Mapping[ReviewRule, Within] = MappingProxyType(
    {
        ReviewRule.first: Within(Basis.law, f"{REGULATIONS}(1)", working_days=20),
        ReviewRule.second: Within(Basis.law, f"{REGULATIONS}(2)", months=3),
        ReviewRule.later: Within(Basis.law, f"{REGULATIONS}(2)", months=6),
        ReviewRule.health: Within(
            Basis.promise, "Northamptonshire, 'How we support you in care': twice a year, with the care plan", months=6
        ),
        ReviewRule.education: Within(
            Basis.target, "The service's own target: as often as the care plan that it is a part of", months=6
        ),
        ReviewRule.pathway: Within(
            Basis.promise, "Bath & North East Somerset pledge, 'Leaving care and moving on', third line", months=6
        ),
    }
)

FIRST: Mapping[PlanKind, ReviewRule] = MappingProxyType(
    {
        PlanKind.care: ReviewRule.first,
        PlanKind.health: ReviewRule.health,
        PlanKind.education: ReviewRule.education,
        PlanKind.pathway: ReviewRule.pathway,
    }
)
_AFTER = {ReviewRule.first: ReviewRule.second, ReviewRule.second: ReviewRule.later}


@dataclass(frozen=True, slots=True)
class Due:
    """Until when a review must have been held, counted from which day, by which rule."""

    rule: ReviewRule
    counted_from: date
    due_on: date


@dataclass(frozen=True, slots=True)
class SoFar:
    """What the next review is counted from: the last one, else the day of coming into care, else the first plan."""

    last_rule: ReviewRule | None
    last_held_on: date | None
    in_care_since: date | None
    planned_since: date | None


def next_review(kind: PlanKind, so_far: SoFar, calendar: Calendar) -> Due:
    """Say when the next review is due; refuse where nothing is written that it could be counted from."""
    if so_far.last_rule and so_far.last_held_on:
        return due(_AFTER.get(so_far.last_rule, so_far.last_rule), so_far.last_held_on, calendar)
    if kind is PlanKind.care and so_far.in_care_since:
        return due(ReviewRule.first, so_far.in_care_since, calendar)
    if so_far.planned_since is None:
        raise NotValid("There is nothing yet to count from.", code="nothing_to_count_from")
    rule = ReviewRule.later if kind is PlanKind.care else FIRST[kind]
    return due(rule, so_far.planned_since, calendar)


def due(rule: ReviewRule, counted_from: date, calendar: Calendar) -> Due:
    """Count from a day by a rule. Closures of a council move no review: most are due by law."""
    within = RULES[rule]
    if within.working_days is not None:
        *_, last = count(within.working_days, after=counted_from, calendar=calendar.without_closures())
        return Due(rule, counted_from, last.day)
    return Due(rule, counted_from, months_after(counted_from, within.months or 0))


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or the last of a month that is shorter: 31 August + 6 is 28 February."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def standing(due_on: date, held_on: date | None, today: date) -> Standing:
    """Say how a review stands: one held on its last day is in time."""
    if held_on:
        return Standing.met if held_on <= due_on else Standing.missed
    if today > due_on:
        return Standing.late
    return Standing.due_soon if today == due_on else Standing.on_track


def must_have_been_held(held_on: date, *, counted_from: date, today: date) -> None:
    """Refuse a day that has not come, or one before the day that the clock runs from."""
    if held_on > today:
        raise NotValid("That day has not come yet.", code="in_the_future")
    if held_on < counted_from:
        raise NotValid("That was before this review began to count.", code="before_the_last_review")
