"""What a process holds of a quota for a moment, and whom it has refused: both forgotten as soon as they are over."""

from asyncio import Lock
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

from psycopg.rows import DictRow

from api.errors import Limited
from rules.limits import SECOND, Quota, chunk

MOST_KNOWN = 10_000
LASTS = 1.0  # seconds


@dataclass(slots=True)
class Lease:
    """So many of a quota, until then. `size` is how many it was given last.

    `asking` is until when one request counts it in its own breath; all others wait meanwhile, to be counted at once.
    """

    left: int = 0
    until: float = 0
    size: int = 0
    remaining: int = 0
    asking: float = 0
    waiting: int = 0
    lock: Lock = field(default_factory=Lock)

    def give(self, now: float) -> bool:
        """Use one up, if there is one."""
        there = self.left > 0 and now < self.until
        self.left -= there
        return there

    def wanted(self, quota: Quota, now: float) -> int:
        """Take what is waited for, and more only while all of the last was used up before its second was over."""
        used = self.size if self.left == 0 and now < self.until else 0
        return max(chunk(quota, used, self.remaining), self.waiting)

    def may_ask(self, now: float) -> bool:
        """Let one request at a time count in its own breath."""
        free = now >= self.asking
        if free:
            self.asking = now + LASTS
        return free

    def take(self, row: DictRow, now: float) -> None:
        """Add what was given, of which one is used already."""
        kept = self.left if now < self.until else 0
        self.left, self.size = kept + max(row["given"] - 1, 0), row["given"]
        self.until, self.remaining, self.asking = now + LASTS, row["remaining"], 0


class Leases:
    """The leases of a process, by whom they are for."""

    def __init__(self) -> None:
        self._held: dict[bytes, Lease] = {}

    def __getitem__(self, mark: bytes) -> Lease:
        found = self._held.get(mark)
        if found is None:
            if len(self._held) >= MOST_KNOWN:
                self._held = _still(self._held)
            found = self._held[mark] = Lease()
        return found


def _still(leases: Mapping[bytes, Lease]) -> dict[bytes, Lease]:
    now = monotonic()
    return {mark: lease for mark, lease in leases.items() if lease.waiting or max(lease.until, lease.asking) > now}


class Refusals:
    """Who was refused, and until when, in this process."""

    def __init__(self) -> None:
        self._until: dict[bytes, tuple[float, Quota]] = {}

    def __bool__(self) -> bool:
        return bool(self._until)

    def add(self, key: bytes, error: Limited) -> None:
        if len(self._until) >= MOST_KNOWN:
            now = monotonic()
            self._until = {key: each for key, each in self._until.items() if each[0] > now}
        if len(self._until) < MOST_KNOWN:
            self._until[key] = (monotonic() + error.seconds, error.quota)

    def look(self, key: bytes, *, but: str = "") -> None:
        """Raise what was said before, while it holds."""
        until, quota = self._until.get(key, (0.0, None))
        left = until - monotonic()
        if quota and left > 0 and quota.name != but:
            raise Limited(quota, int(left * SECOND))
