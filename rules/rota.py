"""The rota: when nobody is on duty, and who of those who are is called at which call."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol


class Stretch(Protocol):
    """A time in which somebody is on duty and there; half open."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def gaps(staffed: Sequence[Stretch], since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield every time from `since` to `until` in which nobody is on duty."""
    covered = since
    for each in sorted(staffed, key=lambda each: each.starts_at):
        if each.starts_at >= until:
            break
        if each.starts_at > covered:
            yield covered, each.starts_at
        covered = max(covered, each.ends_at)
    if covered < until:
        yield covered, until


def levels_called(call: int, levels: Sequence[int]) -> frozenset[int]:
    """Name the levels that are called at the first call, the second, and so on: one more each time."""
    return frozenset(sorted(set(levels))[: call + 1])
