"""The clock of a demonstration, as developers move it."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import Field, model_validator

from models.base import Ask, Shape
from models.moments import Instant


class ClockMove(Ask):
    """Where to: an instant, or so much further. Exactly one of the two."""

    at: Instant | None = Field(default=None, examples=["2026-12-24T15:30:00Z"])
    forward: timedelta | None = Field(default=None, examples=["P2D"])

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.at is None) == (self.forward is None):
            raise ValueError
        return self

    def further(self, now: datetime) -> timedelta:
        """Return how far the clock is to go from `now`."""
        return self.forward if self.forward is not None else self.at - now if self.at else timedelta()


class ClockMoved(Shape):
    """What time it is now for this demonstration, in UTC and in London's words."""

    now: datetime
    now_in_words: str
    ahead: timedelta
