"""Callers: whatever is sent, somebody who may is signed in for it, and what it names is there."""

import asyncio

from fastapi import FastAPI

from tests.make.raw import Answer, Sender, speak_to
from tests.make.world import World
from tests.malformed import COLLEAGUE, ID, LATELY, YOUNG_PERSON, Headers

# A council's queue would grow with every request that is accepted, and its tokens end after ten minutes.
A_COUNCIL_LASTS = 4000


class Callers:
    """Sends as Maya what is about herself and as Sam, her social worker, all else; a token that is given stays."""

    def __init__(self, app: FastAPI, owner_url: str) -> None:
        self._app, self._owner_url = app, owner_url
        self._send: Sender = speak_to(app, headers_too=True)
        self._left = 0
        self._moving = asyncio.Lock()

    async def __call__(self, method: str, path: bytes, headers: Headers, body: bytes) -> Answer:
        await self._settle()
        if not any(name == b"authorization" for name, _ in headers):
            headers = (*headers, (b"authorization", b"Bearer " + self._token_for(path)))
        return await self._send(method, self._named(path), headers, self._named(body))

    async def _settle(self) -> None:
        async with self._moving:
            if not self._left:
                self._world = await World.like("northshire", self._app, self._owner_url)
                asked = await self._world.asks_to_be_called("maya")
                self._names = {
                    ID: asked["id"],
                    COLLEAGUE: str(self._world.id_of("alex")),
                    YOUNG_PERSON: str(self._world.id_of("maya")),
                    LATELY: asked["asked_at"],
                }
                self._left = A_COUNCIL_LASTS
            self._left -= 1

    def _token_for(self, path: bytes) -> bytes:
        who = "maya" if b"/me" in path and b"/workers" not in path else "sam"
        token = self._world[who].token
        assert token
        return token.encode()

    def _named(self, raw: bytes) -> bytes:
        for name, found in self._names.items():
            raw = raw.replace(name.encode(), found.encode())
        return raw
