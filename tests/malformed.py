"""Requests that no careful client sends, as data: each must be answered, none with 5xx, none with an echo."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from tests.make.broken import (
    BODIES,
    CANARY,
    CURSORS,
    HEADERS,
    ID,
    JSON,
    METHODS,
    PATHS,
    QUERIES,
    VALUES,
    Headers,
)

# Whoever sends these puts here, as for ID a request: a colleague, a young person, and an instant of today.
COLLEAGUE = "00000000-0000-4000-8000-00000000c01e"
YOUNG_PERSON = "00000000-0000-4000-8000-000000000b0b"
LATELY = "2001-01-01T00:00:00Z"

ACCESS_LOG = b"/v1/me/access-log"
ASKS = b"/v1/me/contact-requests"
ADDITIONS = f"/v1/me/contact-requests/{ID}/additions".encode()
CONFIRMATION = f"/v1/me/contact-requests/{ID}/confirmation".encode()
LOG = f"/v1/young-people/{YOUNG_PERSON}/contact-requests".encode()
TAKER = f"/v1/requests/{ID}/taker".encode()
ATTEMPTS = f"/v1/requests/{ID}/attempts".encode()
CASES = b"/v1/young-people"
COVER = b"/v1/workers/me/cover"
ME = b"/v1/me"
TRIAGE = b"/v1/triage"


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request before any client library has looked at it. Who asks is added by whoever sends it."""

    name: str
    method: str
    path: bytes
    headers: Headers = JSON
    body: bytes = b""


def _json(**fields: object) -> bytes:
    return json.dumps(fields).encode()


ASK = _json(about=CANARY, message=f"{CANARY} and more", channel="call", safe_times="after school", urgent="other")
SAFE = {"channel": "text", "number": "+447700900123", "hours": "after 4", "never_leave_message": True}
AWAY = _json(away_from="2026-12-01T09:00:00Z", away_until="2026-12-05T17:00:00Z", covered_by=COLLEAGUE)
ABOUT_ME = _json(preferred_name="Maya", pronouns="she/her", language="en", safe_contact=SAFE)

VALID = (
    RawRequest("ask for a call", "POST", ASKS, JSON, ASK),
    RawRequest("write down an attempt", "POST", ATTEMPTS, JSON, _json(outcome="no_answer", note=CANARY)),
    RawRequest("say how to reach me", "PATCH", ME, JSON, ABOUT_ME),
    RawRequest("name a cover", "PUT", COVER, JSON, AWAY),
    RawRequest("take a request", "PUT", TAKER, JSON, _json(worker_id=None)),
    RawRequest("log a call", "POST", LOG, JSON, _json(asked_at=LATELY, asked_through="phone", about=CANARY)),
    RawRequest("say nobody called", "POST", CONFIRMATION, JSON, _json(reached=False)),
    RawRequest("add something", "POST", ADDITIONS, JSON, _json(message=CANARY)),
    RawRequest("read the queue", "GET", TRIAGE + b"?limit=25", ()),
    RawRequest("read my requests", "GET", ASKS + b"?state=waiting&changed_since=2026-11-20T09:00:00Z&limit=5", ()),
)

# The fields that take these values, of each valid request.
FIELDS = (
    "about worker_id channel not_before urgent",
    "outcome at",
    "preferred_name format safe_contact",
    "away_until covered_by",
    "worker_id",
    "asked_at asked_through",
    "reached",
    "message",
)


def _typed(raw: bytes, mark: bytes) -> bytes:
    return raw.replace(mark, CANARY.encode())


def _with_bodies() -> Iterator[RawRequest]:
    for name, body in BODIES.items():
        yield RawRequest(f"ask with {name}", "POST", ASKS, JSON, _typed(body, b"%b"))
    for valid in VALID[1 : len(FIELDS)]:
        for name in (
            "no body",
            "a list",
            "null",
            "an escaped NUL",
            "a lone high surrogate",
            "an unknown field",
        ):
            yield RawRequest(f"{valid.name} with {name}", valid.method, valid.path, JSON, _typed(BODIES[name], b"%b"))


def _with_values() -> Iterator[RawRequest]:
    for valid, fields in zip(VALID, FIELDS, strict=False):
        for field, (name, value) in product(fields.split(), VALUES.items()):
            body = json.dumps({**json.loads(valid.body), field: value}).encode()
            yield replace(valid, name=f"{valid.name} where {field} is {name}", body=body)


def _with_queries() -> Iterator[RawRequest]:
    for path, query in product((TRIAGE, ASKS), QUERIES):
        target = path + b"?" + _typed(query, b"$")
        yield RawRequest(f"read {target!r}", "GET", target, ())


def _with_cursors() -> Iterator[RawRequest]:
    for path, place in product((TRIAGE, ASKS, ACCESS_LOG, CASES), CURSORS):
        cursor = urlsafe_b64encode(json.dumps(place).encode()).rstrip(b"=")
        yield RawRequest(f"read {path!r} after {place!r}", "GET", path + b"?cursor=" + cursor, ())


def _with_paths_headers_and_methods() -> Iterator[RawRequest]:
    ask, attempt = VALID[:2]
    for path in PATHS:
        yield replace(attempt, name=f"write to {path!r}", path=_typed(path, b"$"))
    for name, headers in HEADERS.items():
        typed = tuple((header, _typed(value, b"$")) for header, value in headers)
        yield replace(ask, name=f"ask with {name}", headers=typed)
    for method in METHODS:
        yield replace(ask, name=f"{method} an ask", method=method)
    yield replace(ask, name="read with a body", method="GET")


MALFORMED = (*_with_bodies(), *_with_values(), *_with_queries(), *_with_cursors(), *_with_paths_headers_and_methods())
