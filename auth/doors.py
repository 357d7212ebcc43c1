"""The doors to the database that a handler asks for, opened for the caller whom its guard let in.

caller: Annotated[Caller, can(Permission.x)], db: ReadDoor      one pipeline a read
caller: Annotated[Caller, can(Permission.x)], db: WriteDoor     one transaction, committed before the reply
caller: Annotated[Caller, can(Permission.x)], db: UnkeptDoor    the same, its reply said only once
db: PublicDoor                                                  what a council shows to everyone
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import bindparam, select
from sqlmodel import col

from api.database import Reads, Writes, transaction
from api.heeding import heed
from api.idempotency import Tap
from api.limiting import NEVER_REFUSED, address_of
from api.limits import Count, Left, Limits
from api.statements import Read
from auth.who import Caller
from models.base import Shape, columns_of
from models.councils import Council


class Named(Shape):
    council_id: UUID


NAMED = Read(Named, select(*columns_of(Council, Named)).where(col(Council.slug) == bindparam("slug")))


def reads_for(request: Request) -> Reads:
    caller: Caller = request.state.caller
    return Reads(request.app.state.pool, caller.sealed, request.state.due)


async def open_reads(request: Request) -> Reads:
    return reads_for(request)


async def open_writes(request: Request) -> AsyncIterator[Writes]:
    caller: Caller = request.state.caller
    tap = await _tap_of(request, caller) if request.method == "POST" else None
    async with transaction(request.app.state.pool, caller.sealed, tap, due=request.state.due) as db:
        request.state.tap, request.state.db = tap, db
        yield db
        await heed(request, caller, db)


async def _tap_of(request: Request, caller: Caller) -> Tap:
    return await Tap.of(request, caller.council_id, caller.id, caller.sealed.standing, count_of(request))


async def open_urgent_writes(request: Request) -> AsyncIterator[Writes]:
    """Open a transaction for what must not wait: a key keeps a second tap off, and none is needed."""
    opened = open_writes if "idempotency-key" in request.headers else open_unkept_writes
    async with asynccontextmanager(opened)(request) as db:
        yield db


async def open_unkept_writes(request: Request) -> AsyncIterator[Writes]:
    """Open a transaction whose reply is not kept for a second tap: what it says may be said only once."""
    caller: Caller = request.state.caller

    async with transaction(request.app.state.pool, caller.sealed, count_of(request), due=request.state.due) as db:
        yield db


writes_for = asynccontextmanager(open_writes)


def count_of(request: Request) -> Count | None:
    """Return how a POST is counted for whoever sends it; help is never counted."""
    caller: Caller = request.state.caller
    if request.method != "POST" or request.scope["path"] in NEVER_REFUSED:
        return None
    limits: Limits = request.app.state.limits
    return Count(limits.person(caller.council_id, caller.id), partial(_told, request, caller))


def _told(request: Request, caller: Caller, left: Left) -> None:
    request.state.counted = left.headers(sure=caller.sealed.standing.sure is True)


class Public:
    """What is shown to everyone: of all councils, or of one."""

    def __init__(self, request: Request) -> None:
        self._app = request.app

    def of(self, council_id: UUID | None = None) -> Reads:
        return Reads(self._app.state.pool, self._app.state.seals.nobody(council_id))

    async def named(self, slug: str) -> Reads:
        """Open what the council of that name shows; NotFound where none of that name is open."""
        return self.of(await self.id_of(slug))

    async def id_of(self, slug: str) -> UUID:
        """Return which council that is; NotFound where none of that name is open."""
        return (await self.of().one(NAMED(slug=slug))).council_id


async def open_public(request: Request) -> Public:
    """Open what everyone may see; what nobody in particular sends is counted by where it comes from."""
    if request.method == "POST":
        limits: Limits = request.app.state.limits
        asked = limits.stranger(address_of(request.scope))
        await limits.take(asked)
        request.state.counted = asked.headers
    return Public(request)


ReadDoor = Annotated[Reads, Depends(open_reads)]
# "function": if the commit fails, the young person hears about it.
WriteDoor = Annotated[Writes, Depends(open_writes, scope="function")]
# The one door for writing that asks for no Idempotency-Key: a cry for help.
UrgentDoor = Annotated[Writes, Depends(open_urgent_writes, scope="function")]
UnkeptDoor = Annotated[Writes, Depends(open_unkept_writes, scope="function")]
PublicDoor = Annotated[Public, Depends(open_public)]
