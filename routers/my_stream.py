"""What a young person's app is told while it is open: that there is something new, and nothing of what."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.problems import refuses
from api.statements import Read
from auth.following import StreamDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.streams import MINE_IN_SIGHT, InSight

router = APIRouter(prefix="/v1/me/stream", tags=["notices"])

Follower = Annotated[Caller, can(Permission.notices_read_own)]

IN_SIGHT = Read(InSight, MINE_IN_SIGHT)


@router.get("", response_class=EventSourceResponse, openapi_extra=refuses("too_many_streams"))
async def follow_me(me: Follower, stream: StreamDoor) -> AsyncIterator[ServerSentEvent]:
    """Follow what I asked for and what I am told: server-sent events that say which of it came or changed, and no more.

    Each `change` has as its data `of` (`request`, `notice`), `id` and `became`: `came`, `changed`, `gone`, or `reread`
    where all of it is to be read again. Without a fresh sign-in nothing that is secret is among it. Come again with
    `Last-Event-ID` and nothing is missed, though some of it may be told twice. It ends within five seconds when the
    session does, and after some minutes in any case.
    """
    async for each in stream.follow(IN_SIGHT):
        yield each
