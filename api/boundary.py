"""The gate before every handler: what is not well formed goes no further, and is never repeated."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus, unquote_to_bytes

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import strict_json

LIMIT = 64 * 1024

_LONGEST_PATH = 1024
_LONGEST_QUERY = 2048
_LONGEST_HEADERS = 16 * 1024
_MOST_HEADERS = 100
# Of If-Match and If-None-Match, made of what every header may be made of.
LONGEST_CONDITION, CONDITION = 500, r"^[\t -~]*$"

_WITH_BODY = frozenset(("POST", "PUT", "PATCH"))
# Where a form comes in, as the RFCs want it or as a browser sends it; whoever answers there reads it.
PAGES = ("/my", "/sign-in", "/sign-out", "/invite", "/apps/", "/staff/")
_FORMS = ("/oauth/", *PAGES)
# Given twice, each of these means one thing to the proxy before us and another to us.
_ONCE = (
    b"authorization",
    b"content-encoding",
    b"content-length",
    b"content-type",
    b"dpop",
    b"host",
    b"idempotency-key",
    b"transfer-encoding",
)
_VISIBLE = re.compile(CONDITION.encode())
_LENGTH = re.compile(rb"[0-9]{1,18}")
_CHARSET = rb'(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?'
_JSON = re.compile(rb"application/json" + _CHARSET, re.IGNORECASE)
_FORM = re.compile(rb"application/x-www-form-urlencoded" + _CHARSET, re.IGNORECASE)
_JSON_PATCH = re.compile(rb"application/(?:merge-patch\+)?json" + _CHARSET, re.IGNORECASE)
_ENCODED = re.compile(rb"(?:[!-$&-~]|%[0-9A-Fa-f]{2})*")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
# Ways to write a path so that the proxy and we read two different ones.
_DISGUISED = re.compile(rb"%2[ef5]|%5c|\\|//|/\.\.?(?:/|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What we say instead: constants only, so that nothing typed can come back."""

    status: int
    code: str
    meaning: str


REFUSALS = {
    refusal.code: refusal
    for refusal in (
        Refusal(400, "bad_header", "A header is too long, given twice or not plain ASCII."),
        Refusal(400, "bad_number", "A number in the body is larger than we can keep."),
        Refusal(400, "bad_path", "The path is too long, or is not spelled as we spell it."),
        Refusal(400, "bad_query", "The query is too long, names something twice or is not UTF-8."),
        Refusal(400, "bad_text", "A text in the body has a character that we cannot keep."),
        Refusal(400, "body_not_expected", "This request takes no body."),
        Refusal(400, "duplicate_field", "A field is given twice in the body."),
        Refusal(400, "not_json", "The body must be one JSON object."),
        Refusal(400, "not_utf8", "The body must be UTF-8, without a byte order mark."),
        Refusal(400, "too_deep", "The body is nested too deeply."),
        Refusal(413, "too_large", "The body is too large."),
        Refusal(415, "wrong_encoding", "The body must not be compressed."),
        Refusal(415, "wrong_media_type", "The body must be sent as application/json."),
    )
}

Refuse = Callable[[Scope, Receive, Send, Refusal], Awaitable[None]]
Headers = dict[bytes, bytes]


