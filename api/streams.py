"""The streams of one process: how many there are, of whom, and that they end with it."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from psycopg_pool import PoolTimeout

from rules.errors import NotNow

FOR_ALL, FOR_ONE = 100, 3
EVERY = 3.0  # seconds between two looks: whoever may look no more is gone within five


@dataclass(slots=True)
class Streams:
    """`longest` is how many seconds one lasts before its app comes again; none is a single look."""

    longest: float
    every: float = EVERY
    open: Counter[UUID] = field(default_factory=Counter)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def one(self, account_id: UUID) -> Iterator[None]:
        """Hold a place for as long as somebody follows."""
        if self.open[account_id] >= FOR_ONE:
            raise NotNow("This is open on too many screens. Close one first.", code="too_many_streams")
        if self.open.total() >= FOR_ALL:
            raise PoolTimeout("Every place of this process is taken.")
        self.open[account_id] += 1
        try:
            yield
        finally:
            self.open[account_id] -= 1
            self.open += Counter()  # forgets whoever has none

    async def ends(self) -> bool:
        """Wait until it is time to look again; say whether the process ends before."""
        try:
            return await asyncio.wait_for(self.closing.wait(), self.every)
        except TimeoutError:
            return False

    def close(self) -> None:
        self.closing.set()
