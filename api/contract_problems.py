"""The problems in the contract: what each operation can answer with instead, by status, with an example of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from api.boundary import REFUSALS
from api.problems import PROBLEMS, Problem
from models.words import say

TRACE = "7d3f1c58-2b0e-4a57-9c86-0f5a4e9b1d23"
WHERE = {
    "type": "object",
    "description": "One thing that is not right: where it stands and of what kind it is, never what was sent.",
    "required": ["code"],
    "properties": {
        "pointer": {"type": "string", "description": "Where in the body it stands (RFC 6901)."},
        "parameter": {"type": "string", "description": "The parameter of the address or the header."},
        "code": {"type": "string", "description": "What is wrong with it, such as `missing` or `string_too_long`."},
    },
}
SCHEMAS: Mapping[str, dict[str, Any]] = {
    "Problem": {
        "type": "object",
        "description": "What went wrong (RFC 9457). Some codes have members of their own, such as `holder` or `phone`.",
        "required": ["type", "title", "status", "detail", "instance", "code", "trace_id"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference", "description": "A page of ours that explains it."},
            "title": {
                "type": "string",
                "description": "What went wrong, the same for one code and language.",
            },
            "status": {"type": "integer", "format": "int32", "description": "The status of the reply."},
            "detail": {"type": "string", "description": "What went wrong this time, ready to show."},
            "instance": {"type": "string", "format": "uri", "description": "This very reply."},
            "code": {"type": "string", "enum": sorted(PROBLEMS), "description": "What went wrong, for programs."},
            "trace_id": {"type": "string", "format": "uuid", "description": "Quote it to the people who run this."},
            "errors": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/ProblemPlace"},
                "description": "Everything in the request that is not right.",
            },
        },
    },
    "ProblemPlace": WHERE,
}

ALWAYS = ("bad_header", "bad_path", "bad_query", "something_broke")
GUARDED = ("not_signed_in", "not_allowed", "cannot_note")
NEVER_LIMITED = frozenset({"ask_for_help_now"})
OF_A_BODY = tuple(code for code in REFUSALS if code not in (*ALWAYS, "body_not_expected"))
KEYED = ("bad_idempotency_key", "different_body", "in_flight")
# What is always refused together has one word in the name of a reply.
TOGETHER = {
    "BadAddress": {code for code in ALWAYS if code in REFUSALS},
    "BadBody": {code for code in OF_A_BODY if PROBLEMS[code].status == HTTPStatus.BAD_REQUEST},
}
RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "format": "int32"}}}
HEADERS: Mapping[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"description": "What is asked for (RFC 9470).", "schema": {"type": "string"}}},
    "429": {
        "RateLimit": {"description": "What is left of it, and when there is more.", "schema": {"type": "string"}},
        "RateLimit-Policy": {"description": "The quota: how many in how many seconds.", "schema": {"type": "string"}},
        **RETRY,
    },
    "503": RETRY,
}  # fmt: skip


def add_problems(method: str, operation: dict[str, Any]) -> None:
    """Add every problem that the operation can answer with: those of all its like, and its own."""
    codes = sorted({*_shared(method, operation), *operation.get("x-problems", ())})
    operation["x-problems"] = codes
    operation["responses"].pop("422", None)
    for status, alike in _by_status(codes).items():
        operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{_name(alike)}"})


def responses(operations: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return every reply that operations refer to, by its name: what many can answer with is told once."""
    every = {
        _name(alike): (status, alike) for each in operations for status, alike in _by_status(each["x-problems"]).items()
    }
    return {name: _reply(*told) for name, told in sorted(every.items())}


def _by_status(codes: Iterable[str]) -> Mapping[str, list[str]]:
    found = defaultdict(list)
    for code in sorted(codes, key=lambda code: (PROBLEMS[code].status, code)):
        found[str(PROBLEMS[code].status)].append(code)
    return found


def _name(codes: Iterable[str]) -> str:
    """Name a reply after what went wrong: `ConflictOrInFlight`."""
    left, names = set(codes), []
    for name, members in TOGETHER.items():
        if members <= left:
            left -= members
            names.append(name)
    return "Or".join([*names, *("".join(word.capitalize() for word in code.split("_")) for code in sorted(left))])


def _shared(method: str, operation: dict[str, Any]) -> Iterator[str]:
    """Return the codes that need not be said of a route, since they come with what it is."""
    yield from ALWAYS
    parameters = operation.get("parameters", ())
    if "operations" not in operation.get("tags", ()):
        yield "too_busy"
    if operation.get("x-permission"):
        yield from GUARDED
        yield from (() if operation["operationId"] in NEVER_LIMITED else ("too_many_requests",))
    elif operation["security"]:
        yield "not_signed_in"
    yield from _of_the_method(method, operation)
    if parameters or "requestBody" in operation:
        yield "not_valid"
    yield from ("not_found" for each in parameters if each["in"] == "path")
    yield from ("bad_cursor" for each in parameters if each["name"] == "cursor")


def _of_the_method(method: str, operation: dict[str, Any]) -> Iterable[str]:
    if method == "get":
        return ("body_not_expected",)
    if method == "delete":
        return ("body_not_expected", "conflict")
    return (*OF_A_BODY, "conflict", *(KEYED if _has_a_key(method, operation) else ()))


def _has_a_key(method: str, operation: dict[str, Any]) -> bool:
    return method == "post" and bool(operation["security"]) and not operation.get("x-said-once")


def _reply(status: str, codes: list[str]) -> dict[str, Any]:
    shown = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    said = "\n".join(f"- `{code}`: {PROBLEMS[code].meaning}" for code in codes)
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": shown}
    reply = {"description": f"{HTTPStatus(int(status)).phrase}.\n\n{said}"}
    headers = {"headers": HEADERS[status]} if status in HEADERS else {}
    return reply | headers | {"content": {"application/problem+json": content}}


def examples(codes: Iterable[str]) -> dict[str, Any]:
    """Return one problem document for each code."""
    return {code: {"summary": PROBLEMS[code].what_to_do, "value": _document(PROBLEMS[code])} for code in sorted(codes)}


def _document(problem: Problem) -> dict[str, Any]:
    title = say(f"problems.{problem.code}")
    errors = {"errors": [{"pointer": "/message", "code": "string_too_long"}]} if problem.code == "not_valid" else {}
    return {
        "type": f"/docs/errors/{problem.code}",
        "title": title,
        "status": problem.status,
        "detail": title,
        "instance": f"urn:uuid:{TRACE}",
        "code": problem.code,
        "trace_id": TRACE,
        **errors,
    }