def said_in(scope: Scope) -> dict[str, object] | None:
    """Return what the body says, which was read already; None where no JSON came."""
    said: dict[str, object] | None = scope["said"]
    return said


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Boundary:
    """Let through only requests that every reader would read the same way."""

    def __init__(
        self, app: ASGIApp, refuse: Refuse, limit: int = LIMIT, has: Callable[[Scope], bool] = lambda _: True
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._has = has
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                await self._answer(scope, receive, send)
            case "websocket":
                await send({"type": "websocket.close", "code": 1008})
            case _:
                await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            admitted = await self._admitted(scope, receive)
        except ClientDisconnect:
            return  # nobody is left to be told
        except (_Refused, strict_json.NotJson) as refused:
            await self._refuse(scope, receive, send, REFUSALS[refused.code])
        else:
            await self._app(scope, admitted, send)

    async def _admitted(self, scope: Scope, receive: Receive) -> Receive:
        """Return where the app may receive the request from, once it is read and found good."""
        scope["said"] = None
        headers = _headers(scope["headers"])
        _insist(_good_path(_raw_path(scope)), "bad_path")
        _insist(_good_query(scope["query_string"]), "bad_query")
        try:
            return await self._with_body(scope, headers, receive)
        except (_Refused, strict_json.NotJson):
            if self._has(scope):
                raise
            return _replay(b"", receive)  # there is no such method here, whatever came with it

    async def _with_body(self, scope: Scope, headers: Headers, receive: Receive) -> Receive:
        if scope["method"] not in _WITH_BODY:
            _insist(not _announces_body(headers), "body_not_expected")
            return receive
        _insist(b"content-encoding" not in headers, "wrong_encoding")
        _insist(int(headers.get(b"content-length", 0)) <= self._limit, "too_large")
        body = await _body(receive, self._limit)
        if body:
            form = scope["path"].startswith(_FORMS)
            media_type = _FORM if form else _JSON_PATCH if scope["method"] == "PATCH" else _JSON
            _insist(bool(media_type.fullmatch(headers.get(b"content-type", b""))), "wrong_media_type")
            if not form:
                scope["said"] = strict_json.read(body)
        return _replay(body, receive)


def _insist(fact: bool, code: str) -> None:  # noqa: FBT001
    if not fact:
        raise _Refused(code)


def _headers(raw: list[tuple[bytes, bytes]]) -> Headers:
    text = b"".join(name + value for name, value in raw)
    _insist(len(raw) <= _MOST_HEADERS and len(text) <= _LONGEST_HEADERS, "bad_header")
    _insist(bool(_VISIBLE.fullmatch(text)), "bad_header")
    headers = dict(raw)
    if len(headers) != len(raw):
        names = [name for name, _ in raw]
        _insist(all(names.count(name) <= 1 for name in _ONCE), "bad_header")
    _insist(_one_length(headers), "bad_header")
    _insist(len(headers.get(b"if-none-match", b"")) <= LONGEST_CONDITION, "bad_header")
    return headers


def _one_length(headers: Headers) -> bool:
    """Refuse two statements of where the body ends, from which request smuggling is made."""
    length = headers.get(b"content-length")
    return length is None or bool(_LENGTH.fullmatch(length) and b"transfer-encoding" not in headers)


def _announces_body(headers: Headers) -> bool:
    return b"transfer-encoding" in headers or int(headers.get(b"content-length", 0)) > 0


def _raw_path(scope: Scope) -> bytes:
    """Return the path as it was sent. A server need not tell; then the decoded one has to do."""
    return scope.get("raw_path") or quote(scope["path"], errors="replace").encode()


def _good_path(raw: bytes) -> bool:
    return len(raw) <= _LONGEST_PATH and not _DISGUISED.search(raw) and _is_text(raw)


def _good_query(raw: bytes) -> bool:
    if len(raw) > _LONGEST_QUERY or not _is_text(raw):
        return False
    names = [unquote_plus(pair.partition("=")[0]) for pair in raw.decode().split("&")]
    return len(set(names)) == len(names)


def _is_text(raw: bytes) -> bool:
    """Say whether `raw` is UTF-8 in percent-encoding, without control characters."""
    if not _ENCODED.fullmatch(raw):
        return False
    try:
        return not _CONTROL.search(unquote_to_bytes(raw).decode())
    except UnicodeDecodeError:
        return False


async def _body(receive: Receive, limit: int) -> bytes:
    """Read the body, and stop at the first piece that goes beyond the limit."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        piece = message.get("body", b"")
        _insist(len(body) + len(piece) <= limit, "too_large")
        body += piece
        more = message.get("more_body", False)
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the body once more, and after it whatever the server has to say."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again
