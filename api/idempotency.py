"""A second tap is not a second request: the reply to a POST is kept for a day with the key that it was sent under."""

import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from psycopg.rows import DictRow
from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from api.database import Writes
from api.errors import BadRequest
from api.limits import Count
from api.round_trips import Said
from api.sealed import Standing
from api.statements import Read, Write
from models.base import NOW, Shape
from models.idempotency_keys import IdempotencyKey
from rules.errors import NotFound, NotValid

S = TypeVar("S", bound=Shape)

KEPT_FOR = timedelta(hours=24)
# In the place of a receipt: the same again from a mere phone is refused, as the first time would have been.
_SIGN_IN, _NOT_HERE = "sign in", "not here"
_VISIBLE = re.compile(r"[\x21-\x7e]{1,255}")
_KEYS = IdempotencyKey.__table__  # type: ignore[attr-defined]
_THIS = [_KEYS.c[name] == bindparam(f"this_{name}") for name in ("account_id", "operation", "key")]
_REPLY = ("body_hash", "status", "location", "reply", "receipt")
_NEW = insert(_KEYS).values(
    {name: bindparam(name) for name in ("council_id", "account_id", "operation", "key", "body_hash")}
    | {"asked_at": NOW}
)


class Kept(Shape):
    """A reply that was given before."""

    body_hash: bytes
    status: int | None
    location: str | None
    reply: str | None
    receipt: str | None
    sealed: bool


# One statement claims the key, or waits for whoever claims it at the same time; a key of yesterday is free again.
CLAIM = Write(
    _NEW.on_conflict_do_update(
        index_elements=list(_KEYS.primary_key),
        set_={name: _NEW.excluded[name] for name in ("asked_at", *_REPLY)},
        where=_KEYS.c.asked_at <= NOW - text(f"interval '{KEPT_FOR.total_seconds():.0f} seconds'"),
    ).returning(_KEYS.c.key)
)
_SEALED = (_KEYS.c.asked_at < func.walls.sealed_before()).label("sealed")
GIVEN = Read(Kept, select(*(_KEYS.c[name] for name in _REPLY), _SEALED).where(*_THIS))
KEEP = Write(
    update(_KEYS).where(*_THIS).values({name: bindparam(name) for name in ("status", "location", "reply", "receipt")})
)


class Replayed(Exception):
    """The same POST was answered before."""

    def __init__(self, status: int, location: str | None, body: str) -> None:
        super().__init__()
        self.status, self.location, self.body = status, location, body


@dataclass(frozen=True, slots=True)
class Tap:
    """One POST under one key."""

    council_id: UUID
    account_id: UUID
    operation: str
    key: str
    body_hash: bytes
    standing: Standing
    count: Count | None

    @classmethod
    async def of(
        cls, request: Request, council_id: UUID, account_id: UUID, standing: Standing, count: Count | None = None
    ) -> "Tap":
        """Read the key; refuse a POST that brings none."""
        key = request.headers.get("idempotency-key", "")
        if not _VISIBLE.fullmatch(key):
            raise BadRequest("bad_idempotency_key")
        body_hash = sha256(request.scope["path"].encode() + b"\n" + await request.body()).digest()
        return cls(council_id, account_id, request.scope["route"].name, key, body_hash, standing, count)

    @property
    def _this(self) -> dict[str, object]:
        return {"this_account_id": self.account_id, "this_operation": self.operation, "this_key": self.key}

    @property
    def said(self) -> list[Said]:
        """Claim the key, and count the POST in the same breath."""
        claim = CLAIM.sql, {name: getattr(self, name) for name in CLAIM.sql.names}
        return [claim, *(self.count.said if self.count else ())]

    async def heard(self, db: Writes, found: Sequence[list[DictRow]]) -> None:
        """Go on only if this is the first time, and not too much; else raise the reply of that time, or the refusal.

        How sure we are of whoever asks is known only once the claim was answered.
        """
        claimed, *counted = found
        if not claimed:
            if self.count:
                self.count.again()
            first = await db.one(GIVEN(**self._this))
            if first.body_hash != self.body_hash:
                raise NotValid("This was sent for something else. Start again.", code="different_body")
            raise self._again(first)
        if self.count:
            await self.count.heard(db, counted)

    def _again(self, first: Kept) -> Replayed:
        """Give as much of the first reply as whoever asks now may read."""
        status = first.status or 200
        if first.receipt in (None, first.reply) or (self.standing.sure is True and not first.sealed):
            return Replayed(status, first.location, first.reply or "")
        if first.receipt == _SIGN_IN:
            self.standing.must_be_sure()
        if first.receipt in (_SIGN_IN, _NOT_HERE):
            raise NotFound
        return Replayed(status, None, first.receipt or "")

    async def keep(self, db: Writes, response: Response) -> None:
        """Keep the reply in the transaction that it tells of. Only a 2xx gets here: anything else was raised."""
        await db.send(
            KEEP,
            status=response.status_code,
            location=response.headers.get("location"),
            reply=bytes(response.body).decode(),
            receipt=_SIGN_IN if self.standing.demanded else db.receipt,
            **self._this,
        )


def leave_for_a_phone(reply: S, db: Writes) -> S:
    """Keep beside a reply what is shown when a mere phone sends the same again: of a secret, a receipt."""
    db.receipt = reply.model_dump_json()
    return reply


def hide_from_a_phone(db: Writes) -> None:
    """Let a mere phone that sends the same again find nothing: it would have found nothing the first time."""
    db.receipt = _NOT_HERE


class KeptRoute(APIRoute):
    """A route whose reply to a POST is kept, before the commit, with what it answers."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_and_keep(request: Request) -> Response:
            response = await answer(request)
            await keep_reply(request, response)
            return response

        return answer_and_keep


async def keep_reply(request: Request, response: Response) -> None:
    """Keep the reply for a second tap."""
    tap: Tap | None = getattr(request.state, "tap", None)
    if tap:
        await tap.keep(request.state.db, response)


async def _replay(_: Request, error: Replayed) -> Response:
    headers = {"Idempotency-Replayed": "true"} | ({"Location": error.location} if error.location else {})
    return Response(error.body, error.status, headers=headers, media_type="application/json")


def handle_replays(app: FastAPI) -> None:
    app.add_exception_handler(Replayed, _replay)  # type: ignore[arg-type]
