"""Whether a promise is kept is counted from what happened, and from nothing else."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.plans import PlanKind
from rules.pledges import Evidence
from rules.promises import (
    Action,
    Answer,
    Callback,
    Facts,
    Finding,
    Move,
    Plan,
    Since,
    finding,
    months_after,
)
from rules.requests import Standing

NOTHING = Facts(callbacks=(), reachable=frozenset())
TODAY = date(2026, 6, 10)
ALWAYS_KNOWN = {
    Evidence.called_back,
    Evidence.named_teacher_details,
    Evidence.nurse_details,
    Evidence.reviewing_officer_details,
    Evidence.social_worker_details,
}


def found(evidence: Evidence, **facts: Any) -> Finding | None:  # noqa: ANN401
    return finding(evidence, replace(NOTHING, **facts), TODAY)


def calls(*standings: Standing, contested: bool = False) -> list[Callback]:
    return [Callback(standing, contested) for standing in standings]


def test_a_call_in_time_counts_and_a_late_or_a_missed_one_does_not() -> None:
    happened = calls(Standing.met, Standing.met, Standing.missed, Standing.late)

    assert found(Evidence.called_back, callbacks=happened) == Finding(2, 4)


@pytest.mark.parametrize("standing", [Standing.on_track, Standing.due_soon, Standing.withdrawn])
def test_what_is_not_over_or_was_taken_back_in_time_is_in_neither_number(standing: Standing) -> None:
    assert found(Evidence.called_back, callbacks=calls(Standing.met, standing)) == Finding(1, 1)


@pytest.mark.parametrize("standing", Standing)
def test_what_she_contests_is_neither_kept_nor_broken(standing: Standing) -> None:
    assert found(Evidence.called_back, callbacks=calls(standing, contested=True)) == Finding(0, 0)


def test_it_is_kept_only_when_every_time_was() -> None:
    assert (Finding(2, 2).kept, Finding(1, 2).kept, Finding(0, 0).kept) == (True, False, None)


@pytest.mark.parametrize(
    ("evidence", "role"),
    [
        (Evidence.social_worker_details, "social_worker"),
        (Evidence.reviewing_officer_details, "reviewing_officer"),
        (Evidence.named_teacher_details, "named_teacher"),
        (Evidence.nurse_details, "nurse"),
    ],
)
def test_somebody_can_be_reached_when_their_number_is_there(evidence: Evidence, role: str) -> None:
    assert found(evidence, reachable=frozenset({role})) == Finding(1, 1)
    assert found(evidence, reachable=frozenset({"key_worker"})) == Finding(0, 1)


@pytest.mark.parametrize("evidence", sorted(set(Evidence) - ALWAYS_KNOWN))
def test_what_nobody_writes_down_cannot_be_said(evidence: Evidence) -> None:
    assert found(evidence) is None


def plan(*reviewed: date, made: date = date(2025, 8, 31), kind: PlanKind = PlanKind.care, copy: bool = True) -> Plan:
    return Plan(kind, copy, Since(made, reviewed))


@pytest.mark.parametrize(
    ("reviewed", "counted", "of"),
    [
        ([date(2026, 2, 28)], 1, 1),  # six months after 31 August, in time; the next stretch is not over
        ([date(2026, 3, 1)], 0, 1),  # a day late
        ([], 0, 1),  # never, and the six months are over
        ([date(2026, 2, 1), date(2025, 11, 1)], 2, 2),  # in whatever order they were written down
        ([date(2025, 11, 1)], 1, 2),  # once in time, then not again: overdue since 1 May
        ([date(2026, 12, 1)], 0, 1),  # one that is only planned has not happened
    ],
)
def test_a_plan_is_looked_at_again_within_six_months(reviewed: list[date], counted: int, of: int) -> None:
    assert found(Evidence.plan_reviewed, plans=[plan(*reviewed)]) == Finding(counted, of)


def test_on_the_very_day_it_is_not_yet_late() -> None:
    assert found(Evidence.plan_reviewed, plans=[plan(made=date(2025, 12, 10))]) == Finding(0, 0)
    assert found(Evidence.plan_reviewed, plans=[plan(made=date(2025, 12, 9))]) == Finding(0, 1)


def test_a_pathway_plan_is_no_care_plan() -> None:
    plans = [plan(date(2026, 1, 1)), plan(kind=PlanKind.pathway, copy=False)]

    assert found(Evidence.plan_reviewed, plans=plans) == Finding(1, 1)
    assert found(Evidence.pathway_reviewed, plans=plans) == Finding(0, 1)
    assert found(Evidence.plan_copied, plans=plans) == Finding(1, 1)
    assert found(Evidence.pathway_copied, plans=plans) == Finding(0, 1)
    assert found(Evidence.pathway_copied, plans=[plan()]) == Finding(0, 0)


def test_a_plan_is_acted_on_when_what_is_due_is_done_in_time() -> None:
    actions = [
        Action(date(2026, 6, 1), date(2026, 6, 1)),
        Action(date(2026, 6, 1), date(2026, 6, 2)),
        Action(date(2026, 6, 9), None),
        Action(date(2026, 6, 10), None),
        Action(date(2026, 7, 1), date(2026, 6, 1)),
    ]

    assert found(Evidence.plan_acted_on, actions=actions) == Finding(2, 4)


def test_a_no_needs_its_reason_and_a_yes_needs_none() -> None:
    answers = [
        Answer(said_no=True, reason_given=True),
        Answer(said_no=True, reason_given=False),
        Answer(said_no=False, reason_given=False),
    ]

    assert found(Evidence.reasons_given, answers=answers) == Finding(1, 2)


def test_only_an_emergency_excuses_a_move_without_the_offer_of_an_advocate() -> None:
    moves = [
        Move(date(2026, 1, 1), emergency=True, advocate_offered=False, reviewed_on=None),
        Move(date(2026, 2, 1), emergency=False, advocate_offered=True, reviewed_on=date(2026, 3, 1)),
        Move(date(2026, 3, 1), emergency=False, advocate_offered=False, reviewed_on=date(2026, 3, 30)),
        Move(date(2026, 6, 1), emergency=False, advocate_offered=True, reviewed_on=None),
    ]

    assert found(Evidence.advocate_before_move, moves=moves) == Finding(2, 3)
    assert found(Evidence.reviewed_after_move, moves=moves) == Finding(1, 3)


def test_she_is_asked_before_every_review() -> None:
    assert found(Evidence.heard_before_review, heard_before=[True, False, True]) == Finding(2, 3)


def test_six_weeks_are_promised_in_care_and_eight_are_counted_after_it() -> None:
    touched = Since(date(2026, 3, 1), [date(2026, 4, 12), date(2026, 5, 31)])

    assert found(Evidence.in_touch, in_touch=touched) == Finding(1, 2)
    assert found(Evidence.still_in_touch, in_touch=touched) == Finding(2, 2)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 6, 15), 6, date(2026, 12, 15)),
        (date(2026, 7, 31), 6, date(2027, 1, 31)),
        (date(2026, 1, 31), 12, date(2027, 1, 31)),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later
