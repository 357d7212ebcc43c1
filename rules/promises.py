"""Whether a promise is kept, as far as it can be counted: from what happened to so many of so many times.

It is never a score and never compares one young person with another.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import Self

from rules.plans import PlanKind
from rules.pledges import Evidence
from rules.requests import Standing


@dataclass(frozen=True, slots=True)
class Finding:
    """So many of so many times. What is not due yet, or contested, is in neither number."""

    counted: int
    of: int

    @classmethod
    def over(cls, times: Iterable[bool]) -> Self:
        kept = list(times)
        return cls(sum(kept), len(kept))

    @property
    def kept(self) -> bool | None:
        return self.counted == self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Callback:
    """A call that was asked for."""

    standing: Standing
    contested: bool


@dataclass(frozen=True, slots=True)
class Since:
    """A first day, and the days after it on which something was done again."""

    first: date
    days: Sequence[date]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan, whether the young person was given a copy, and its reviews, counted from the day it was made."""

    kind: PlanKind
    copy_given: bool
    reviews: Since


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a plan says will be done by a day."""

    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to something that the young person asked for."""

    said_no: bool
    reason_given: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A move to another home."""

    moved_on: date
    emergency: bool
    advocate_offered: bool
    reviewed_on: date | None


@dataclass(frozen=True, slots=True)
class Gone:
    """That somebody stopped being there in the last twelve months, and whether the young person was told why."""

    role: str
    told_why: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is written down of one young person. None: nobody writes that down here yet, so that we cannot say.

    `reachable` are the roles of their people whose phone number they have. `heard_before` says for every review that
    was held whether the reviewing officer asked the young person before it.
    """

    callbacks: Sequence[Callback]
    reachable: frozenset[str]
    plans: Sequence[Plan] | None = None
    actions: Sequence[Action] | None = None
    answers: Sequence[Answer] | None = None
    moves: Sequence[Move] | None = None
    heard_before: Sequence[bool] | None = None
    in_touch: Since | None = None
    gone: Sequence[Gone] | None = None


Check = Callable[[Facts, date], Finding | None]

KEPT = frozenset({Standing.met})
BROKEN = frozenset({Standing.missed, Standing.late})


def finding(evidence: Evidence, facts: Facts, today: date) -> Finding | None:
    """Count what shows whether a promise is kept; None when it cannot be said yet."""
    return CHECKS[evidence](facts, today)


def _called_back(facts: Facts, _: date) -> Finding:
    """Leave out what is still in time, what was withdrawn in time, and what she says did not happen as written."""
    settled = [call.standing for call in facts.callbacks if not call.contested]
    return Finding.over(standing in KEPT for standing in settled if standing in KEPT | BROKEN)


def _details_of(role: str, facts: Facts, _: date) -> Finding:
    return Finding.over([role in facts.reachable])


def _explained(role: str, facts: Facts, _: date) -> Finding | None:
    """Count the changes that came with a reason: nobody promises that there will be none."""
    if facts.gone is None:
        return None
    return Finding.over(each.told_why for each in facts.gone if each.role == role)


def _copied(kind: PlanKind, facts: Facts, _: date) -> Finding | None:
    if facts.plans is None:
        return None
    return Finding.over(plan.copy_given for plan in facts.plans if plan.kind is kind)


def _reviewed(kind: PlanKind, facts: Facts, today: date) -> Finding | None:
    if facts.plans is None:
        return None
    reviews = [plan.reviews for plan in facts.plans if plan.kind is kind]
    return Finding.over(kept for each in reviews for kept in _in_time(each, today, partial(months_after, months=6)))


def _acted_on(facts: Facts, today: date) -> Finding | None:
    """Count an action once it is done or its day is over."""
    if facts.actions is None:
        return None
    ripe = [each for each in facts.actions if each.done_on or each.due_on < today]
    return Finding.over(each.done_on is not None and each.done_on <= each.due_on for each in ripe)


def _reasons_given(facts: Facts, _: date) -> Finding | None:
    if facts.answers is None:
        return None
    return Finding.over(answer.reason_given for answer in facts.answers if answer.said_no)


def _advocate_before_move(facts: Facts, _: date) -> Finding | None:
    if facts.moves is None:
        return None
    return Finding.over(move.advocate_offered for move in facts.moves if not move.emergency)


def _reviewed_after_move(facts: Facts, today: date) -> Finding | None:
    if facts.moves is None:
        return None
    by = [(move, move.moved_on + timedelta(weeks=4)) for move in facts.moves]
    ripe = [(move.reviewed_on, last) for move, last in by if move.reviewed_on or last < today]
    return Finding.over(reviewed_on is not None and reviewed_on <= last for reviewed_on, last in ripe)


def _heard_before_review(facts: Facts, _: date) -> Finding | None:
    return None if facts.heard_before is None else Finding.over(facts.heard_before)


def _in_touch(weeks: int, facts: Facts, today: date) -> Finding | None:
    if facts.in_touch is None:
        return None
    return Finding.over(_in_time(facts.in_touch, today, lambda day: day + timedelta(weeks=weeks)))


def _in_time(since: Since, today: date, latest: Callable[[date], date]) -> list[bool]:
    """Say for every stretch from one day to the next whether it was short enough.

    The last stretch has no end yet: it counts only once it is too long.
    """
    days = [since.first, *sorted(day for day in since.days if since.first < day <= today)]
    kept = [later <= latest(day) for day, later in pairwise(days)]
    return kept if today <= latest(days[-1]) else [*kept, False]


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month; six months after 31 August is the last day of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


CHECKS: Mapping[Evidence, Check] = MappingProxyType(
    {
        Evidence.advocate_before_move: _advocate_before_move,
        Evidence.called_back: _called_back,
        Evidence.heard_before_review: _heard_before_review,
        Evidence.in_touch: partial(_in_touch, 6),
        Evidence.named_teacher_details: partial(_details_of, "named_teacher"),
        Evidence.nurse_details: partial(_details_of, "nurse"),
        Evidence.pathway_copied: partial(_copied, PlanKind.pathway),
        Evidence.pathway_reviewed: partial(_reviewed, PlanKind.pathway),
        Evidence.plan_acted_on: _acted_on,
        Evidence.plan_copied: partial(_copied, PlanKind.care),
        Evidence.plan_reviewed: partial(_reviewed, PlanKind.care),
        Evidence.reasons_given: _reasons_given,
        Evidence.reviewed_after_move: _reviewed_after_move,
        Evidence.reviewing_officer_changes: partial(_explained, "reviewing_officer"),
        Evidence.reviewing_officer_details: partial(_details_of, "reviewing_officer"),
        Evidence.social_worker_changes: partial(_explained, "social_worker"),
        Evidence.social_worker_details: partial(_details_of, "social_worker"),
        Evidence.still_in_touch: partial(_in_touch, 8),
    }
)
