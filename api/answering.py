"""From an address to a reply in few steps: who asks, the door, the handler, the reply.

FastAPI reads what a route declares, checks what was sent and writes the contract. With each request it would look at
one route after the other, and work out anew what its handler needs; here both are known from the start.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

from fastapi import FastAPI, Request
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import solve_dependencies
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic_core import PydanticUndefined
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.boundary import said_in
from api.idempotency import KeptRoute, keep_reply
from auth.bearing import credentials_of
from auth.doors import open_reads, open_writes, reads_for, writes_for
from auth.permissions import Permission
from auth.who import let_in, person_asking

OURS = (person_asking, open_reads, open_writes)
Handled = Callable[[Request, Exception], Awaitable[Response]]


class Way:
    """The way through one route: what its handler is given, and what becomes of what it returns."""

    def __init__(self, route: APIRoute) -> None:
        ours = {each.call: each for each in route.dependant.dependencies if each.call in OURS}
        others = [each for each in route.dependant.dependencies if each.call not in OURS]
        self.route = route
        self._call: Callable[..., Awaitable[object]] = route.endpoint
        self._caller, self._reads, self._writes = (_name(ours.get(call)) for call in OURS)
        self._permission = _permission(ours.get(person_asking))
        self._sent = replace(route.dependant, dependencies=others)
        self._wants = _wants(self._sent)
        self._shape_sent: Any = _one_shape(self._sent)
        self._shape: Any = route.response_field

    async def answer(self, request: Request) -> Response:
        given: dict[str, object] = {}
        if self._permission:
            given[self._caller] = await let_in(request, credentials_of(request), self._permission)
        if self._reads:
            given[self._reads] = reads_for(request)
        if not self._writes:
            return await self._reply(request, given)
        async with writes_for(request) as given[self._writes]:
            reply = await self._reply(request, given)
            await keep_reply(request, reply)
            return reply

    async def _reply(self, request: Request, given: dict[str, object]) -> Response:
        """Call the handler with what it is given and what was sent."""
        if not self._wants:
            return self._written(await self._call(**given))
        said = said_in(request.scope) if self.route.body_field else None
        if self._shape_sent and (said is not None or not self.route.body_field):
            return await self._asked(request, given, said)
        async with AsyncExitStack() as stack:
            request.scope["fastapi_inner_astack"] = request.scope["fastapi_function_astack"] = stack
            sent: Any = await solve_dependencies(
                request=request,
                dependant=self._sent,
                body=PydanticUndefined if said is None else said,
                async_exit_stack=stack,
                embed_body_fields=False,
            )
            if sent.errors:
                raise RequestValidationError(sent.errors)
            return await self._handled({**given, **sent.values}, sent.response)

    async def _asked(self, request: Request, given: dict[str, object], body: dict[str, object] | None) -> Response:
        """Call the handler with the one shape that was sent: of a body, or of a query where each name stands once."""
        said, where = (dict(request.query_params), "query") if body is None else (body, "body")
        shape, wrong = self._shape_sent.validate(said, loc=(where,))
        if wrong:
            raise RequestValidationError(wrong)
        besides = Response()
        del besides.headers["content-length"]
        besides.status_code = None  # type: ignore[assignment]
        names = (self._shape_sent.name, self._sent.request_param_name, self._sent.response_param_name)
        sent = {name: each for name, each in zip(names, (shape, request, besides), strict=True) if name}
        return await self._handled({**given, **sent}, besides)

    async def _handled(self, given: dict[str, Any], besides: Response) -> Response:
        """Call the handler; `besides` is what it may say apart from what it returns: a status, headers."""
        reply = self._written(await self._call(**given), besides.status_code)
        reply.raw_headers.extend(besides.raw_headers)
        return reply

    def _written(self, found: object, status: int | None = None) -> Response:
        shown, wrong = self._shape.validate(found)
        if wrong:
            raise TypeError(f"{self.route.name} returns what it does not declare.")
        body = self._shape.serialize_json(shown)
        return Response(body, status or self.route.status_code or 200, media_type="application/json")


def ways(routes: Iterable[APIRoute]) -> Iterator[Way]:
    """Yield the ways of all routes that return a shape, whole, by a door known here; another goes FastAPI's way."""
    for route in routes:
        plain = isinstance(route.response_class, DefaultPlaceholder) and not route.response_model_exclude_unset
        kept = isinstance(route, KeptRoute) and open_writes not in [each.call for each in route.dependant.dependencies]
        if route.response_field and plain and not kept:
            yield Way(route)


class Switchboard:
    """Stands inside all layers. What it does not find, FastAPI does not find either, or answers by itself."""

    def __init__(self, app: ASGIApp, service: FastAPI, ways: Iterable[Way]) -> None:
        self._app = app
        self._handlers: Any = service.exception_handlers
        self._plain: dict[tuple[str, str], Way] = {}
        self._filled: dict[str, list[Way]] = defaultdict(list)
        for way in ways:
            beginning, has_gaps, _ = way.route.path.partition("{")
            if has_gaps:
                self._filled[beginning].append(way)
            else:
                self._plain |= {(method, way.route.path): way for method in way.route.methods or ()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = self.found(scope) if scope["type"] == "http" and not scope.get("root_path") else None
        if way is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = way.route
        request = Request(scope, receive, send)
        try:
            reply = await way.answer(request)
        except Exception as error:  # noqa: BLE001  what nobody translates is raised again
            reply = await self._translated(request, error)
        await reply(scope, receive, send)

    def found(self, scope: Scope) -> Way | None:
        """Return the way of an address, and write down what fills its gaps."""
        scope["path_params"] = {}
        return self._plain.get((scope["method"], scope["path"])) or self._with_gaps(scope)

    def _with_gaps(self, scope: Scope) -> Way | None:
        """Look at the routes that begin as this address does, those that agree with more of it first."""
        beginning: str = scope["path"]
        while beginning := beginning[:-1].rpartition("/")[0]:
            beginning += "/"
            for way in self._filled.get(beginning, ()):
                filled = way.route.path_regex.match(scope["path"])
                if filled and scope["method"] in (way.route.methods or ()):
                    scope["path_params"] = filled.groupdict()
                    return way
        return None

    async def _translated(self, request: Request, error: Exception) -> Response:
        for kind in type(error).__mro__:
            if kind in self._handlers:
                reply: Response = await self._handlers[kind](request, error)
                return reply
        raise error


def _name(need: Dependant | None) -> str:
    return (need.name or "") if need else ""


def _permission(guard: Dependant | None) -> Permission | None:
    return Permission((guard.own_oauth_scopes or [])[0]) if guard else None


def _one_shape(sent: Dependant) -> Any:  # noqa: ANN401  a field of FastAPI's, or None
    """Return what is sent, where it is one shape: FastAPI would work out anew, each time, what its parts can be."""
    fields = (*sent.query_params, *sent.body_params)
    if any((sent.path_params, sent.header_params, sent.cookie_params, sent.dependencies)) or len(fields) != 1:
        return None
    shape, alone = fields[0].field_info.annotation, not getattr(fields[0].field_info, "embed", None)
    return fields[0] if isinstance(shape, type) and issubclass(shape, BaseModel) and alone else None


def _wants(sent: Dependant) -> bool:
    """Say whether a handler is given anything besides its caller and its door."""
    names = (sent.request_param_name, sent.response_param_name)
    return any((sent.path_params, sent.query_params, sent.body_params, sent.header_params, sent.dependencies, *names))
