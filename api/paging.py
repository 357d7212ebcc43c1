"""Lists in pages: an opaque cursor that says after which row to go on, so that nothing is skipped or shown twice."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar, overload
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Request, Response

from api.errors import BadRequest
from models.moments import OVERLAP

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")

Limit = Annotated[int, Query(ge=1, le=100, description="How many rows a page has at most.")]
# Said in the contract alone: what is spelled otherwise is `bad_cursor`, like every other that we did not write.
_SPELLED = {"pattern": "^Wy[IJ][0-9A-Za-z_-]{2,}$"}
Cursor = Annotated[
    str | None,
    Query(min_length=1, max_length=500, description="`next_cursor` of the page before.", json_schema_extra=_SPELLED),
]
DEFAULT = 25
EVER, NEVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
MOST = 2**31 - 1


def cursor_after(*place: object) -> str:
    """Write down where a page ended."""
    return urlsafe_b64encode(json.dumps([str(part) for part in place]).encode()).rstrip(b"=").decode()


@overload
def place_of(cursor: str, first: Callable[[str], A], /) -> tuple[A]: ...
@overload
def place_of(cursor: str, first: Callable[[str], A], second: Callable[[str], B], /) -> tuple[A, B]: ...
@overload
def place_of(
    cursor: str, first: Callable[[str], A], second: Callable[[str], B], third: Callable[[str], C], /
) -> tuple[A, B, C]: ...
@overload
def place_of(
    cursor: str,
    first: Callable[[str], A],
    second: Callable[[str], B],
    third: Callable[[str], C],
    fourth: Callable[[str], T],
    /,
) -> tuple[A, B, C, T]: ...
def place_of(cursor: str, *parts: Callable[[str], Any]) -> tuple[Any, ...]:
    """Read a cursor; one that we did not write is refused."""
    try:
        place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return tuple([read(_text(part)) for read, part in zip(parts, place, strict=True)])
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise BadRequest("bad_cursor") from None


def _text(part: object) -> str:
    """Take a part of a cursor as a text that the database can be given."""
    if not isinstance(part, str) or "\0" in part:
        raise ValueError("not a text")
    part.encode()  # raises where half of a surrogate pair is left over
    return part


def since(given: datetime | None) -> datetime:
    """Return from when on changes are wanted: a little earlier than asked for, and from the beginning if not asked."""
    return max(given, EVER + OVERLAP) - OVERLAP if given else EVER


def instant(written: str) -> datetime:
    """Read an instant; without a zone it could be any hour, and before the year 1 the database has none."""
    found = datetime.fromisoformat(written)
    if found.utcoffset() is None:
        raise ValueError("no zone")
    return found.astimezone(UTC)


def number(written: str) -> int:
    """Read a whole number for which the database has room."""
    found = int(written)
    if abs(found) > MOST:
        raise ValueError("too large")
    return found


def newest_first(cursor: str | None, limit: int) -> dict[str, object]:
    """Return the place of a page for a query that reads the newest row first, and one row more than the page."""
    before, before_id = place_of(cursor, instant, UUID) if cursor else (NEVER, UUID(int=0))
    return {"before": before, "before_id": before_id, "rows": limit + 1}


def cut(rows: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """Take a page from one row more than it needs; return the last row of it when there are more."""
    return (rows[:limit], rows[limit - 1]) if len(rows) > limit else (rows, None)


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    if cursor:
        following = urlencode({**request.query_params, "cursor": cursor})
        response.headers["Link"] = f'<{request.url.path}?{following}>; rel="next"'
