"""Calling a directory: the one module that asks anything of anybody outside. Short, bounded, and never passed on."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from api import strict_json
from api.late import late

if TYPE_CHECKING:
    import httpx
else:
    httpx = late("httpx")

PATIENCE = 5.0
MOST = 256 * 1024
OK = 200
_HERE = ("localhost", "127.0.0.1")


class NoAnswer(Exception):
    """The directory cannot be reached, or says what we cannot read."""


class SaysNo(Exception):
    """The directory answers, and refuses."""


def may_be_called(url: str) -> bool:
    """Allow TLS, and nothing else beyond this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)


async def get(url: str) -> dict[str, object]:
    return await _asked("GET", url, None)


async def post(url: str, said: Mapping[str, str]) -> dict[str, object]:
    """Send a form; raise `SaysNo` where it is refused."""
    return await _asked("POST", url, said)


async def _asked(method: str, url: str, said: Mapping[str, str] | None) -> dict[str, object]:
    """Ask once, follow nowhere, read no more than a little."""
    if not may_be_called(url):
        raise NoAnswer
    body = bytearray()
    with suppress(httpx.HTTPError, httpx.InvalidURL, strict_json.NotJson):
        async with (
            httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client,
            client.stream(method, url, data=said, headers={"Accept": "application/json"}) as reply,
        ):
            async for piece in reply.aiter_bytes():
                body += piece
                if len(body) > MOST:
                    raise NoAnswer
        if reply.status_code in {400, 401, 403}:
            raise SaysNo
        if reply.status_code == OK:
            return strict_json.read(bytes(body), depth=10)
    raise NoAnswer
