"""Small worlds: a council like an invented one, and its people, who speak to the service over HTTP."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Self
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.sql import ClauseElement
from sqlmodel import SQLModel, col

from api import council_files
from api.clock import machine_time
from api.connections import Pool, open_pool
from api.council_files import CouncilFile
from api.database import Writes, transaction
from api.statements import Write
from auth.permissions import GRANTS
from auth.tokens import Bearer
from models.councils import Council, CouncilState
from models.sessions import Session
from tests.make.foreseen import must_be_foreseen

LONG_AGO, FOR_EVER = datetime(2026, 1, 5, 9, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

# Read once; every world takes a copy, which it may add people to.
invented = cache(council_files.demos)


@dataclass
class Speaker:
    """One person, signed in: every call brings their token, every POST a fresh key."""

    app: FastAPI
    token: str | None

    async def get(self, path: str, **given: Any) -> httpx.Response:  # noqa: ANN401
        return await self.call("GET", path, **given)

    async def post(self, path: str, body: object = None, **given: Any) -> httpx.Response:  # noqa: ANN401
        return await self.call("POST", path, body, **given)

    async def put(self, path: str, body: object = None, **given: Any) -> httpx.Response:  # noqa: ANN401
        return await self.call("PUT", path, body, **given)

    async def patch(self, path: str, body: object = None, **given: Any) -> httpx.Response:  # noqa: ANN401
        return await self.call("PATCH", path, body, **given)

    async def delete(self, path: str, **given: Any) -> httpx.Response:  # noqa: ANN401
        return await self.call("DELETE", path, **given)

    async def call(
        self, method: str, path: str, body: object = None, *, headers: Mapping[str, str] | None = None, key: str = ""
    ) -> httpx.Response:
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if method == "POST":
            sent["Idempotency-Key"] = key or str(uuid4())
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://kept") as client:
            reply = await client.request(method, path, json=body, headers=sent | dict(headers or {}))
        must_be_foreseen(self.app, method, path, reply)
        return reply


@dataclass
class World:
    """A council and its people, by their first names."""

    app: FastAPI
    owner_url: str
    council: CouncilFile
    speakers: dict[tuple[str, int], Speaker] = field(default_factory=dict)
    days: int = 0
    rows: Pool | None = None  # of the owner, if there is one that stays open: a new connection costs more than the rows

    @classmethod
    async def like(cls, name: str, app: FastAPI, owner_url: str, rows: Pool | None = None) -> Self:
        """Make a new council with the people of the invented one of that name."""
        (found,) = [each for each in invented() if each.council.slug == name]
        return await cls.of(found, app, owner_url, rows)

    @classmethod
    @asynccontextmanager
    async def for_a_test(cls, name: str, app: FastAPI, owner_url: str, rows: Pool | None = None) -> AsyncIterator[Self]:
        """Make a council that closes in the end: whoever works in every open one has nothing to do there any more."""
        world = await cls.like(name, app, owner_url, rows)
        yield world
        await world.change(update(Council).where(col(Council.council_id) == world.id).values(state=CouncilState.closed))

    @classmethod
    async def of(cls, found: CouncilFile, app: FastAPI, owner_url: str, rows: Pool | None = None) -> Self:
        """Make a new council with the people of this file."""
        slug = f"{found.council.slug}-{uuid4().hex[:12]}"
        renamed = found.council.model_copy(update={"slug": slug})
        council = found.model_copy(deep=True).model_copy(update={"council": renamed})
        world = cls(app, owner_url, council, rows=rows)
        await world.save(*council.rows(machine_time() - timedelta(days=365)), *world.sessions())
        return world

    @property
    def id(self) -> UUID:
        return self.council.council_id

    async def save(self, *rows: SQLModel) -> None:
        """Write rows as a council's administrator would load them."""
        async with self._loading() as db:
            for row in rows:
                await db.add(row)

    async def change(self, *statements: ClauseElement) -> None:
        """Change rows as a council's administrator would: somebody leaves, or moves to another team."""
        async with self._loading() as db:
            for statement in statements:
                await db.send(Write(statement))

    @asynccontextmanager
    async def _loading(self) -> AsyncIterator[Writes]:
        loader = self.app.state.seals.system(self.id, "council:load")
        async with (
            nullcontext(self.rows) if self.rows else open_pool(self.owner_url, size=2) as pool,
            transaction(pool, loader) as db,
        ):
            yield db

    def at(self, instant: datetime) -> None:
        """Move the service, code and walls alike, to this instant."""
        self.app.state.clock.set(instant)

    def id_of(self, who: str) -> UUID:
        found = self.council.account(who)
        assert found, f"{who} is not in this council"
        return found[0]

    def team(self, key: str) -> UUID:
        return self.council.id_of("team", key)

    def session_of(self, who: str, assurance: int) -> UUID:
        """Return an id like any other: one that is made of a name would be in every demonstration."""
        return UUID(bytes=self.council.id_of("session", f"{who} {assurance} {self.days}").bytes, version=4)

    def sessions(self) -> Iterator[Session]:
        """Return two sessions for each: of somebody who proves at all times who they are, and of a mere phone."""
        for who in (*(each.key for each in self.council.staff), *(each.key for each in self.council.young_people)):
            yield from self.sessions_of(who)

    def sessions_of(self, who: str) -> Iterator[Session]:
        for assurance, proved in ((1, None), (2, FOR_EVER)):
            yield Session(
                council_id=self.id,
                id=self.session_of(who, assurance),
                account_id=self.id_of(who),
                device="a test",
                started_at=LONG_AGO + timedelta(minutes=assurance),
                proved_at=proved,
            )

    async def sign_in_again(self) -> None:
        """Let everybody sign in once more, after some have signed out."""
        self.days += 1
        self.speakers.clear()
        await self.save(*self.sessions())

    def __getitem__(self, who: str) -> Speaker:
        return self.sure(who)

    def sure(self, who: str) -> Speaker:
        """Return somebody who has just signed in."""
        return self._speaker(who, 2)

    def phone_of(self, who: str) -> Speaker:
        """Return whoever holds somebody's phone: signed in, but not lately."""
        return self._speaker(who, 1)

    def nobody(self) -> Speaker:
        return Speaker(self.app, None)

    def _speaker(self, who: str, assurance: int) -> Speaker:
        if (who, assurance) not in self.speakers:
            self.speakers[who, assurance] = Speaker(self.app, self.token(who, assurance))
        return self.speakers[who, assurance]

    def token(self, who: str, assurance: int = 2, **changed: Any) -> str:  # noqa: ANN401
        """Return a token of somebody; `changed` replaces parts of what it says."""
        found = self.council.account(who)
        assert found, f"{who} is not in this council"
        account_id, role = found
        said: dict[str, Any] = {
            "account_id": account_id,
            "council_id": self.id,
            "role": role,
            "session_id": self.session_of(who, assurance),
            "assurance": assurance,
            "scope": frozenset(GRANTS[role]),
            "app": "kept-tests",
        }
        signed: str = self.app.state.keys.sign(Bearer(**said | changed), now=machine_time())
        return signed

    async def asks_to_be_called(self, who: str, **ask: object) -> dict[str, Any]:
        """Let a young person ask to be called, and return what they are told."""
        reply = await self[who].post("/v1/me/contact-requests", ask)
        assert reply.status_code == 201, reply.text
        told: dict[str, Any] = reply.json()
        return told
