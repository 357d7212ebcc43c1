"""Somebody who follows a stream: what the service sends is read while it is sent, as an open app does."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from starlette.types import Message

from tests.make.world import Speaker

SOON = 0.05  # seconds between two looks, in tests
PATIENCE = 5.0


@dataclass
class Following:
    """What came so far. `ended` is set when the service closed the stream."""

    status: int = 0
    body: bytes = b""
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def changes(self) -> list[tuple[str, str | None, str]]:
        lines = self.body.decode().split("\n")
        found = [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
        return [(each["of"], each["id"], each["became"]) for each in found]

    @property
    def mark(self) -> str:
        """Return where to go on."""
        return [line[4:] for line in self.body.decode().split("\n") if line.startswith("id: ")][-1]

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.body += message.get("body", b"")
        self.heard.set()

    async def until(self, count: int) -> list[tuple[str, str | None, str]]:
        """Wait until so many changes came, and then for two looks more."""
        async with asyncio.timeout(PATIENCE):
            await self._heard(lambda: len(self.changes) >= count)
        await asyncio.sleep(2 * SOON)
        return self.changes

    async def begun(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._heard(lambda: b"id: " in self.body)

    async def _heard(self, enough: Callable[[], bool]) -> None:
        while not enough():
            self.heard.clear()
            await self.heard.wait()


@asynccontextmanager
async def following(speaker: Speaker, path: str, mark: str = "") -> AsyncIterator[Following]:
    """Follow until the block ends, as an app that is closed then."""
    told, gone = Following(), asyncio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def run() -> None:
        await speaker.app(_scope(speaker, path, mark), receive, told.send)
        told.ended.set()

    running = asyncio.create_task(run())
    try:
        await asyncio.sleep(0)
        yield told
    finally:
        gone.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def _scope(speaker: Speaker, path: str, mark: str) -> dict[str, Any]:
    headers = [(b"host", b"kept"), (b"authorization", f"Bearer {speaker.token}".encode())]
    headers += [(b"last-event-id", mark.encode())] if mark else []
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "server": ("kept", 80), "client": ("127.0.0.1", 1), "state": {},
    }  # fmt: skip


@asynccontextmanager
async def looking_often(app: FastAPI) -> AsyncIterator[None]:
    """Let streams last, and look every twentieth of a second."""
    streams = app.state.streams
    before = streams.longest, streams.every
    streams.longest, streams.every = 60.0, SOON
    yield
    streams.longest, streams.every = before
