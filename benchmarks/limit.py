"""The limit: Starlette and asyncpg by hand, for these four calls and nothing else, on the same walls.

Plain: a pool, a transaction, the context, the query. Tuned: begin and context in one query, nothing to reset when a
connection goes back, and the POST as one statement.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.calendars import calendar_for
from api.clock import Clock, machine_time
from api.limits import Marks
from api.paging import cursor_after
from api.settings import Settings
from auth.permissions import Permission, allows
from auth.tokens import BadToken, Keys
from auth.who import Caller, Seals
from benchmarks import limit_sql as sql
from benchmarks import replies
from models.accounts import Role
from models.councils import OfficeHours
from rules.clocks import RULES, Reckoning, reckon
from rules.kinds import Kind

Pool = Any  # asyncpg tells mypy nothing
Connection = Any
PATH = "/v1/me/contact-requests"
SAID = ("about", "message", "channel")
NOT_SAID = dict.fromkeys(("urgent", "safe_times", "not_before"))


@dataclass(frozen=True, slots=True)
class Tap:
    """One POST under one key."""

    key: str
    body_hash: bytes


class Limit(ABC):
    """Four handlers; the two forms say how a transaction is begun and how a request is written."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keys = Keys.from_pem(settings.signing_key.read_bytes(), issuer=settings.issuer)
        self._seals = Seals(settings.context_key.read_bytes(), Clock())
        self._marks = Marks(settings.context_key.read_bytes())
        self._councils: dict[UUID, Any] = {}
        self.pool: Pool = None

    @abstractmethod
    def entered(self, caller: Caller) -> AbstractAsyncContextManager[Connection]: ...

    @abstractmethod
    async def written(self, caller: Caller, tap: Tap, asked: UUID, said: dict[str, Any]) -> bytes: ...

    @abstractmethod
    async def opened(self) -> Pool: ...

    @asynccontextmanager
    async def alive(self, _: Starlette) -> AsyncIterator[None]:
        self.pool = await self.opened()
        yield
        await self.pool.close()

    def caller(self, request: Request, permission: Permission) -> Caller:
        claims = self._keys.verify(request.headers["authorization"].removeprefix("Bearer "), now=machine_time())
        role = Role(claims.role)
        if not allows(role, claims.scope, permission):
            raise BadToken
        return self._seals.caller(claims, role, permission)

    def counted(self, caller: Caller) -> tuple[object, ...]:
        quota = self._settings.quotas.person
        return self._marks.of("person", caller.council_id, caller.id), quota.most, quota.step

    async def plan(self, request: Request) -> Response:
        caller = self.caller(request, Permission.plans_read)
        async with self.entered(caller) as connection:
            await connection.execute(sql.GIVE, caller.council_id, caller.id)
            found = await connection.fetchrow(sql.PLAN, caller.council_id, caller.id)
        sections, actions, words = (orjson.loads(found[name] or b"[]") for name in ("sections", "actions", "words"))
        return _reply(_json(replies.plan(found, sections, actions, words, machine_time())))

    async def people(self, request: Request) -> Response:
        caller = self.caller(request, Permission.people_read)
        async with self.entered(caller) as connection:
            found = await connection.fetchrow(sql.PEOPLE, caller.council_id, caller.id)
        people, teams, gone = (orjson.loads(found[name] or b"{}") for name in ("people", "teams", "changes"))
        return _reply(_json(replies.people(people, teams, found, gone)))

    async def triage(self, request: Request) -> Response:
        caller = self.caller(request, Permission.triage_read)
        limit = int(request.query_params["limit"])
        async with self.entered(caller) as connection:
            team, *me = await connection.fetchrow(sql.ME, caller.council_id, caller.id)
            cards = await connection.fetch(sql.TRIAGE, caller.council_id, team)
            counts = await connection.fetchrow(sql.COUNTS, caller.council_id, team)
            seen = {each["young_person_id"] for each in cards[:limit]}
            who = (caller.council_id, caller.id, caller.permission, *me, caller.app)
            await connection.execute(sql.LOOK, *who, seen)
        last = cards[limit - 1] if len(cards) > limit else None
        cursor = cursor_after(last["rank"], last["due_at"].isoformat(), last["id"]) if last else None
        return _reply(_json(replies.queue(cards, counts, limit, cursor, machine_time())))

    async def ask(self, request: Request) -> Response:
        caller = self.caller(request, Permission.contact_requests_ask)
        body = await request.body()
        tap = Tap(request.headers["idempotency-key"], sha256(PATH.encode() + b"\n" + body).digest())
        asked = uuid4()
        reply = await self.written(caller, tap, asked, dict.fromkeys(SAID) | orjson.loads(body))
        return _reply(reply, 201, {"Location": _address(asked)})


