"""What cannot wait is called out again, after some minutes, until somebody says that they have seen it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from rules.kinds import Kind
from rules.ladder import Told
from rules.telling import Concern, Member, people

MINUTES = (0, 5, 15, 30)
# From this call on the manager is told as well, where there may be one who reads it.
MANAGER_FROM = 15


def to_call(asked_at: datetime, made: AbstractSet[int], now: datetime) -> list[int]:
    """Return the calls whose time has come and that nobody made yet."""
    return [each for each in MINUTES if each not in made and call_at(asked_at, each) <= now]


def next_call(asked_at: datetime, now: datetime) -> datetime | None:
    """Return when the next one comes."""
    return next((at for each in MINUTES if (at := call_at(asked_at, each)) > now), None)


def call_at(asked_at: datetime, minutes: int) -> datetime:
    return asked_at + timedelta(minutes=minutes)


def called(minutes: int, of: Concern, staff: Sequence[Member]) -> list[Member]:
    """Return who is called. What is a secret stays with those who may read it; the rest the duty team reads, too."""
    if of.kind is not Kind.contact:
        return people(Told.duty, of, staff)
    on_duty = [each for each in staff if each.role == "duty_worker"]
    managers = people(Told.manager, of, staff) if minutes >= MANAGER_FROM else []
    return list(dict.fromkeys([*on_duty, *people(Told.holder, of, staff), *managers]))
