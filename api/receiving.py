"""Receiving with a deadline: a client that never finishes its request holds a socket for seconds, not for ever.

The headers have so many seconds from the first byte, the body as many again. Who is too slow is told so (408) where
HTTP allows it, and the socket is closed. A read whose reader has gone is given up; a write goes on to its end, since
it may be kept already, and the same key finds it again.
"""

from asyncio import CancelledError, Task, TimerHandle, Transport, current_task
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.errors import problem
from api.frame import HEADERS, NO_STORE
from api.turning_away import TurningAway, written

READ_WITHIN = 10.0  # seconds, for a reply that nobody takes
SAFE = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a client has to send its headers, and then its body."""

    headers: float
    body: float


class Part(Enum):
    nothing = auto()
    headers = auto()
    body = auto()


class Receiving(HttpToolsProtocol):
    """uvicorn's protocol, which on its own would wait for ever for the rest of a request."""

    def __init__(self, patience: Patience, away: TurningAway, **given: Any) -> None:  # noqa: ANN401  the server's
        super().__init__(**given)
        self._away, self._turned_away = away, False
        self._seconds = {Part.headers: patience.headers, Part.body: patience.body}
        self._part = self._awaited = Part.nothing
        self._deadline: TimerHandle | None = None
        self._cut_off: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for(Part.headers)

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._deadline, self._cut_off):
            if timer:
                timer.cancel()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)
        if self.cycle and not self.cycle.response_complete:
            give_up(self.cycle.scope)  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._part is Part.nothing and self._nothing_asked:
            self._part = Part.headers  # an empty line before a request is not the beginning of one
        self._wait_for(self._part)

    def on_message_begin(self) -> None:
        self._part = Part.headers
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._part = Part.body
        reply = self._refusal() if self._may_be_turned_away else None
        if reply is None:
            super().on_headers_complete()
        else:
            self._turned_away = True
            self.transport.write(reply)

    def on_message_complete(self) -> None:
        self._part = Part.nothing
        if self._turned_away:
            self._turned_away = False
            self.on_response_complete()
        else:
            super().on_message_complete()

    @property
    def _may_be_turned_away(self) -> bool:
        """Say whether it is this request's turn to be answered, on a line that goes on and is read."""
        free = self.cycle is None or (self.cycle.response_complete and not self.pipeline)
        return free and not self.flow.write_paused and self.parser.should_keep_alive()

    def _refusal(self) -> bytes | None:
        return self._away.reply_to(self.parser.get_method(), self.url, self.headers, self.server_state.default_headers)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._cut_off_later()

    def timeout_keep_alive_handler(self) -> None:
        self._close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._cut_off_later()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._cut_off and not self.transport.is_closing():
            self._cut_off.cancel()

    @property
    def _nothing_asked(self) -> bool:
        return self.timeout_keep_alive_task is None and (self.cycle is None or self.cycle.response_complete)

    def _wait_for(self, part: Part) -> None:
        """Begin a deadline where a new part begins; what merely trickles in does not move it."""
        if part is self._awaited or self.transport.is_closing():
            return
        if self._deadline:
            self._deadline.cancel()
        self._awaited = part
        self._deadline = self.loop.call_later(self._seconds[part], self._too_slow) if part in self._seconds else None

    def _too_slow(self) -> None:
        if self._may_be_told:
            self.transport.write(_told())
        if self.cycle and self._awaited is Part.body:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._close()

    @property
    def _may_be_told(self) -> bool:
        """Say whether a request has begun whose turn it is to be answered, and is not answered yet."""
        if self.transport.is_closing():
            return False
        answered = self.cycle is None or self.cycle.response_complete
        if self._awaited is Part.headers:
            return answered and self._part is Part.headers
        return not answered and not self.cycle.response_started and not self.pipeline

    def _close(self) -> None:
        self.transport.close()
        self._cut_off_later()

    def _cut_off_later(self) -> None:
        """Set a bound to the closing, which waits until everything is sent: not every client reads."""
        if self._cut_off:
            self._cut_off.cancel()
        self._cut_off = self.loop.call_later(READ_WITHIN, self.transport.abort)


def _told() -> bytes:
    reply = problem({}, "too_slow")
    return written(reply, (*HEADERS, NO_STORE, (b"connection", b"close")))


def abandonable(app: ASGIApp) -> ASGIApp:
    """Let a read be given up. Everything else goes straight on, and to its end."""

    async def read(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["reading"] = current_task()
        try:
            await app(scope, receive, send)
        except CancelledError:
            if "gone" not in scope["state"]:
                raise

    def answer(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        chosen: Callable[[Scope, Receive, Send], Awaitable[None]] = read if scope.get("method") in SAFE else app
        return chosen(scope, receive, send)

    return answer


def give_up(scope: Scope) -> None:
    """Cancel the read that nobody waits for any more, and with it its query."""
    reading: Task[None] | None = scope["state"].get("reading")
    if reading and not reading.done():
        scope["state"]["gone"] = True
        reading.cancel()
