"""One look at some requests of a council: which steps have come, who is told, and when to look again."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from models.duty_shifts import Staffed
from models.ladders import RungFound
from models.notices import Notice
from models.rows import Row
from models.staffing import CallOf, Climber, StepOf, Turn, open_when_due
from models.steps import Breach, Call, StepTaken
from models.timeline import TimelineEntry
from rules.calling import call_at, called, next_call, to_call
from rules.ladder import NEVER, UNSEEN, Planned, Step, Told, to_come, to_take
from rules.office_hours import opens_next
from rules.requests import What
from rules.telling import Concern, Member, next_holder, people
from rules.working_days import Calendar

# What comes later than this is no news of the minute any more: the service was down.
OVERDUE = timedelta(minutes=15)

# A notice and the time of its step. It is made only once it is known to be the last that somebody is told of a request.
Telling = tuple[Callable[[], Row], datetime]

LINES: Mapping[Step, What] = {step: What(step) for step in Step if step is not Step.contested} | {
    Step.contested: What.manager_told
}


@dataclass(frozen=True, slots=True)
class Here:
    """What is the same for every request of this look."""

    now: datetime
    calendar: Calendar
    rungs: Sequence[RungFound]
    staff: Sequence[Member]
    reviewers: Mapping[UUID, Sequence[UUID]]
    taken: Mapping[UUID, list[StepOf]]
    turns: Mapping[UUID, list[Turn]]
    calls: Mapping[UUID, list[CallOf]]
    on_duty: Sequence[Staffed]
    breached: frozenset[UUID]


@dataclass(slots=True)
class Climbed:
    """What a look leaves behind, table by table; whom a request was handed to; and when to look again.

    `late` is by who is told, and whether of a secret: one digest of both would leave the service as no secret.
    """

    steps: list[Row] = field(default_factory=list)
    calls: list[Row] = field(default_factory=list)
    breaches: list[Row] = field(default_factory=list)
    story: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    late: dict[tuple[UUID, bool], list[Row]] = field(default_factory=lambda: defaultdict(list))
    handed: dict[UUID, UUID] = field(default_factory=dict)
    looks: list[Row] = field(default_factory=list)

    def holder_of(self, found: Climber) -> UUID | None:
        return self.handed.get(found.id, found.taker_id)


def climb(found: Climber, here: Here, into: Climbed) -> None:
    """Take the steps of one request whose time has come."""
    turns = here.turns.get(found.id, [])
    if found.due_at <= here.now and found.id not in here.breached and open_when_due(turns, found.due_at):
        into.breaches.append(Breach.row(found, here.now))
    again = _climb_open(found, turns, here, into) if found.open else NEVER
    into.looks.append({"id": found.id, "next_look_at": again, "taker_id": into.handed.get(found.id), "at": here.now})


def _climb_open(found: Climber, turns: Sequence[Turn], here: Here, into: Climbed) -> datetime:
    contests = [turn.at for turn in turns if turn.what is What.contested]
    steps = found.planned(here.rungs, contests, here.calendar)
    taken = frozenset((each.step, each.turn) for each in here.taken.get(found.id, []))
    fresh = to_take(steps, taken, here.now, held=found.taker_id is not None)
    concern = found.concern(here.reviewers)
    told: dict[UUID, Telling] = {}
    if found.next_look_at == UNSEEN:
        asked = Planned(Step.half_way, found.changed_at, frozenset({Told.holder}))
        told |= _staff_told(found, What.asked, asked, people(Told.holder, concern, here.staff), here)
    for step in fresh:
        told |= _take(step, found, concern, here, into)
    made = {each.minutes for each in here.calls.get(found.id, [])}
    calls = _call(found, concern, made, here, into)
    _keep((told | calls).values(), here.now, into)
    left = to_come(steps, taken | {each.key for each in fresh}, here.now, held=into.holder_of(found) is not None)
    again = next_call(found.asked_at, made, here.now) if _unseen(found, into) else None
    return min(left.at if left else NEVER, again or NEVER)


def _unseen(found: Climber, into: Climbed) -> bool:
    return found.cannot_wait and found.seen_at is None and into.holder_of(found) is None


def _call(found: Climber, concern: Concern, made: set[int], here: Here, into: Climbed) -> dict[UUID, Telling]:
    """Call out what cannot wait, until somebody has seen it. What was missed meanwhile is one call, the last.

    Where nobody is there to be called, nothing was called out, and nobody is told so.
    """
    due = to_call(found.asked_at, made, here.now) if _unseen(found, into) else []
    whom = called(due[-1], concern, here.staff, here.on_duty) if due else []
    if not whom:
        return {}
    if made:
        line = uuid5(found.id, f"call:{due[-1]}")
        into.story.append(TimelineEntry.row(found, What.called_again, here.now, id=line))
    into.calls += [Call.row(found, each, call_at(found.asked_at, each), here.now) for each in due]
    made |= set(due)
    return {each.id: (_calling(found, due[-1], each, here.now), here.now) for each in whom}


def _calling(request: Climber, minutes: int, to: Member, now: datetime) -> Callable[[], Row]:
    key = uuid5(request.id, f"call:{minutes}:{to.id}")
    return partial(Notice.row, request, What.called_again, now, to=to.id, id=key)


def _take(step: Planned, request: Climber, concern: Concern, here: Here, into: Climbed) -> dict[UUID, Telling]:
    """Take one step, and return what each person is told of it."""
    into.steps.append(StepTaken.row(request, step, here.now))
    holder = _hand_over(step, request, concern, here, into)
    named = {"who": holder.first_name, "job": holder.job} if holder else {}
    what = LINES[step.step]
    line = once(request, step, "line")
    into.story.append(TimelineEntry.row(request, what, here.now, id=line, happened_at=step.at, **named))
    staff = [member for told in sorted(step.tells) for member in people(told, concern, here.staff)]
    told = _staff_told(request, what, step, staff, here, **named)
    if Told.young_person in step.tells:
        show_from = _show_from(request, step, here)
        her, key = request.young_person_id, once(request, step, request.young_person_id)
        more: dict[str, Any] = {"id": key, "show_from": show_from, "happened_at": step.at}
        # What waits for the office stands beside what does not: the truth is told by night, too.
        told[her if show_from == here.now else key] = (
            partial(Notice.row, request, what, here.now, to=her, **more, **named),
            here.now,
        )
    return told


def _hand_over(step: Planned, request: Climber, concern: Concern, here: Here, into: Climbed) -> Member | None:
    """Let whoever answers for it have it, once it is late. Return who has it when that is part of what is said."""
    if step.step is Step.due:
        holder = next_holder(concern, here.staff)
        if holder and holder.id != request.taker_id:
            into.handed[request.id] = holder.id
        return holder
    if step.step is Step.day_late:
        return next((each for each in here.staff if each.id == into.holder_of(request)), None)
    return None


def _staff_told(
    request: Climber,
    what: What,
    step: Planned,
    staff: Sequence[Member],
    here: Here,
    **named: Any,  # noqa: ANN401  columns of a notice
) -> dict[UUID, Telling]:
    show_from = _show_from(request, step, here)
    told: dict[UUID, Telling] = {}
    for each in staff:
        more = named | {"id": once(request, step, each.id, what), "show_from": show_from}
        told[each.id] = partial(Notice.row, request, what, here.now, to=each.id, **more), step.at
    return told


def once(request: Climber, step: Planned, *of: object) -> UUID:
    """Return an id that the same step gives again: what happens once has one key, whoever writes it."""
    return uuid5(request.id, f"{step.step}:{step.turn}:{':'.join(map(str, of))}")


def _show_from(request: Climber, step: Planned, here: Here) -> datetime:
    """Let a notice wait for office hours, unless it cannot wait."""
    if step.step is Step.due or request.cannot_wait:
        return here.now
    return opens_next(here.now, here.calendar)


def _keep(told: Any, now: datetime, into: Climbed) -> None:  # noqa: ANN401  a view of notices with their times
    """Keep the last that each person was told of a request; what is overdue goes into one digest, or two."""
    for make, at in told:
        notice = make()
        if now - at > OVERDUE:
            into.late[notice["recipient_id"], notice["secret"]].append(notice)
        else:
            into.notices.append(notice)
