"""What can happen to a request, and how it stands: the table of moves and the computed standing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.clocks import local
from rules.errors import NotNow, NotValid

DAYS_TO_CONTEST = 28
DAYS_AHEAD = 92
DAYS_TO_WRITE_DOWN = 28


class State(StrEnum):
    waiting = "waiting"
    taken = "taken"
    answered = "answered"
    withdrawn = "withdrawn"


class Standing(StrEnum):
    on_track = "on_track"
    due_soon = "due_soon"
    late = "late"
    met = "met"
    missed = "missed"
    withdrawn = "withdrawn"


class Outcome(StrEnum):
    """What came of an attempt to reach the young person."""

    spoke = "spoke"
    met_in_person = "met_in_person"
    no_answer = "no_answer"
    left_message = "left_message"
    wrong_number = "wrong_number"
    not_safe_to_talk = "not_safe_to_talk"


class Urgent(StrEnum):
    """Why it cannot wait, in the young person's own choice of words."""

    unsafe = "unsafe"
    hurt = "hurt"
    scared = "scared"
    other = "other"


class What(StrEnum):
    """What happened in the life of a request."""

    asked = "asked"
    asked_again = "asked_again"
    seen = "seen"
    worried = "worried"
    called_again = "called_again"
    taken = "taken"
    handed = "handed"
    put_back = "put_back"
    tried = "tried"
    talked = "talked"
    confirmed = "confirmed"
    contested = "contested"
    not_yet = "not_yet"
    withdrawn = "withdrawn"
    added = "added"
    answered = "answered"
    passed_on = "passed_on"
    manager_told = "manager_told"
    half_way = "half_way"
    nobody_yet = "nobody_yet"
    nearly_due = "nearly_due"
    due = "due"
    day_late = "day_late"
    covered = "covered"
    left = "left"
    changed = "changed"
    back = "back"
    moved = "moved"
    clock_moved = "clock_moved"


class Move(StrEnum):
    take = "take"
    put_back = "put_back"
    answer = "answer"
    withdraw = "withdraw"
    contest = "contest"


OPEN = frozenset({State.waiting, State.taken})
TALKS = frozenset({Outcome.spoke, Outcome.met_in_person})

MOVES = {
    (State.waiting, Move.take): State.taken,
    (State.taken, Move.put_back): State.waiting,
    (State.waiting, Move.answer): State.answered,
    (State.taken, Move.answer): State.answered,
    (State.waiting, Move.withdraw): State.withdrawn,
    (State.taken, Move.withdraw): State.withdrawn,
    (State.answered, Move.contest): State.waiting,
}


def after(state: State, move: Move) -> State:
    """Return where `move` leads, or refuse it."""
    if (state, move) not in MOVES:
        raise NotNow("You cannot do that now. Look at it again to see how it stands.", code="not_in_this_state")
    return MOVES[state, move]


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides how a request stands. All instants are aware."""

    state: State
    due_at: datetime
    ended_at: datetime | None = None
    talked_at: datetime | None = None


def standing(request: Facts, now: datetime) -> Standing:
    """Say how the request stands at `now`: never stored, so never out of date.

    An ended request is judged by when the talk was, not by when somebody wrote it down.
    """
    if request.state in OPEN:
        return _while_open(request.due_at, now)
    ended = request.talked_at or request.ended_at or now
    if ended > request.due_at:
        return Standing.missed
    return Standing.withdrawn if request.state == State.withdrawn else Standing.met


def _while_open(due_at: datetime, now: datetime) -> Standing:
    if now >= due_at:
        return Standing.late
    # An end-of-day deadline is midnight: its day is the one that it ends.
    due_on = local(due_at - timedelta(microseconds=1)).date()
    return Standing.due_soon if local(now).date() >= due_on else Standing.on_track


def talk_time(at: datetime | None, *, asked_at: datetime, now: datetime) -> datetime:
    """Return when the attempt was; refuse one from before the asking or from the future."""
    when = at or now
    if when > now:
        raise NotValid("That time has not come yet.", code="in_the_future")
    if when < asked_at:
        raise NotValid("That was before the young person asked.", code="before_the_asking")
    return when


def asking_time(at: datetime, now: datetime) -> datetime:
    """Return when a young person asked by phone or in person; refuse the future and what is long past.

    What was asked four weeks ago is not a call to return any more but something that went wrong.
    """
    if at > now:
        raise NotValid("That time has not come yet.", code="in_the_future")
    if now - at > timedelta(days=DAYS_TO_WRITE_DOWN):
        raise NotValid("That was more than four weeks ago. Please tell your manager.", code="asked_too_long_ago")
    return at


def not_too_far(day: date | None, now: datetime) -> None:
    """Refuse a "not before" that is more than three months away: a plan for then is better asked for then."""
    if day and day > local(now).date() + timedelta(days=DAYS_AHEAD):
        raise NotValid("That is more than three months away. Please ask again nearer the day.", code="too_far_ahead")


def still_contestable(ended_at: datetime, now: datetime) -> None:
    """Refuse a "nobody called me" that comes more than 28 days after the end."""
    if now - ended_at > timedelta(days=DAYS_TO_CONTEST):
        raise NotNow(
            "That was more than four weeks ago. You can ask again, and a new clock starts.",
            code="too_long_ago",
        )
