"""Whoever tells the story of the contract: calls the service as people of the demonstration, and notes what was said.

The first call of an operation that succeeded is its example.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
from fastapi.routing import APIRoute

# What differs from day to day wherever the story is told.
OF_TODAY = {"calendar_days_left": 500}
MOST = 2  # of a list in an example: the shape of it is seen, and a page stays a page
NOBODY = "nobody"


@dataclass(frozen=True)
class Said:
    """One call: who makes it, and what is sent."""

    who: str
    method: str
    path: str
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One call of the story, and what came of it."""

    chapter: str
    operation: str
    said: Said
    reply: httpx.Response


Speak = Callable[[Said], Awaitable[httpx.Response]]


@dataclass
class Teller:
    """Speaks as anybody of the invented councils, over whatever way to the service it was given."""

    routes: Sequence[APIRoute]
    speak: Speak
    noted: dict[str, dict[str, Any]] = field(default_factory=dict)
    who_called: dict[str, str] = field(default_factory=dict)
    chapter: str = ""
    calls: list[Call] = field(default_factory=list)

    async def get(self, who: str, path: str) -> Any:  # noqa: ANN401  a JSON document
        return await self.tell(Said(who, "GET", path))

    async def post(self, who: str, path: str, body: object = None) -> Any:  # noqa: ANN401
        return await self.tell(Said(who, "POST", path, body))

    async def put(self, who: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.tell(Said(who, "PUT", path, body, named))

    async def patch(self, who: str, path: str, body: object) -> Any:  # noqa: ANN401
        return await self.tell(Said(who, "PATCH", path, body))

    async def delete(self, who: str, path: str) -> Any:  # noqa: ANN401
        return await self.tell(Said(who, "DELETE", path))

    async def follow(self, who: str, path: str) -> None:
        """Follow a stream for one look; what it says is no document, so it is no example."""
        said = Said(who, "GET", path)
        reply = await self._call(said)
        assert reply.is_success, reply.text
        assert reply.headers["content-type"].startswith("text/event-stream")
        self.who_called.setdefault(self._route(said.method, path).name, who)

    async def tag(self, who: str, path: str) -> str:
        """Read something that is to be written over, and return which edition it is."""
        return (await self._call(Said(who, "GET", path))).headers["ETag"]

    async def tell(self, said: Said) -> Any:  # noqa: ANN401
        """Make a call that must succeed, note it, and return what came."""
        reply = await self._call(said)
        assert reply.is_success, f"{said.who}: {said.method} {said.path}: {reply.text}"
        told = reply.json()
        self._note(said, str(reply.status_code), told)
        return told

    async def _call(self, said: Said) -> httpx.Response:
        reply = await self.speak(said)
        operation = self._route(said.method, said.path.partition("?")[0]).name
        self.calls.append(Call(self.chapter, operation, said, reply))
        return reply

    def _note(self, said: Said, status: str, told: object) -> None:
        place, _, query = said.path.partition("?")
        route = self._route(said.method, place)
        gaps = re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route.path_format), place)
        assert gaps
        known = self.noted.setdefault(route.name, {})
        self.who_called.setdefault(route.name, said.who)
        parameters = {**gaps.groupdict(), **dict(parse_qsl(query)), **said.headers}
        if parameters:
            known.setdefault("parameters", parameters)
        if said.body is not None:
            known.setdefault("body", said.body)
        known.setdefault("replies", {}).setdefault(status, _short(told))

    def _route(self, method: str, path: str) -> APIRoute:
        """Return the route that answers: one without a gap stands before one with a gap, as in the service."""
        for route in self.routes:
            if method in (route.methods or ()) and route.path_regex.fullmatch(path):
                return route
        raise AssertionError(f"No route answers {method} {path}.")


def _short(told: Any) -> Any:  # noqa: ANN401
    """Cut every list, so that an example can be read."""
    match told:
        case list():
            return [_short(each) for each in told[:MOST]]
        case dict():
            return {name: OF_TODAY.get(name, _short(each)) for name, each in told.items()}
    return told