class Plain(Limit):
    async def opened(self) -> Pool:
        return await asyncpg.create_pool(self._settings.database_url, min_size=8, max_size=8)

    @asynccontextmanager
    async def entered(self, caller: Caller) -> AsyncIterator[Connection]:
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.fetchval("select walls.enter($1, $2)", caller.sealed.context, caller.sealed.seal)
            yield connection

    async def written(self, caller: Caller, tap: Tap, asked: UUID, said: dict[str, Any]) -> bytes:
        council, me = caller.council_id, caller.id
        async with self.entered(caller) as connection:
            claimed = await connection.fetchval(sql.CLAIM, council, me, tap.key, tap.body_hash)
            if not claimed or not await connection.fetchval(sql.COUNT, *self.counted(caller)):
                raise HTTPException(429 if claimed else 409)
            to = await connection.fetchrow(sql.MAIN, council, me)
            due = _due(to, to["now"])
            words = [said[name] for name in SAID]
            whom = (to["team_id"], to["worker_id"])
            asked_at = await connection.fetchval(sql.ASK, council, asked, me, *whom, *words, *_clock(due))
            await connection.execute(sql.TELL, council, uuid4(), me, asked)
            reply, receipt = _asked(asked, asked_at, said, due, to)
            kept = _address(asked), reply.decode(), receipt.decode()
            await connection.execute(sql.KEEP, *kept, council, me, tap.key)
        return reply


class Tuned(Limit):
    async def opened(self) -> Pool:
        return await asyncpg.create_pool(self._settings.database_url, min_size=8, max_size=8, reset=_nothing)

    @asynccontextmanager
    async def entered(self, caller: Caller) -> AsyncIterator[Connection]:
        async with self.pool.acquire() as connection:
            await connection.execute(_begin(caller))
            try:
                yield connection
            except BaseException:
                await connection.execute("rollback")
                raise
            if connection.is_in_transaction():
                await connection.execute("commit")

    async def written(self, caller: Caller, tap: Tap, asked: UUID, said: dict[str, Any]) -> bytes:
        due = _due(await self._council(caller), machine_time())
        words = [said[name] for name in SAID]
        of_hers = (*words, *_clock(due), uuid4(), tap.key, tap.body_hash, *self.counted(caller))
        async with self.entered(caller) as connection:
            found = await connection.fetchrow(sql.ASK_AND_TELL, caller.council_id, caller.id, asked, *of_hers)
            if not found or not found["given"]:
                raise HTTPException(429 if found else 409)
            reply, receipt = _asked(asked, found["asked_at"], said, due, found)
            await connection.execute(_keep(caller, tap, asked, reply, receipt))
        return reply

    async def _council(self, caller: Caller) -> Any:  # noqa: ANN401
        """Ask once for each council: whoever writes for speed keeps what hardly changes."""
        if caller.council_id not in self._councils:
            async with self.entered(caller) as connection:
                self._councils[caller.council_id] = await connection.fetchrow(sql.COUNCIL, caller.council_id)
        return self._councils[caller.council_id]


async def _nothing(_: Connection) -> None:
    """Leave a connection as it is: what was begun on it has ended."""


def _begin(caller: Caller) -> str:
    return f"begin; select walls.enter({_quoted(caller.sealed.context)}, {_quoted(caller.sealed.seal)})"


def _keep(caller: Caller, tap: Tap, asked: UUID, reply: bytes, receipt: bytes) -> str:
    """Return the statement that keeps the reply, and the commit, as one query."""
    given = (_address(asked), reply.decode(), receipt.decode(), caller.council_id, caller.id, tap.key)
    return re.sub(r"\$(\d)", lambda at: _quoted(str(given[int(at[1]) - 1])), sql.KEEP) + "; commit"


def _quoted(said: str) -> str:
    return "'" + said.replace("'", "''") + "'"


def _address(asked: UUID) -> str:
    return f"{PATH}/{asked}"


def _due(council: Any, now: datetime) -> Reckoning:  # noqa: ANN401
    days = orjson.loads(council["closed_days"])
    office = OfficeHours(opens=council["opens"], closes=council["closes"], closed_days=days)
    return reckon(RULES[Kind.contact], now, calendar_for(office))


def _clock(due: Reckoning) -> tuple[object, ...]:
    days = [{"day": each.day, "number": each.number, "skipped": each.skipped} for each in due.days]
    return due.due_at, due.due_on, due.late_day_at, orjson.dumps(days).decode()


def _asked(asked: UUID, asked_at: datetime, said: dict[str, Any], due: Reckoning, to: Any) -> tuple[bytes, bytes]:  # noqa: ANN401
    """Return the reply, and what is kept beside it for whoever merely holds the phone."""
    shown = said | NOT_SAID | {"id": asked, "asked_at": asked_at, "due_at": due.due_at, "due_on": due.due_on}
    reply = replies.asked(shown, to, to)
    return _json(reply), _json(replies.on_a_phone(reply, to))


def _json(said: replies.Reply) -> bytes:
    return orjson.dumps(said, default=str, option=orjson.OPT_UTC_Z)


def _reply(said: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(said, status, headers, media_type="application/json")


def app_of(limit: Limit) -> Starlette:
    served: list[tuple[str, Callable[[Request], Awaitable[Response]], str]] = [
        ("/v1/me/plans/care", limit.plan, "GET"),
        ("/v1/me/people", limit.people, "GET"),
        ("/v1/triage", limit.triage, "GET"),
        (PATH, limit.ask, "POST"),
    ]
    routes = [Route(path, handler, methods=[method]) for path, handler, method in served]
    return Starlette(routes=routes, lifespan=limit.alive)
