"""What can happen to a request, and how it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.errors import NotNow, NotValid
from rules.requests import (
    MOVES,
    Facts,
    Move,
    Standing,
    State,
    after,
    not_too_far,
    standing,
    still_contestable,
    talk_time,
)

ASKED = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
DUE = datetime(2026, 6, 12, 16, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
OPEN = [State.waiting, State.taken]


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (ASKED, Standing.on_track),
        (datetime(2026, 6, 11, 22, 59, 59, tzinfo=UTC), Standing.on_track),
        (datetime(2026, 6, 11, 23, 0, tzinfo=UTC), Standing.due_soon),
        (DUE - TICK, Standing.due_soon),
        (DUE, Standing.late),
        (DUE + timedelta(days=9), Standing.late),
    ],
)
def test_an_open_request_is_on_track_then_due_soon_on_the_due_day_then_late(
    state: State, now: datetime, stands: Standing
) -> None:
    assert standing(Facts(state, DUE), now) == stands


def test_a_deadline_at_midnight_belongs_to_the_day_that_it_ends() -> None:
    midnight = datetime(2026, 6, 12, 23, 0, tzinfo=UTC)

    assert standing(Facts(State.waiting, midnight), midnight - timedelta(hours=25)) == Standing.on_track
    assert standing(Facts(State.waiting, midnight), midnight - timedelta(hours=23)) == Standing.due_soon
    assert standing(Facts(State.waiting, midnight), midnight) == Standing.late


@pytest.mark.parametrize(
    ("talked", "stands"), [(DUE - TICK, Standing.met), (DUE, Standing.met), (DUE + TICK, Standing.missed)]
)
def test_a_talk_at_or_before_the_due_time_keeps_the_promise_whenever_it_is_written_down(
    talked: datetime, stands: Standing
) -> None:
    written = DUE + timedelta(days=3)

    assert standing(Facts(State.answered, DUE, ended_at=written, talked_at=talked), written) == stands


@pytest.mark.parametrize(
    ("ended", "stands"),
    [(DUE - TICK, Standing.withdrawn), (DUE, Standing.withdrawn), (DUE + TICK, Standing.missed)],
)
def test_withdrawing_when_it_is_late_does_not_undo_the_missed_promise(ended: datetime, stands: Standing) -> None:
    assert standing(Facts(State.withdrawn, DUE, ended_at=ended), ended + timedelta(days=1)) == stands


def test_what_has_ended_stands_the_same_for_ever() -> None:
    kept = Facts(State.answered, DUE, ended_at=ASKED, talked_at=ASKED)

    assert {standing(kept, ASKED + timedelta(days=day)) for day in range(400)} == {Standing.met}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(Move))
def test_a_move_that_is_not_in_the_table_is_refused_with_a_sentence(state: State, move: Move) -> None:
    if (state, move) in MOVES:
        assert after(state, move) == MOVES[state, move]
        return

    with pytest.raises(NotNow) as refusal:
        after(state, move)

    assert refusal.value.code == "not_in_this_state"
    assert refusal.value.sentence == "You cannot do that now. Look at it again to see how it stands."


def test_only_a_request_that_was_answered_can_be_contested() -> None:
    assert [state for state, move in MOVES if move == Move.contest] == [State.answered]


def test_a_try_without_a_time_was_just_now() -> None:
    assert talk_time(None, asked_at=ASKED, now=DUE) == DUE


@pytest.mark.parametrize("at", [ASKED, DUE - TICK, DUE])
def test_a_try_was_at_some_time_from_the_asking_until_now(at: datetime) -> None:
    assert talk_time(at, asked_at=ASKED, now=DUE) == at


def test_a_try_in_the_future_is_refused() -> None:
    with pytest.raises(NotValid, match="has not come yet") as refusal:
        talk_time(DUE + TICK, asked_at=ASKED, now=DUE)

    assert refusal.value.code == "in_the_future"


def test_a_try_from_before_the_asking_is_refused() -> None:
    with pytest.raises(NotValid, match="before the young person asked") as refusal:
        talk_time(ASKED - TICK, asked_at=ASKED, now=DUE)

    assert refusal.value.code == "before_the_asking"


def test_nobody_called_me_can_be_said_for_28_days() -> None:
    still_contestable(DUE, DUE + timedelta(days=28))

    with pytest.raises(NotNow) as refusal:
        still_contestable(DUE, DUE + timedelta(days=28) + TICK)

    assert refusal.value.code == "too_long_ago"


def test_a_later_day_may_be_three_months_ahead_and_no_more() -> None:
    last = ASKED.date() + timedelta(days=92)

    not_too_far(None, ASKED)
    not_too_far(last, ASKED)

    with pytest.raises(NotValid) as refusal:
        not_too_far(last + timedelta(days=1), ASKED)

    assert refusal.value.code == "too_far_ahead"
