"""What cannot wait is called out again, after some minutes, until somebody says that they have seen it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from rules.kinds import Kind
from rules.ladder import Told
from rules.requests import Urgent
from rules.rota import levels_called
from rules.telling import Concern, Member, people

MINUTES = (0, 5, 15, 30)
# From this call on the manager is told as well, where there may be one who reads it.
MANAGER_FROM = 15
SOON = timedelta(minutes=5)


class OnDuty(Protocol):
    """Somebody who is on duty now, and there."""

    @property
    def worker_id(self) -> UUID: ...
    @property
    def level(self) -> int: ...


def cannot_wait(kind: Kind, urgent: Urgent | None) -> bool:
    return urgent is not None or kind == Kind.help


def to_call(asked_at: datetime, made: AbstractSet[int], now: datetime) -> list[int]:
    """Return the calls whose time has come and that nobody made yet."""
    return [each for each in MINUTES if each not in made and call_at(asked_at, each) <= now]


def next_call(asked_at: datetime, made: AbstractSet[int], now: datetime) -> datetime | None:
    """Return when the next one comes; one that found nobody is tried again soon, until it finds somebody."""
    to_come = [at for each in MINUTES if (at := call_at(asked_at, each)) > now]
    return min([*to_come, *([now + SOON] if to_call(asked_at, made, now) else [])], default=None)


def call_at(asked_at: datetime, minutes: int) -> datetime:
    return asked_at + timedelta(minutes=minutes)


def called(minutes: int, of: Concern, staff: Sequence[Member], on_duty: Sequence[OnDuty]) -> list[Member]:
    """Return who is called: up the rota, and where nobody is on duty, or at the last call, everybody on the duty team.

    What is a secret stays with those who may read it, in its team. Of the rest every duty worker is called, whoever has
    it or whose it is, and from a quarter of an hour on the manager.
    """
    everyone = _duty_team(of, staff)
    first = _by_the_rota(minutes, everyone, on_duty) or everyone
    if of.kind is not Kind.contact:
        return first
    managers = people(Told.manager, of, staff) if minutes >= MANAGER_FROM else []
    return list(dict.fromkeys([*first, *people(Told.holder, of, staff), *managers]))


def _duty_team(of: Concern, staff: Sequence[Member]) -> list[Member]:
    if of.kind is not Kind.contact:
        return people(Told.duty, of, staff)
    return [each for each in staff if each.role == "duty_worker"]


def _by_the_rota(minutes: int, everyone: Sequence[Member], on_duty: Sequence[OnDuty]) -> list[Member]:
    """Return those of them who are on duty, up to the level of this call; nobody at the last call, which is for all."""
    if minutes == MINUTES[-1]:
        return []
    levels = {each.worker_id: each.level for each in on_duty}
    here = [each for each in everyone if each.id in levels]
    wanted = levels_called(MINUTES.index(minutes), [levels[each.id] for each in here])
    return [each for each in here if levels[each.id] in wanted]
