"""The callback report of a team, or of one worker: by worker and month, and whom nobody has heard from."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

from models.base import Shape
from rules import figures
from rules.clocks import local
from rules.figures import Age, Call, Went
from rules.months import month_of
from rules.requests import Facts, State
from rules.working_days import Calendar


class Hours(Shape):
    """Office hours: half of the calls within `median`, nine in ten within `ninetieth`; null where there was none."""

    median: float | None
    ninetieth: float | None


class OpenByAge(Shape):
    """How many are open, by how many working days of the office they have been."""

    first_day: int
    second_day: int
    within_a_week: int
    longer: int


class WorkerMonth(Shape):
    """What became of the calls that one worker was asked for in one month; of nobody in particular, without a name.

    A call counts with whom it was asked of, also where a colleague made it: nobody is the worse for helping out.
    """

    month: str
    worker_id: UUID | None
    worker: str | None
    asked: int
    met: int
    missed: int
    open: int
    contested: int
    withdrawn: int
    recorded_late: int
    to_first_try: Hours
    to_talk: Hours
    open_by_age: OpenByAge


class WorkerLoad(Shape):
    """What a worker has to do now: the calls that they hold, and those asked of them that nobody has taken."""

    worker_id: UUID
    worker: str
    holds: int
    waiting: int
    late: int


class NotHeardFrom(Shape):
    """A young person with whom nobody has talked for six weeks of a call that they asked for, or ever."""

    young_person_id: UUID
    name: str
    worker: str | None
    last_talk_on: date | None


class CallbackDetail(Shape):
    """The report worker by worker, as it is now: exact, since it is about one's own team, or about oneself."""

    as_of: datetime
    by_worker: list[WorkerMonth]
    load: list[WorkerLoad]
    not_heard_from: list[NotHeardFrom]


class CallFound(Shape):
    """A call as it is kept, with its first try and the name of whom it was asked of."""

    worker_id: UUID | None
    state: State
    asked_at: datetime
    not_before: date | None
    due_at: datetime
    ended_at: datetime | None
    talked_at: datetime | None
    contested: bool
    recorded_late: bool
    worker: str | None
    first_try_at: datetime | None

    @property
    def call(self) -> Call:
        facts = Facts(self.state, self.due_at, self.ended_at, self.talked_at)
        return Call(facts, self.asked_at, self.not_before, self.first_try_at, self.contested)


class UnheardFound(Shape):
    young_person_id: UUID
    name: str
    worker: str | None
    talked_at: datetime | None

    @property
    def shown(self) -> NotHeardFrom:
        last = local(self.talked_at).date() if self.talked_at else None
        return NotHeardFrom(last_talk_on=last, **self.model_dump(exclude={"talked_at"}))


class Tally(Shape):
    """What became of some calls; the five add up to `asked`."""

    asked: int
    met: int
    missed: int
    open: int
    contested: int
    withdrawn: int

    @classmethod
    def of(cls, calls: Sequence[CallFound], now: datetime, calendar: Calendar) -> Self:
        how = Counter(figures.went(each.call, now, calendar) for each in calls)
        return cls(asked=len(calls), **{each.value: how[each] for each in Went})


def by_worker(calls: Sequence[CallFound], now: datetime, calendar: Calendar) -> Iterator[WorkerMonth]:
    """Return a line for each month and worker who was asked for a call in it, by month and name."""
    sorted_out = defaultdict[tuple[str, str, UUID | None], list[CallFound]](list)
    for each in calls:
        sorted_out[month_of(each.asked_at), each.worker or "", each.worker_id].append(each)
    for key in sorted(sorted_out, key=str):
        month, _, worker_id = key
        yield _line(month, worker_id, sorted_out[key], now, calendar)


def _line(
    month: str, worker_id: UUID | None, found: Sequence[CallFound], now: datetime, calendar: Calendar
) -> WorkerMonth:
    calls = [each.call for each in found]
    still_open = [each for each in calls if figures.went(each, now, calendar) is Went.open]
    ages = Counter(figures.age(each, now, calendar) for each in still_open)
    return WorkerMonth(
        month=month,
        worker_id=worker_id,
        worker=found[0].worker,
        recorded_late=sum(each.recorded_late for each in found),
        to_first_try=_hours([figures.to_first_try(each, calendar) for each in calls]),
        to_talk=_hours([figures.to_talk(each, calendar) for each in calls]),
        open_by_age=OpenByAge(**{each.value: ages[each] for each in Age}),
        **Tally.of(found, now, calendar).model_dump(),
    )


def _hours(waits: Sequence[timedelta | None]) -> Hours:
    return Hours.model_validate(figures.spread([each for each in waits if each is not None]))
