"""A request is let through unchanged, or answered before any handler sees it."""

import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import asdict

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.boundary import LIMIT, REFUSALS, Boundary, Refusal
from tests.make.broken import Headers
from tests.make.raw import speak_to

ASK = '{"about":"my carer hurts me \u2665", "safe_times" : "after school"}'.encode()
METHODS = ("GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "POST", "PUT", "PATCH")


async def arrived(request: Request) -> JSONResponse:
    """Say what came, so that a test can see whether anything was lost."""
    body = await request.body()
    came = {"path": request.path_params["path"], "query": dict(request.query_params), "body": body.decode()}
    return JSONResponse(came, 201)


async def refuse(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    await JSONResponse(asdict(refusal), refusal.status)(scope, receive, send)


app = Boundary(Starlette(routes=[Route("/v1/{path:path}", arrived, methods=list(METHODS))]), refuse)
client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://kept")


async def ask(body: bytes | AsyncIterator[bytes] = ASK, method: str = "POST", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.request(method, "/v1/asks", content=body, headers={"content-type": "application/json"} | named)


async def raw(method: str, path: bytes, headers: Headers = ()) -> tuple[int, str]:
    """Send what no client library would, and return the status and the code."""
    status, reply = await speak_to(app)(method, path, headers, b"")
    return status, json.loads(reply).get("code", "")


def refused(reply: httpx.Response, status: int, code: str) -> bool:
    """Say whether it was refused so, in words of ours only."""
    return reply.status_code == status and reply.json() == asdict(REFUSALS[code])


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
async def test_a_good_request_arrives_as_it_was_sent(method: str) -> None:
    path = "/v1/asks/caf%C3%A9?q=one+two%20%26&empty="
    reply = await client.request(method, path, content=ASK, headers={"content-type": "application/json"})

    came = {"path": "asks/café", "query": {"q": "one two &", "empty": ""}, "body": ASK.decode()}
    assert reply.json() == came


@pytest.mark.parametrize("method", METHODS)
async def test_a_request_without_a_body_needs_no_media_type(method: str) -> None:
    assert (await client.request(method, "/v1/asks")).status_code == 201


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", ';charset="UTF-8"', " ; Charset=Utf-8"])
async def test_json_may_be_named_in_these_ways(charset: str) -> None:
    assert (await ask(content_type=f"Application/JSON{charset}")).status_code == 201
    assert (await ask(method="PATCH", content_type=f"application/json{charset}")).status_code == 201


async def test_a_merge_patch_is_for_patch_alone() -> None:
    assert (await ask(method="PATCH", content_type="application/merge-patch+json")).status_code == 201


OTHER_MEDIA_TYPES = """
text/plain
text/json
application/x-www-form-urlencoded
application/json; charset=utf-16
application/json; version=2
application/json, text/plain
application/merge-patch+json
application/jsonp
"""


@pytest.mark.parametrize("media_type", OTHER_MEDIA_TYPES[1:].split("\n"))
async def test_any_other_media_type_is_refused(media_type: str) -> None:
    assert refused(await ask(content_type=media_type), 415, "wrong_media_type")


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity"])
async def test_a_body_is_never_compressed(encoding: str) -> None:
    assert refused(await ask(content_encoding=encoding), 415, "wrong_encoding")


@pytest.mark.parametrize("method", METHODS[:5])
async def test_a_body_where_none_belongs_is_refused(method: str) -> None:
    for header in (b"content-length", b"5"), (b"transfer-encoding", b"chunked"):
        assert await raw(method, b"/v1/asks", (header,)) == (400, "body_not_expected")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"about":"my carer hurts me"', "not_json"),
        (b'["my carer hurts me"]', "not_json"),
        (b'{"about":"my carer hurts me\xff"}', "not_utf8"),
        (b'{"my carer hurts me":' * 30, "too_deep"),
        (b'{"my carer hurts me":0,"my carer hurts me":1}', "duplicate_field"),
        (b'{"about":"my carer hurts me","n":NaN}', "bad_number"),
        (b'{"about":"my carer hurts me\\u0000"}', "bad_text"),
    ],
)
async def test_what_is_not_our_json_is_refused_and_never_repeated(body: bytes, code: str) -> None:
    assert refused(await ask(body), 400, code)


async def test_a_body_of_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    largest = b'{"about":"' + b"x" * (LIMIT - 12) + b'"}'

    assert (await ask(largest)).status_code == 201
    assert refused(await ask(largest + b" "), 413, "too_large")
    assert await raw("POST", b"/v1/asks", ((b"content-length", b"65537"),)) == (413, "too_large")


async def test_a_body_that_grows_too_large_is_not_read_to_its_end() -> None:
    sent = itertools.count()

    async def pieces() -> AsyncIterator[bytes]:
        while next(sent) < LIMIT:
            yield b" " * 10_000

    assert refused(await ask(pieces()), 413, "too_large")
    assert next(sent) == LIMIT // 10_000 + 1


async def test_a_body_in_pieces_arrives_whole() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in ASK:
            yield bytes([byte])

    assert (await ask(pieces())).json()["body"] == ASK.decode()


BAD_QUERIES = b"""
limit=1&limit=2 limit=1&l%69mit=2 a+b=1&a%20b=2 a=%00 a=%0a a=%7f a=%ff a=%c0%af a=%ed%a0%80
a=% a=%2 a=%zz a=\xc3\xa9 a=\x00 &&
""".split()
BAD_PATHS = b"""
/v1/%00 /v1/%0d%0a /v1/%ff /v1/% /v1/%2 /v1/\xc3\xa9 /v1%2Fasks /v1/%5casks /v1\\asks //v1/asks /v1/../asks
/v1/./asks /v1/%2e%2e/asks /v1/.. /v1/%252fasks
""".split()


@pytest.mark.parametrize("query", [*BAD_QUERIES, b"a= b", b"a=" + b"x" * 2050], ids=repr)
async def test_a_query_that_could_be_read_in_two_ways_is_refused(query: bytes) -> None:
    assert await raw("GET", b"/v1/asks?" + query) == (400, "bad_query")


@pytest.mark.parametrize("path", [*BAD_PATHS, b"/v1/a b", b"/v1/" + b"x" * 1024], ids=repr)
async def test_a_path_that_could_be_read_in_two_ways_is_refused(path: bytes) -> None:
    assert await raw("GET", path) == (400, "bad_path")


async def test_a_name_in_a_path_may_begin_with_a_dot() -> None:
    assert (await raw("GET", b"/v1/.well-known/..a"))[0] == 201


@pytest.mark.parametrize(
    "headers",
    [
        ((b"x-name", b"caf\xc3\xa9"),),
        ((b"x-name", b"a\x00b"),),
        ((b"x-name", b"a\r\nset-cookie: b"),),
        *(((name, b"1"), (name, b"2")) for name in (b"authorization", b"content-length", b"idempotency-key")),
        ((b"content-length", b"1"), (b"transfer-encoding", b"chunked")),
        ((b"content-length", b"-1"),),
        ((b"content-length", b"9" * 5000),),
        ((b"x-name", b"x" * 16 * 1024),),
        tuple((b"x-%d" % number, b"1") for number in range(101)),
    ],
    ids=lambda headers: repr(headers)[:60],
)
async def test_headers_that_could_be_read_in_two_ways_are_refused(headers: Headers) -> None:
    assert await raw("POST", b"/v1/asks", headers) == (400, "bad_header")


async def test_a_header_that_is_a_list_may_come_twice() -> None:
    assert await raw("GET", b"/v1/asks", ((b"accept", b"text/html"), (b"accept", b"*/*"))) == (201, "")


async def told(to: ASGIApp, scope: Scope, *messages: Message) -> list[Message]:
    sent: list[Message] = []
    waiting = list(messages)

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await to(scope, receive, send)
    return sent


POST: Scope = {"type": "http", "method": "POST", "path": "/v1/asks", "query_string": b"", "headers": []}


async def test_a_client_that_goes_away_is_not_answered() -> None:
    half = {"type": "http.request", "body": b'{"about":', "more_body": True}

    assert await told(app, POST, half, {"type": "http.disconnect"}) == []


async def test_after_the_body_the_app_hears_what_becomes_of_the_client() -> None:
    heard: list[str] = []

    async def listening(_scope: Scope, receive: Receive, _send: Send) -> None:
        heard.extend([(await receive())["type"], (await receive())["type"]])

    await told(Boundary(listening, refuse), POST, {"type": "http.request"}, {"type": "http.disconnect"})

    assert heard == ["http.request", "http.disconnect"]


async def test_a_websocket_is_closed() -> None:
    assert await told(app, {"type": "websocket"}) == [{"type": "websocket.close", "code": 1008}]


async def test_starting_and_stopping_is_for_the_app() -> None:
    sent = await told(app, {"type": "lifespan"}, {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})

    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
