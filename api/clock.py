"""The one place that looks at a clock.

Everything the service promises runs on the transaction's time, which the database tells in the statement that opens
the door (`walls.enter`). A demonstration or a test may move that time; then code and walls are told the same instant.
Tokens and logs live on this machine's clock, which no one may move.
"""

from datetime import UTC, datetime


class Clock:
    """The database's own time, unless it is set: then that instant, for code and walls alike."""

    def __init__(self) -> None:
        self._set: datetime | None = None

    def set(self, instant: datetime | None) -> None:
        """Hold the service at `instant` (aware); None gives it back to the database."""
        self._set = instant

    def said(self) -> str:
        """Return what the database is told: nothing, or the instant at which it is held."""
        return self._set.astimezone(UTC).isoformat() if self._set else ""


def machine_time() -> datetime:
    """Return this machine's time, aware, in UTC: for tokens, seals and readiness, never for a promise."""
    return datetime.now(UTC)
