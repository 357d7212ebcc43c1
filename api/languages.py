"""The language of a reply: the first of those asked for that we have, else English."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.boundary import PAGES
from api.weights import weighed
from models.words import ENGLISH, languages, speaking

_RANGE = r"[a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*"


class Languages:
    """Reads Accept-Language, and says in which language it answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(("/v1/", *PAGES)):
            await self._app(scope, receive, send)
            return
        asked = b",".join(value for name, value in scope["headers"] if name == b"accept-language")
        language = chosen(asked.decode("latin-1"), languages())

        async def say_which(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = (
                    [] if message["status"] == HTTPStatus.NOT_MODIFIED else [(b"content-language", language.encode())]
                )
                message["headers"] = [*message.get("headers", ()), *named, (b"vary", b"Accept-Language")]
            await send(message)

        with speaking(language):
            await self._app(scope, receive, say_which)


def chosen(asked: str, there: Sequence[str]) -> str:
    """Look a language up as RFC 4647 does: the most wanted first, each with its region, then without."""
    for wanted in _by_weight(asked):
        parts = wanted.split("-")
        names = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
        found = next((name for name in names if name in there), None)
        if found:
            return found
    return ENGLISH


def _by_weight(asked: str) -> Iterator[str]:
    """Yield the languages that are asked for; what cannot be read is passed over, and q=0 is not wanted."""
    wanted = sorted(weighed(asked, _RANGE), key=lambda pair: -pair[0])
    yield from (name for weight, name in wanted if weight and name != "*")
