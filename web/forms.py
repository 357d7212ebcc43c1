"""What a form brings, and the frame around every page: a form must be ours, and what goes wrong is a page too."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote

import psycopg
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from psycopg import OperationalError
from psycopg.errors import DataError, InvalidAuthorizationSpecification
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.errors import StepUp, Unauthenticated
from models.words import say, say_refusal
from rules.errors import NotAllowed, NotFound, NotNow, Refusal
from web.browser import Browser
from web.looks import go, page
from web.staying import still_there

MOST_FIELDS = 100
LONGEST_THEN = 1500
OURS = ("/my", "/apps/consent")
STATUS: Mapping[type[Refusal], int] = {NotFound: 404, NotAllowed: 403, NotNow: 409}
NOT_IN = (Unauthenticated, InvalidAuthorizationSpecification)
WENT_WRONG = (Unauthenticated, Refusal, RequestValidationError, HTTPException, PoolTimeout, psycopg.Error)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Form:
    """The fields of a form, each a text; one that was not sent is empty."""

    def __init__(self, body: bytes) -> None:
        self._fields = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS)

    def __getitem__(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        return [value for field, value in self._fields if field == name]


class PageRoute(APIRoute):
    """A page. A form that another site made gets nowhere."""

    def get_route_handler(self) -> Handler:
        answered = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                ours = request.method != "POST" or await _ours(request)
                return await answered(request) if ours else page(request, "again", status=403)
            except WENT_WRONG as error:
                if isinstance(error, NOT_IN) and not isinstance(error, StepUp) and await still_there(request):
                    return go(_here(request))
                return _instead(request, error)

        return shown


def _instead(request: Request, error: Exception) -> Response:
    """Show a page that says what went wrong, or one that mends it."""
    match error:
        case StepUp():
            return go(_back_here("/my/prove", request))
        case Unauthenticated() | InvalidAuthorizationSpecification():
            return _signed_out(request)
        case PoolTimeout() | OperationalError():
            return page(request, "sorry", status=503, says=say("problems.too_busy"))
        case psycopg.Error() if not isinstance(error, DataError):
            raise error
    return _sorry(request, error)


async def _ours(request: Request) -> bool:
    """Read the form once, and say whether a page of ours made it."""
    try:
        form = Form(await request.body())
    except ValueError:
        return False
    request.state.form = form
    from_here = request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    return from_here and Browser.of(request).wrote(form["token"])


def form_of(request: Request) -> Form:
    """Return the form that this page was sent."""
    form: Form = request.state.form
    return form


def _sorry(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 404)
    says = say_refusal(error.sentence) if isinstance(error, Refusal) else say("problems.not_found")
    return page(request, "sorry", status=status, says=says)


def _signed_out(request: Request) -> Response:
    reply = go(_back_here("/sign-in", request))
    Browser.of(request).drop(reply, "session")
    return reply


def _back_here(path: str, request: Request) -> str:
    return path + asked(then_of(_here(request)))


def _here(request: Request) -> str:
    """Return this page, to be opened once more; after a form, the page of all that is mine."""
    if request.method != "GET":
        return "/my"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def then_of(said: str) -> str:
    """Return where to go afterwards: a page of ours, or nowhere in particular."""
    plain = said.isascii() and said.isprintable() and "\\" not in said and len(said) <= LONGEST_THEN
    path = said.partition("?")[0]
    ours = any(path == each or path.startswith(f"{each}/") for each in OURS)
    return said if plain and ours and "//" not in path and "/." not in path else ""


def asked(then: str) -> str:
    """Return the query that remembers where to go afterwards."""
    return f"?then={quote(then, safe='/')}" if then else ""
