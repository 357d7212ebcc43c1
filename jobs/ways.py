"""What a way of sending is: it is told where to, and says what went wrong. What it sends is always the same."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import structlog

from models.push_subscriptions import DeviceOf
from models.words import languages, say, speaking
from rules.deliveries import Trouble

T = TypeVar("T")

SECONDS = 10.0  # for one call, whatever the other side does
AT_ONCE = 8

log = structlog.get_logger()


class Failed(Exception):
    """A try that failed, and why: a code, since what the other side says could name somebody."""

    def __init__(self, why: Trouble) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Whom one message is for. `key` is the same at every try; `unsure` says that one may have left already."""

    key: UUID
    language: str = "en"
    number: str | None = None
    email: str | None = None
    device: DeviceOf | None = None
    unsure: bool = False


class Way(Protocol):
    async def send(self, one: Outgoing) -> None:
        """Send it, or raise `Failed`."""


class Console:
    """The log of the server: that somebody was told, never who."""

    async def send(self, one: Outgoing) -> None:  # noqa: ARG002  nothing of it is for a log
        log.info("told")


@dataclass(frozen=True, slots=True)
class Message:
    """Every word that leaves: in each language one subject and one sentence, whatever it is about."""

    subject: str
    says: str


def message(language: str) -> Message:
    """Return the one message of a language, in English where it is not spoken."""
    with speaking(language if language in languages() else "en"):
        return Message(say("outside.subject"), say("outside.says"))


class Hands:
    """Threads of one way alone, for a library that blocks: one that hangs takes no other's."""

    def __init__(self, name: str, broke: Mapping[type[Exception], Callable[[Exception], Trouble]]) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=name)
        self._broke = broke

    async def do(self, work: Callable[..., T], *given: object, **named: object) -> T:
        """Do it within the time there is; raise `Failed` with a code for whatever it raises."""
        doing = asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *given, **named))
        try:
            return await asyncio.wait_for(doing, SECONDS)
        except Exception as error:  # noqa: BLE001  whatever it is, it is told by a code
            raise Failed(self._why(error)) from None

    def _why(self, error: Exception) -> Trouble:
        known: Sequence[Callable[[Exception], Trouble]] = [
            say_why for kind, say_why in self._broke.items() if isinstance(error, kind)
        ]
        if known:
            return known[0](error)
        if isinstance(error, TimeoutError):
            return Trouble.timed_out
        return Trouble.unreachable if isinstance(error, OSError) else Trouble.broken


def of_status(status: int) -> Trouble:
    """Read what an answer over HTTP means for another try."""
    if status in (401, 403):
        return Trouble.not_allowed
    if status == 429:  # noqa: PLR2004  too many requests
        return Trouble.too_many
    return Trouble.refused if 400 <= status < 500 else Trouble.broken  # noqa: PLR2004  the caller's fault
