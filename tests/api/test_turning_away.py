"""Whoever was refused a moment ago is turned away on the line itself, in the same bytes, and nobody else is."""

import asyncio
import re

import pytest
from structlog.testing import capture_logs

from api import turning_away
from api.errors import Limited
from rules.limits import SECOND, Quota
from tests.api.test_receiving import House, house
from tests.make.scenes import refused
from tests.make.world import World

__all__ = ["house", "refused"]

TOKEN = b"Bearer of-an-app-that-loops"
MARKS = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=date: )[^\r]*|(?<=t=)\d+|(?<=retry-after: )\d+")
LAST = b"GET /livez HTTP/1.1\r\nHost: kept\r\nConnection: close\r\n\r\n"
SEEN = "POST /v1/me/sightings"


def asking(what: str, *more: str, body: str = "") -> bytes:
    said = [f"{what} HTTP/1.1", "Host: kept", f"Authorization: {TOKEN.decode()}", *more]
    return "\r\n".join([*said, "", body]).encode()


@pytest.fixture
def loops(house: House) -> House:
    """Refuse an app for an hour."""
    house.app.state.limits.remember(TOKEN, Limited(Quota("app", 50, 1), 3600 * SECOND))
    return house


async def on_one_line(house: House, *requests: bytes) -> list[bytes]:
    """Send all at once, and return what each is answered."""
    said = await house.reply_to(
        b"".join([*requests, b"GET /livez HTTP/1.1\r\nHost: kept\r\nConnection: close\r\n\r\n"])
    )
    return [b"HTTP/1.1 " + each for each in said.split(b"HTTP/1.1 ")[1:-1]]


def long_way(house: House) -> list[str]:
    """Note what is asked of the application."""
    asked: list[str] = []
    inner = house.app.middleware_stack or house.app.build_middleware_stack()

    async def noting(scope, receive, send):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        asked.append(scope.get("path", ""))
        await inner(scope, receive, send)

    house.app.middleware_stack = noting
    return asked


async def test_it_is_turned_away_in_the_bytes_of_the_long_way(loops: House) -> None:
    asked = long_way(loops)
    short, in_english = await on_one_line(loops, asking(SEEN), asking(SEEN, "Accept-Language: en"))

    def told(reply: bytes) -> list[bytes]:
        head, _, body = MARKS.sub(b"", reply).partition(b"\r\n\r\n")
        return [*sorted(head.lower().split(b"\r\n")), body]

    assert short.startswith(b"HTTP/1.1 429 Too Many Requests\r\n")
    assert told(short) == told(in_english)
    assert asked == ["/v1/me/sightings", "/livez"]


async def test_each_reply_has_a_mark_of_its_own(loops: House) -> None:
    replies = await on_one_line(loops, *[asking("GET /v1/me")] * 3)

    marks = [re.findall(rb"[0-9a-f]{8}-[0-9a-f-]{27}", each) for each in replies]
    assert len(replies) == 3
    assert len({mark for each in marks for mark in each}) == 3


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("POST /v1/me/help-now", ("Content-Length: 0",)),
        ("POST /v1/me/help%2Dnow", ("Content-Length: 0",)),
        ("POST /v1/me/contact-requests", ("Content-Length: 0",)),
        ("POST /oauth/token", ("Content-Length: 0",)),
        ("GET /livez", ()),
        ("HEAD /v1/me", ()),
        ("GET /v1/me", ("Origin: https://planpal.example",)),
        ("OPTIONS /v1/me", ("Origin: https://planpal.example", "Access-Control-Request-Method: GET")),
    ],
)
async def test_what_has_to_be_looked_at_goes_the_long_way(loops: House, what: str, more: tuple[str, ...]) -> None:
    asked = long_way(loops)

    await on_one_line(loops, asking(what, *more))

    assert len(asked) == 2


async def test_whoever_was_not_refused_is_not_turned_away(loops: House, northshire: World) -> None:
    other = asking("GET /v1/me").replace(TOKEN, f"Bearer {northshire.token('maya')}".encode())
    replies = await on_one_line(loops, asking("GET /v1/me"), other, asking("GET /v1/me"))

    assert [int(each[9:12]) for each in replies] == [429, 200, 429]


async def test_a_flood_is_counted_and_writes_no_line_for_each(loops: House) -> None:
    with capture_logs() as lines:
        await on_one_line(loops, *[asking("GET /v1/me")] * 50)
        await asyncio.sleep(turning_away.EVERY + 0.2)

    assert 50 in [each["count"] for each in lines if each["event"] == "turned_away"]
    assert [each["route"] for each in lines if each["event"] == "answered"] == ["/livez"]
    counted = 'kept_http_request_seconds_count{method="GET",route="none",status="4xx"} 50.0'
    assert counted in loops.app.state.figures.now().decode()
