"""A list of what a young person asked, the newest first: its filters, its place, and where the next page begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, newest_first, since
from models.moments import Instant
from rules.requests import State


class Asked(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def asked_at(self) -> datetime: ...


A = TypeVar("A", bound=Asked)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of such a list."""

    request: Request
    response: Response
    state: State | None
    changed_since: datetime | None
    cursor: str | None
    limit: int

    @property
    def values(self) -> dict[str, object]:
        """Return the values of its query, which reads one row more than the page has; a wrong cursor is refused."""
        filters = {"state": self.state, "changed_since": since(self.changed_since)}
        return filters | newest_first(self.cursor, self.limit)

    def page(self, rows: Sequence[A]) -> tuple[Sequence[A], str | None]:
        """Return the rows to show and the cursor of the next page, which is named in the headers too."""
        page, last = cut(rows, self.limit)
        following = cursor_after(last.asked_at.isoformat(), last.id) if last else None
        link_next(self.request, self.response, following)
        return page, following


async def _wanted(
    request: Request,
    response: Response,
    *,
    state: State | None = None,
    changed_since: Annotated[Instant | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> Wanted:
    return Wanted(request, response, state, changed_since, cursor, limit)


NewestFirst = Annotated[Wanted, Depends(_wanted)]
