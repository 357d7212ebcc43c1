"""The problems in the contract: what each operation can answer with instead, by status, with an example of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from api.boundary import REFUSALS
from api.problems import PROBLEMS, Problem

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
            "title": {"type": "string", "description": "What went wrong, always the same for one code."},
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
GUARDED = ("not_signed_in", "not_allowed")
OF_A_BODY = tuple(code for code in REFUSALS if code not in (*ALWAYS, "body_not_expected"))
KEYED = ("bad_idempotency_key", "different_body", "in_flight")
HEADERS: Mapping[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"description": "What is asked for (RFC 9470).", "schema": {"type": "string"}}},
    "503": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "format": "int32"}}},
}  # fmt: skip


def add_problems(method: str, operation: dict[str, Any]) -> None:
    """Add every problem that the operation can answer with: those of all its like, and its own."""
    codes = sorted({*_shared(method, operation), *operation.get("x-problems", ())})
    operation["x-problems"] = codes
    operation["responses"].pop("422", None)
    by_status = defaultdict(list)
    for code in codes:
        by_status[str(PROBLEMS[code].status)].append(PROBLEMS[code])
    for status, problems in sorted(by_status.items()):
        operation["responses"].setdefault(status, _reply(status, problems))


def _shared(method: str, operation: dict[str, Any]) -> Iterator[str]:
    """Return the codes that need not be said of a route, since they come with what it is."""
    yield from ALWAYS
    parameters = operation.get("parameters", ())
    if "operations" not in operation["tags"]:
        yield "too_busy"
    if operation.get("x-permission"):
        yield from GUARDED
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


def _reply(status: str, problems: list[Problem]) -> dict[str, Any]:
    shown = {each.code: {"$ref": f"#/components/examples/{each.code}"} for each in problems}
    said = "\n".join(f"- `{each.code}`: {each.title}" for each in problems)
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": shown}
    reply = {"description": f"{HTTPStatus(int(status)).phrase}.\n\n{said}"}
    headers = {"headers": HEADERS[status]} if status in HEADERS else {}
    return reply | headers | {"content": {"application/problem+json": content}}


def examples(codes: Iterable[str]) -> dict[str, Any]:
    """Return one problem document for each code."""
    return {code: {"summary": PROBLEMS[code].what_to_do, "value": _document(PROBLEMS[code])} for code in sorted(codes)}


def _document(problem: Problem) -> dict[str, Any]:
    errors = {"errors": [{"pointer": "/message", "code": "string_too_long"}]} if problem.code == "not_valid" else {}
    return {
        "type": f"/docs/errors/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.title,
        "instance": f"urn:uuid:{TRACE}",
        "code": problem.code,
        "trace_id": TRACE,
        **errors,
    }
