"""Before every handler: whoever was refused a moment ago hears it again at once, and some lanes are kept free."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.boundary import PAGES
from api.connections import in_lane
from api.errors import Limited, limited, too_busy
from api.limits import Asked, Due, Limits

# Asking for help, for an advocate, for a call, and saying what went wrong: these wait for no app and no address.
LANE = frozenset({"/v1/me/help-now", "/v1/me/advocate-requests", "/v1/me/contact-requests", "/v1/me/feedback"})
NEVER_REFUSED = frozenset({"/v1/me/help-now"})
DEVICES = ("__Host-kept-device", "kept-device")  # the second where there is no TLS
SIGNED_OUT = "/signed-out"  # a directory says that somebody is out
_API = "/v1/"

Page = Callable[[Scope, Limited], Response]


def kept_free(scope: Scope) -> bool:
    """Say whether a request is one of those that wait for nobody else."""
    return scope["method"] == "POST" and scope["path"] in LANE


def of_a_machine(path: str) -> bool:
    """Say whether apps and directories speak there, many people's from one address, and not a browser."""
    return path.startswith("/oauth/") or (path.startswith("/staff/") and path.endswith(SIGNED_OUT))


class Limiting:
    """Wraps what is inside the frame. What is not of the API (signing in, an invite, a token) is counted here.

    Whatever a POST was counted for, and by whichever way it was answered, its reply says so here.
    """

    def __init__(self, app: ASGIApp, limits: Limits, page: Page) -> None:
        self._app, self._limits, self._page = app, limits, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with in_lane(kept_free(scope)):
            try:
                await self._look(scope)
            except Limited as error:
                await self._limited(scope, error)(scope, receive, send)
            except (PoolTimeout, OperationalError):
                await too_busy(scope)(scope, receive, send)
            else:
                await self._app(scope, receive, telling(scope, send))
                await self._settle(scope)

    async def _look(self, scope: Scope) -> None:
        if kept_free(scope):
            return
        self._limits.remembered(token_of(scope), posts=scope["method"] == "POST")
        if scope["method"] == "POST" and not scope["path"].startswith(_API):
            await self._limits.take(*self._at_the_door(scope))

    async def _settle(self, scope: Scope) -> None:
        """Count what was answered without the database; whoever is refused now hears it the next time."""
        due: Due | None = scope["state"].get("due")
        if due and not due.paid and scope["state"]["answered"] < HTTPStatus.INTERNAL_SERVER_ERROR:
            with suppress(Limited, PoolTimeout, OperationalError):
                await self._limits.pay(due)

    def _at_the_door(self, scope: Scope) -> tuple[Asked, ...]:
        address = address_of(scope)
        if of_a_machine(scope["path"]):
            return (self._limits.tokens(address),)
        device = device_of(scope)
        return (self._limits.door(address), *((self._limits.device(device),) if device else ()))

    def _limited(self, scope: Scope, error: Limited) -> Response:
        shown = scope["path"].startswith(PAGES) and not of_a_machine(scope["path"])
        return self._page(scope, error) if shown else limited(scope, error)


def telling(scope: Scope, send: Send) -> Send:
    """Return how to send a reply that says what its request was counted for; what was refused was not."""

    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            scope["state"]["answered"] = message["status"]
            if message["status"] < HTTPStatus.BAD_REQUEST:
                message["headers"] = [*message.get("headers", ()), *scope["state"].get("counted", ())]
        await send(message)

    return tell


def token_of(scope: Scope) -> bytes | None:
    return next((value for name, value in scope["headers"] if name == b"authorization"), None)


def address_of(scope: Scope) -> str:
    """Return where it comes from; behind a proxy that is trusted, what the proxy says."""
    client = scope.get("client")
    return str(client[0]) if client else "nowhere"


def device_of(scope: Scope) -> str:
    """Return the secret that our page left in this browser, if it did."""
    said = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    sent = cookie_parser(said.decode("latin-1"))
    return next((sent[name] for name in DEVICES if name in sent), "")
