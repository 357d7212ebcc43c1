"""The queue of a team: urgent first, then contested, then whatever is due soonest."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict

from api.paging import DEFAULT, EVER, Cursor, Limit, cursor_after, cut, instant, link_next, number, place_of, since
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import ReadDoor
from auth.following import StreamDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.history import looked
from models.moments import Instant
from models.queues import PART, WHOLE, QueueStatements
from models.streams import QUEUE_IN_SIGHT, InSight
from models.triage import CardFound, Counts, Queue
from rules.kinds import Kind
from rules.requests import Standing, State

router = APIRouter(prefix="/v1/triage", tags=["triage"])

Triager = Annotated[Caller, can(Permission.triage_read)]

IN_SIGHT = Read(InSight, QUEUE_IN_SIGHT)
FIRST = (-1, EVER, UUID(int=0))


class Page:
    """What reads a page of a queue and, in the same breath, writes down who looked at whom."""

    def __init__(self, of: QueueStatements) -> None:
        self.cards = Read(CardFound, of.cards)
        self.counts = Read(Counts, of.counts)
        self.saw = Write(looked(of.people))


OF_ALL, OF_A_PART = Page(WHOLE), Page(PART)
_UNTAKEN = {True: State.waiting, False: State.taken}


class Filters(BaseModel):
    """What part of the queue is wanted; `taken_by=me` is what I hold, `untaken=true` what nobody does."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind | None = None
    state: State | None = None
    standing: Standing | None = None
    contested: bool | None = None
    untaken: bool | None = None
    taken_by: Literal["me"] | None = None
    young_person_id: UUID | None = None
    changed_since: Instant | None = None
    cursor: Cursor = None
    limit: Limit = DEFAULT

    @property
    def page(self) -> Page:
        return OF_A_PART if self.model_dump(exclude={"cursor", "limit"}, exclude_none=True) else OF_ALL

    def values(self, me: UUID) -> dict[str, object]:
        """Return what the queue's statements are given."""
        rank, due_at, after = place_of(self.cursor, number, instant, UUID) if self.cursor else FIRST
        return {
            "kind": self.kind,
            "state": self.state if self.untaken is None else _UNTAKEN[self.untaken],
            "standing": self.standing,
            "contested": self.contested,
            "taker_id": me if self.taken_by else None,
            "young_person_id": self.young_person_id,
            "changed_since": since(self.changed_since),
            "after_rank": rank,
            "after_due_at": due_at,
            "after_id": after,
            "rows": self.limit + 1,
        }


@router.get("/stream", response_class=EventSourceResponse, openapi_extra=refuses("too_many_streams"))
async def follow_triage(me: Triager, stream: StreamDoor) -> AsyncIterator[ServerSentEvent]:
    """Follow the queue of my team: server-sent events that say which request came, changed or is gone, and no more.

    Each `change` has as its data `of`, `id` and `became`: `came`, `changed`, `gone`, or `reread` where the whole list
    is to be read again. Come again with `Last-Event-ID` and nothing is missed, though some may be told twice. It ends
    within five seconds when it may not be followed any more, and after some minutes in any case.
    """
    async for each in stream.follow(IN_SIGHT):
        yield each


@router.get("")
async def read_triage(
    request: Request, response: Response, me: Triager, db: ReadDoor, filters: Annotated[Filters, Query()]
) -> Queue:
    """Read the requests addressed to my team that are still open, with all that is needed to ring."""
    values = filters.values(me.id)
    page = filters.page
    saw = (page.saw, values | {"shown": filters.limit, "by": me.id, "purpose": me.permission, "app": me.app})
    rows, (counts,) = await db.together(page.cards(**values), page.counts(**values), before=[saw])
    shown, last = cut(rows, filters.limit)
    following = cursor_after(last.rank, last.due_at.isoformat(), last.id) if last else None
    link_next(request, response, following)
    return Queue(items=[each.shown(db.now) for each in shown], counts=counts, next_cursor=following)
