"""What leaves the service: which ways somebody is told in, when a try is made again, and when nobody is disturbed."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from rules.clocks import local
from rules.errors import NotNow, NotValid
from rules.growing import doubled
from rules.working_days import DAY, ZONE

GIVEN_UP_AFTER = timedelta(hours=72)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


class MessageChannel(StrEnum):
    """By which way it leaves. `console` is the log of the server, where a council has set up no other."""

    console = "console"
    text = "text"
    email = "email"
    push = "push"


class Fate(StrEnum):
    """What became of it. `trying` is on its way, or was when its process ended."""

    waiting = "waiting"
    trying = "trying"
    sent = "sent"
    given_up = "given_up"
    not_needed = "not_needed"


class Trouble(StrEnum):
    """Why a try failed: a code, and never what the other side said."""

    broken = "broken"
    gone = "gone"
    not_allowed = "not_allowed"
    refused = "refused"
    timed_out = "timed_out"
    too_many = "too_many"
    unreachable = "unreachable"


# What no other try can mend: the address itself is refused, or is there no more.
FINAL = frozenset({Trouble.gone, Trouble.refused})


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of the London day in which nobody is disturbed. Where both are the same there are none."""

    begins: time = time(21)
    ends: time = time(8)

    def over(self, at: datetime) -> datetime:
        """Return `at`, or when the quiet is over that holds then."""
        here = local(at)
        clock = here.time().replace(tzinfo=None)
        if self.begins <= self.ends:
            quiet = self.begins <= clock < self.ends
        else:
            quiet = clock >= self.begins or clock < self.ends
        if not quiet:
            return at
        day = here.date() + (DAY if clock >= self.ends else timedelta(0))
        return max(at, datetime.combine(day, self.ends, ZONE).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Reached:
    """How somebody wants to be told, and where that is safe. `quiet` is none where work goes on at any hour.

    Who is not `known` has left. Without `secrets` nothing leaves of what a mere phone does not show: a message with
    nothing to see would tell that there is a secret.
    """

    known: bool = True
    number: str | None = None
    email: str | None = None
    devices: bool = False
    secrets: bool = True
    quiet: Quiet | None = None

    def wants(self, channel: MessageChannel, *, secret: bool) -> bool:
        return (self.secrets or not secret) and self._reached_by(channel)

    def _reached_by(self, channel: MessageChannel) -> bool:
        match channel:
            case MessageChannel.console:
                return True
            case MessageChannel.text:
                return self.number is not None
            case MessageChannel.email:
                return self.email is not None
            case MessageChannel.push:
                return self.devices

    def not_before(self, at: datetime) -> datetime:
        return self.quiet.over(at) if self.quiet else at


def wait_after(tries: int) -> timedelta:
    """Return how long is waited after so many tries: twice as long each time, six hours at most."""
    return doubled(FIRST_WAIT, tries - 1, LONGEST_WAIT)


def next_try(made_at: datetime, tries: int, now: datetime) -> datetime | None:
    """Return when it is tried again, or nothing when three days of trying are over."""
    last = made_at + GIVEN_UP_AFTER
    return None if now >= last else min(now + wait_after(tries), last)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a young person chose, beside what makes it safe."""

    by_text: bool
    by_email: bool
    email: str | None
    number: str | None
    never_leave_message: bool


def must_be_safe(choice: Choice) -> None:
    """Refuse what would not reach her, or would be found by others."""
    if choice.never_leave_message and (choice.by_text or choice.by_email):
        raise NotNow("You told us never to leave a message. Change that first.", code="never_leave_message")
    if choice.by_text and not choice.number:
        raise NotNow("Tell us a safe number first.", code="no_safe_number")
    if choice.by_email and not choice.email:
        raise NotValid("Tell us where to send it.", code="email_needed")
