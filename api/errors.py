"""From what went wrong to a problem document (RFC 9457), which never repeats what was typed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from psycopg import errors
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from api.boundary import Refusal as Refused
from api.problems import PROBLEMS
from models.words import say, say_refusal
from rules.errors import NotAllowed, Refusal
from rules.limits import Quota, policy, seconds, standing
from rules.working_days import CalendarEnds

BUSY = {"Retry-After": "2"}
_UNAVAILABLE, _BROKEN, _NO_SUCH, _TOO_MANY = 503, 500, 404, 429


class Unauthenticated(Exception):
    """No token, or one that does not stand."""

    code = "not_signed_in"
    challenge = "Bearer"


class StepUp(Unauthenticated):
    """A token that stands, but a fresh sign-in is needed (RFC 9470)."""

    code = "fresh_sign_in_needed"
    challenge = 'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="300"'


class KeyNotProved(Unauthenticated):
    """A token of an app that must prove its key, and no proof that was made for this request (RFC 9449)."""

    challenge = 'DPoP error="invalid_dpop_proof", algs="ES256"'


class NotAgreed(NotAllowed):
    """A role that may, and an app that was not given this (RFC 6750)."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.challenge = f'Bearer error="insufficient_scope", scope="{scope}"'


class BadRequest(Exception):
    """A malformed part that only a handler's frame can see: a cursor, a key."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Limited(Exception):
    """More than a quota. `wait` is in microseconds."""

    def __init__(self, quota: Quota, wait: int) -> None:
        super().__init__(quota.name)
        self.quota, self.wait, self.seconds = quota, wait, seconds(wait)

    @property
    def headers(self) -> dict[str, str]:
        """Say in the words of the draft on RateLimit headers how long to wait."""
        return {
            "Retry-After": str(self.seconds),
            "RateLimit-Policy": policy(self.quota),
            "RateLimit": standing(self.quota, 0, self.wait),
        }


def problem(
    scope: Scope,
    code: str,
    detail: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> JSONResponse:
    """Return the problem document for `code`; `more` are its own members."""
    known = PROBLEMS[code]
    if _is_oauth(scope):
        return _as_oauth(known.status, headers)
    title = say(f"problems.{code}")
    content = {
        "type": f"/docs/errors/{code}",
        "title": title,
        "status": known.status,
        "detail": say_refusal(detail) if detail else title,
        "instance": f"urn:uuid:{trace_of(scope)}",
        "code": code,
        "trace_id": trace_of(scope),
    }
    return JSONResponse(
        content | more, known.status, headers=dict(headers or {}), media_type="application/problem+json"
    )


def _is_oauth(scope: Scope) -> bool:
    return scope.get("method") == "POST" and str(scope.get("path", "")).startswith("/oauth/")


def _as_oauth(status: int, headers: Mapping[str, str] | None) -> JSONResponse:
    """Say it as RFC 6749 (5.2) does, where that is spoken."""
    busy, broke = status in (_UNAVAILABLE, _TOO_MANY), status >= _BROKEN
    said = "temporarily_unavailable" if busy else "server_error" if broke else "invalid_request"
    return JSONResponse(
        {"error": said}, status if broke or status in (_NO_SUCH, _TOO_MANY) else 400, headers=dict(headers or {})
    )


def trace_of(scope: Scope) -> str:
    return str(scope.get("state", {}).get("trace_id", "00000000-0000-0000-0000-000000000000"))


async def refuse(scope: Scope, receive: Receive, send: Send, refusal: Refused) -> None:
    """Answer for the boundary, before any handler."""
    await problem(scope, refusal.code)(scope, receive, send)


def handle_all(app: FastAPI) -> None:
    """Give every kind of error its one translation."""
    handlers: Mapping[Any, Any] = {
        Refusal: _refused,
        Unauthenticated: _unauthenticated,
        BadRequest: _bad_request,
        Limited: _limited,
        CalendarEnds: _calendar_ends,
        RequestValidationError: _not_valid,
        HTTPException: _http,
        PoolTimeout: _busy,
        errors.LockNotAvailable: _waited,
        psycopg.Error: _database,
    }
    for error, handler in handlers.items():
        app.add_exception_handler(error, handler)


async def _refused(request: Request, error: Refusal) -> Response:
    headers = {"WWW-Authenticate": error.challenge} if isinstance(error, NotAgreed) else None
    return problem(request.scope, error.code, error.sentence, headers=headers, **dict[str, Any](error.facts))


async def _unauthenticated(request: Request, error: Unauthenticated) -> Response:
    return problem(request.scope, error.code, headers={"WWW-Authenticate": error.challenge})


async def _bad_request(request: Request, error: BadRequest) -> Response:
    return problem(request.scope, error.code)


def limited(scope: Scope, error: Limited) -> JSONResponse:
    return problem(scope, "too_many_requests", headers=error.headers)


def too_busy(scope: Scope) -> JSONResponse:
    return problem(scope, "too_busy", headers=BUSY)


async def _limited(request: Request, error: Limited) -> Response:
    request.app.state.limits.remember(request.headers.get("authorization", "").encode("latin-1"), error)
    return limited(request.scope, error)


async def _calendar_ends(request: Request, _: CalendarEnds) -> Response:
    return problem(request.scope, "calendar_ends")


async def _not_valid(request: Request, error: RequestValidationError) -> Response:
    return problem(request.scope, "not_valid", errors=[_place(each) for each in error.errors()])


async def _http(request: Request, error: HTTPException) -> Response:
    code = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 400: "not_json"}.get(error.status_code)
    methods: Callable[[str], list[str]] = request.app.state.methods
    has = methods(request.scope["path"]) if code == "method_not_allowed" else []
    headers = {"Allow": ", ".join(has)} if has else error.headers
    return problem(request.scope, code or "something_broke", headers=headers)


async def _busy(request: Request, _: Exception) -> Response:
    return too_busy(request.scope)


async def _waited(request: Request, error: errors.LockNotAvailable) -> Response:
    """Tell a second tap, which waited for the row of the first, that it is being answered at this moment."""
    if "idempotency_keys" in (error.diag.context or ""):
        return problem(request.scope, "in_flight", headers={"Retry-After": "1"})
    return await _database(request, error)


async def _database(request: Request, error: psycopg.Error) -> Response:
    match error:
        case errors.InvalidAuthorizationSpecification():
            return await _unauthenticated(request, Unauthenticated())
        case errors.IntegrityError():
            code = "conflict"
        case errors.DataError():
            code = "not_valid"
        case errors.InsufficientPrivilege() if _cannot_note(error):
            code = "cannot_note"
        case psycopg.OperationalError() | errors.ReadOnlySqlTransaction() | errors.IdleInTransactionSessionTimeout():
            code = "too_busy"
        case _:
            raise error
    return problem(request.scope, code, headers=BUSY if PROBLEMS[code].status == _UNAVAILABLE else None)


def _cannot_note(error: psycopg.Error) -> bool:
    """Say whether what was refused is the line that tells who looks or writes, without which nobody does."""
    said = f"{error.diag.message_primary} {error.diag.context}"
    return any(word in said for word in ("table looks", "table history", "walls.remember"))


def _place(error: Mapping[str, Any]) -> dict[str, str]:
    """Say where and of what kind; a field that we do not know is not named, since its name was typed too."""
    where, *path = [str(part) for part in error["loc"]]
    if error["type"] == "extra_forbidden":
        path = path[:-1]
    if where == "body":
        return {"pointer": _pointer(path), "code": error["type"]}
    return {"parameter": path[-1] if path else where, "code": error["type"]}


def _pointer(path: Sequence[str]) -> str:
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in path)
