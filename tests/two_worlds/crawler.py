"""Everything that somebody can get by any endpoint: read from the routes, so that a new one joins by itself."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.app import api_routes
from tests.make.world import Speaker

# What differs between two replies of the same service, and tells nothing: which reply it is.
OF_THE_REPLY = frozenset({"x-request-id", "date"})
MARKS = ("instance", "trace_id")

Candidates = Mapping[str, Sequence[str]]


class CannotCall(AssertionError):
    """A route whose path the crawler cannot fill: tell it what to put there."""


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    accept: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.accept}".rstrip()


@dataclass(frozen=True)
class Answer:
    """A reply without its marks: what is left must be the same in both worlds, to the byte."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


def calls(app: FastAPI, known: Candidates) -> list[Call]:
    """Return every call: first each way to read, then each way to write."""
    routes = [(route, method) for route in api_routes(app) for method in sorted(route.methods or ())]
    reading = [call for route, method in routes if method == "GET" for call in _reads(app, route, known)]
    writing = [Call(method, path) for route, method in routes if method != "GET" for path in _paths(app, route, known)]
    return [*reading, *sorted(writing, key=_signs_out)]


def _signs_out(call: Call) -> bool:
    """Say whether whoever calls this is signed out by it: it comes last, or nothing after it would tell anything."""
    return call.path.startswith("/v1/me/sessions")


def _reads(app: FastAPI, route: APIRoute, known: Candidates) -> Iterator[Call]:
    for path in _paths(app, route, known):
        yield Call("GET", path)
        for query in _queries(app, route, known):
            for accept in ("", *_other_forms(app, route)):
                yield Call("GET", f"{path}?{query}", accept)


def _other_forms(app: FastAPI, route: APIRoute) -> Sequence[str]:
    """Return in which forms beside JSON a page can be had."""
    reply: Mapping[str, Any] = app.openapi()["paths"][route.path_format]["get"]["responses"]["200"]
    return [form for form in reply.get("content", {}) if form != "application/json"]


def _paths(app: FastAPI, route: APIRoute, known: Candidates) -> Iterator[str]:
    """Return the address with everything that may stand in its gaps."""
    parameters = [each for each in _parameters(app, route) if each["in"] == "path"]
    names = [each["name"] for each in parameters]
    for values in product(*(_values(app, each, known) for each in parameters)):
        yield route.path_format.format(**dict(zip(names, values, strict=True)))


def _parameters(app: FastAPI, route: APIRoute) -> Sequence[Mapping[str, Any]]:
    method = min(route.methods or {"GET"})
    found: Sequence[Mapping[str, Any]] = app.openapi()["paths"][route.path_format][method.lower()].get("parameters", ())
    return found


def _queries(app: FastAPI, route: APIRoute, known: Candidates) -> Iterator[str]:
    """Return one query for each value of each filter that the contract names, with what cannot be left out."""
    filters = [each for each in _parameters(app, route) if each["in"] == "query"]
    needed = {each["name"]: _values(app, each, known)[-1] for each in filters if each.get("required")}
    for parameter in filters:
        for value in _values(app, parameter, known):
            yield urlencode(needed | {parameter["name"]: value})


def _values(app: FastAPI, parameter: Mapping[str, Any], known: Candidates) -> Sequence[str]:
    schema = parameter["schema"]
    shapes = [_resolved(app, shape) for shape in schema.get("anyOf", [schema])]
    listed = [str(value) for shape in shapes for value in shape.get("enum", ())]
    switches = ["true", "false"] if any(shape.get("type") == "boolean" for shape in shapes) else []
    if listed or switches:
        return [*listed, *switches]
    if parameter["name"] not in known:
        raise CannotCall(f"The crawler does not know what to put for {parameter['name']}.")
    return known[parameter["name"]]


def _resolved(app: FastAPI, shape: Mapping[str, Any]) -> Mapping[str, Any]:
    name = shape.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = app.openapi()["components"]["schemas"][name] if name else shape
    return found


async def answers(speaker: Speaker, every: Sequence[Call]) -> AsyncIterator[tuple[Call, Answer]]:
    """Make every call as one person. A write is sent with a fixed key and an empty object."""
    for call in every:
        body: object = {} if call.method in ("POST", "PUT", "PATCH") else None
        headers = {"Accept": call.accept} if call.accept else None
        key = f"crawl:{call}".replace(" ", ":")
        reply = await speaker.call(call.method, call.path, body, key=key, headers=headers)
        yield call, _stripped(reply.status_code, reply.headers, reply.text)


def _stripped(status: int, headers: Mapping[str, str], text: str) -> Answer:
    kept = tuple(sorted((name, value) for name, value in headers.items() if name not in OF_THE_REPLY))
    trace = headers.get("x-request-id", "no trace")
    return Answer(status, kept, text.replace(trace, "this reply"))
