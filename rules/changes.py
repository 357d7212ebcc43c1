"""A change of worker: why it may be, from when on, and how often it happened in a year."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from rules.clocks import local
from rules.errors import NotValid
from rules.reviews import MONTHS, months_after


class Why(StrEnum):
    """Why a worker comes or goes, as a young person is told it. None of them says anything private of the worker."""

    new_job = "new_job"
    not_here = "not_here"
    long_leave = "long_leave"
    too_much = "too_much"
    you_moved = "you_moved"
    you_asked = "you_asked"
    you_are_older = "you_are_older"
    more_help = "more_help"
    done = "done"


# Those that tell of whoever goes.
OF_WHO_GOES = frozenset({Why.new_job, Why.not_here, Why.long_leave, Why.too_much, Why.done})


@dataclass(frozen=True, slots=True)
class Span:
    """That somebody held a role for a young person, from a time to a time. One of no length never began."""

    role: str
    worker_id: UUID
    started_at: datetime
    ended_at: datetime | None

    @property
    def never_began(self) -> bool:
        return self.ended_at is not None and self.ended_at <= self.started_at

    def covers(self, instant: datetime) -> bool:
        return self.started_at <= instant and (self.ended_at is None or instant < self.ended_at)


def must_tell_of_somebody(why: Why | None, *, gone: bool) -> None:
    """Refuse a reason that tells of whoever went before, where nobody did."""
    if why in OF_WHO_GOES and not gone:
        raise NotValid("Nobody was there before in that role. Choose another reason.", code="nobody_before")


def begins_at(said: datetime | None, now: datetime) -> datetime:
    """Return from when on something is so: now, or on a later day that was said."""
    if said and said < now:
        raise NotValid("That time is over.", code="in_the_past")
    return said or now


def in_a_year(spans: Iterable[Span], now: datetime) -> dict[str, int]:
    """Count for every role how often somebody stopped being there in the twelve months until now."""
    return dict(Counter(each.role for each in gone_in_a_year(spans, now)))


def gone_in_a_year(spans: Iterable[Span], now: datetime) -> list[Span]:
    """Return the times that ended so; who goes on in the same role at the same moment has not gone."""
    known = [each for each in spans if not each.never_began]
    over = [(each, each.ended_at) for each in known if each.ended_at]
    return [each for each, at in over if within_a_year(at, now) and not _went_on(each, at, known)]


def within_a_year(instant: datetime, now: datetime) -> bool:
    """Say whether that was in the twelve months until now, by London's days."""
    return months_after(local(now).date(), -MONTHS) < local(instant).date() and instant <= now


def _went_on(gone: Span, at: datetime, known: Sequence[Span]) -> bool:
    return any(each.covers(at) for each in known if (each.role, each.worker_id) == (gone.role, gone.worker_id))
