"""Before a request becomes one: whoever was refused a moment ago hears it again, at a fraction of what a request costs.

Only what is plain is answered here, in the very bytes of the long way but for the marks of a reply. Whatever has to be
looked at more closely goes the long way: another language, a page of others, a body, the lane of those in need.
"""

from asyncio import get_running_loop
from collections.abc import Iterable, Sequence
from functools import lru_cache
from uuid import uuid4

import structlog
from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from api.errors import Limited, problem, trace_of
from api.figures import Figures
from api.frame import HEADERS, NO_STORE, REQUEST_ID
from api.limiting import LANE
from api.limits import Limits
from api.origins import VARY
from models.words import ENGLISH
from rules.limits import SECOND, Quota

PLAIN = (b"GET", b"POST", b"PUT", b"PATCH", b"DELETE")
CLOSER = frozenset({b"accept-language", b"expect", b"origin", b"transfer-encoding", b"upgrade"})
LANGUAGE = ((b"content-language", ENGLISH.encode()), (b"vary", b"Accept-Language"))
EVERY = 1.0  # seconds between two lines in the log
_MARK = trace_of({}).encode()
_LANE = frozenset(each.encode() for each in LANE)
Header = tuple[bytes, bytes]

log = structlog.get_logger("kept")


class TurningAway:
    """Counts whom it turns away: a flood writes one line a second into the log, not one a request."""

    def __init__(self, limits: Limits, figures: Figures) -> None:
        self._limits, self._figures = limits, figures
        self._since = 0

    def reply_to(self, method: bytes, url: bytes, headers: Sequence[Header], always: Sequence[Header]) -> bytes | None:
        """Return the whole reply to somebody who was refused a moment ago; nothing where there is more to look at.

        `always` is what the server says with each reply: the time.
        """
        token = _plain(method, url, headers) if self._limits.remembers else None
        if token is None:
            return None
        try:
            self._limits.remembered(token, posts=method == b"POST")
        except Limited as error:
            self._note(method.decode())
            return _reply(error, always)
        return None

    def _note(self, method: str) -> None:
        self._figures.answered("none", method, 429, 0.0)
        if not self._since:
            get_running_loop().call_later(EVERY, self._say)
        self._since += 1

    def _say(self) -> None:
        log.info("turned_away", count=self._since, status=429)
        self._since = 0


def _plain(method: bytes, url: bytes, headers: Sequence[Header]) -> bytes | None:
    """Return the token of a request of which no more need be known than that."""
    path = url.partition(b"?")[0]
    if method not in PLAIN or not path.startswith(b"/v1/") or b"%" in path or (method == b"POST" and path in _LANE):
        return None
    if any(name in CLOSER or (name == b"content-length" and value != b"0") for name, value in headers):
        return None
    return next((value for name, value in headers if name == b"authorization"), None)


def _reply(error: Limited, always: Sequence[Header]) -> bytes:
    return _rendered(error.quota, error.seconds, tuple(always)).replace(_MARK, str(uuid4()).encode())


@lru_cache(maxsize=100)
def _rendered(quota: Quota, seconds: int, always: tuple[Header, ...]) -> bytes:
    """Write the reply down once for each wait and each second."""
    reply = problem({}, "too_many_requests", headers=Limited(quota, seconds * SECOND).headers)
    return written(reply, (*always, VARY, *LANGUAGE, *HEADERS, (REQUEST_ID, _MARK), NO_STORE))


def written(reply: Response, more: Iterable[Header]) -> bytes:
    """Write a reply as it goes over the line."""
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in (*reply.raw_headers, *more))
    return bytes(STATUS_LINE[reply.status_code] + lines + b"\r\n" + reply.body)
