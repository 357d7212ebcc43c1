"""The published contract: what FastAPI knows of the routes, and what only we know (permissions, problems, headers)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api import contract_catalogue, contract_problems, scope_table
from api.boundary import CONDITION, LONGEST_CONDITION

FILE = Path(__file__).parent.parent / "openapi.yaml"

SUMMARY = "The backend of a young person's care app: their plan, their people, their promises, their say."
DESCRIPTION = """Instants are ISO 8601 in UTC with `Z`; days are London days. Every error is a problem document
(RFC 9457) with a `code`; it never repeats what was sent. Every POST under `/v1` takes an `Idempotency-Key`: send the
same key for every retry of the same tap. Lists have `items` and `next_cursor`. Tolerate fields and values that you do
not know."""
ABOUT: dict[str, Any] = {
    "contact": {"name": "The people who run this service for your council"},
    "license": {"name": "MIT", "identifier": "MIT"},
}
SERVER = {
    "url": "/",
    "description": "Wherever this service stands, in production, staging or on a local machine.",
    "x-internal": False,
}
TAGS = {
    "sessions": "Where I am signed in, and how to sign out.",
    "calendars": "Days on which the offices are closed, and that no promise counts.",
    "access-log": "Who looked at my record, what for, and through which app.",
    "apps": "Apps of others: registered, let in by a council, agreed to by a young person, and sent away.",
    "advocate-requests": "I ask for an advocate or a visitor of my own. A secret: needs a fresh sign-in to read.",
    "contact-requests": "I ask to be called, see by when and why, and say whether it happened.",
    "councils": "What a council shows to everyone: where to turn, what it promises, what its words mean.",
    "cover": "Staff say when they are away and who stands in.",
    "duty-shifts": "Who is there for what cannot wait, and what a young person is told of it.",
    "deliveries": "What became of the messages that left the service. It tells of nobody.",
    "feedback": "I say what I think. A complaint is a secret: needs a fresh sign-in to read.",
    "help-now": "I need help now: one press to the duty team. A secret: needs a fresh sign-in to read.",
    "involvements": "Who is there for a young person, since when, and why that ended.",
    "me": "My name, my language, and how it is safe to contact me.",
    "my-requests": "Everything I asked or said in one list.",
    "notices": "What somebody is told inside the app, and whether they have read it.",
    "operations": "For the machines that run the service.",
    "invites": "The way in for somebody: a code and a number, shown once.",
    "people": "My people, and how to reach them.",
    "plans": "The plans about a young person, every version of them, and what they think beside each part.",
    "privacy": "Who can read what, in plain words.",
    "promises": "What the council promised, what shows whether it is kept, and what I think.",
    "reports": "How calls went: for the board, for a manager of the team, and for a worker of their own.",
    "requests": "Staff take a request, try to reach the young person, and answer.",
    "reviews": "When plans are looked at again, and how the young person wants to take part.",
    "sandbox": "For developers, in a demonstration alone: its clock, and its way back to the first day.",
    "triage": "The queue of a team, what is most urgent first.",
    "young-people": "The young people whom staff work with.",
}
KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "The same for every retry of the same tap; remembered for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "example": "3f0c2f1e-6d5b-4f0a-9b1e-2a7c8d9e0f11",
}
KNOWN: dict[str, Any] = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of what you have; while it is still that, the reply is 304 without a body.",
    "schema": {"type": "string", "maxLength": LONGEST_CONDITION, "pattern": CONDITION},
}


def _header(meaning: str, **more: object) -> dict[str, Any]:
    return {"description": meaning, "schema": {"type": "string", **more}}


ETAG = {"ETag": _header("Which edition this is, for conditional requests.")}
AGAIN = {"Idempotency-Replayed": _header("`true` where this is the reply of the first try.", enum=["true"])}
QUOTA = {
    "RateLimit-Policy": _header("How many POSTs you may send in how many seconds."),
    "RateLimit": _header("What is left of that; only to somebody who proved lately who they are."),
}
PLACE = {"Location": _header("Where it stands.", format="uri-reference")}
PAGE = {"Link": _header('The next page, with `rel="next"` (RFC 8288); not on the last one.')}
STREAM = "text/event-stream"
EVENTS = {"type": "string", "description": "Events as WHATWG HTML has them; comments keep the line open."}
UNCHANGED = {"description": "It is still what you have.", "headers": ETAG}


def contract_of(
    app: FastAPI,
    permissions: Mapping[str, str],
    holders: Mapping[str, Sequence[str]] | None = None,
    scopes: Mapping[str, tuple[str, bool]] | None = None,
) -> dict[str, Any]:
    """Return the contract.

    `permissions` maps the name of an operation to the one that it needs, `holders` that one to the roles that have it,
    `scopes` that one to what a young person reads when an app asks for it.
    """
    document = get_openapi(
        title="Kept", version=app.version, summary=SUMMARY, description=DESCRIPTION, routes=app.routes
    )
    document["info"] |= ABOUT
    document["servers"] = [SERVER]
    for methods in document["paths"].values():
        for method, operation in methods.items():
            _complete(method, operation, permissions.get(operation["operationId"]), holders or {})
    every = [operation for methods in document["paths"].values() for operation in methods.values()]
    used = {tag for each in every for tag in each.get("tags", ())}
    document["tags"] = [{"name": tag, "description": TAGS[tag]} for tag in sorted(used & TAGS.keys())]
    _components(document.setdefault("components", {}), every)
    _in_32_bits(document)
    scope_table.add_scopes(document, scopes or {})
    return document


def _components(components: dict[str, Any], operations: Sequence[Mapping[str, Any]]) -> None:
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    contract_catalogue.explain(schemas)
    schemas |= contract_problems.SCHEMAS
    components["responses"] = {"NotModified": UNCHANGED, **contract_problems.responses(operations)}
    components["examples"] = contract_problems.examples({code for each in operations for code in each["x-problems"]})


def _in_32_bits(part: Any) -> None:  # noqa: ANN401  any part of a document
    """Say of every integer what it fits into, for clients in languages that ask."""
    if isinstance(part, dict):
        if part.get("type") == "integer":
            part.setdefault("format", "int32")
        for each in part.values():
            _in_32_bits(each)
    elif isinstance(part, list):
        for each in part:
            _in_32_bits(each)


def _complete(
    method: str, operation: dict[str, Any], permission: str | None, holders: Mapping[str, Sequence[str]]
) -> None:
    """Add what FastAPI does not know: words, the permission, headers, an example, and every problem."""
    operation["summary"] = _phrase(operation["operationId"])
    operation["security"] = [{"HTTPBearer": [permission]}] if permission else operation.get("security", [])
    if permission:
        operation["x-permission"] = permission
        operation["x-roles"] = sorted(holders.get(permission, ()))
        operation["description"] += f"\n\n{_needs(permission, operation['x-roles'])}"
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _given(parameter["schema"])
    contract_catalogue.explain_parameters(operation)
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["schema"] = _given(content["schema"])
    contract_problems.add_problems(method, operation)
    _headers(method, operation)
    contract_catalogue.show(operation)


def _phrase(name: str) -> str:
    """Make a phrase for people of the name of a handler."""
    words = ["I" if word == "i" else word for word in name.split("_")]
    return " ".join([words[0].capitalize(), *words[1:]])


def _needs(permission: str, roles: Sequence[str]) -> str:
    return f"Needs the permission `{permission}`, which these roles have: {', '.join(roles)}."


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """Say what a parameter or a body is when it is given; a null is none."""
    given = {name: value for name, value in schema.items() if name not in ("anyOf", "title")}
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    return given | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {})


def _headers(method: str, operation: dict[str, Any]) -> None:
    """Name the headers of each success, and what a caller sends to be answered once or not at all."""
    ours = "operations" not in operation.get("tags", ())
    if method == "post" and not operation.get("x-said-once"):  # what may be said only once is not kept
        needed = operation.pop("x-key", "needed") == "needed"
        operation.setdefault("parameters", []).append(KEY | {"required": needed})
    if STREAM in operation["responses"].get("200", {}).get("content", {}):
        operation["responses"]["200"]["content"] = {STREAM: {"schema": EVENTS}}
        return
    if method == "get" and ours:
        operation.setdefault("parameters", []).append(KNOWN)
        operation["responses"]["304"] = {"$ref": "#/components/responses/NotModified"}
    paged = any(each["name"] == "cursor" for each in operation.get("parameters", ()))
    for status, reply in operation["responses"].items():
        if status.startswith("2") and ours:
            shown = {
                **(ETAG if method == "get" else {}),
                **(QUOTA if method == "post" and "too_many_requests" in operation.get("x-problems", ()) else {}),
                **(AGAIN if method == "post" and not operation.get("x-said-once") else {}),
                **(PLACE if status == "201" else {}),
                **(PAGE if paged else {}),
            }
            reply.update({"headers": reply.get("headers", {}) | shown} if shown else {})


def written(document: dict[str, Any]) -> str:
    """Write the contract as it stands in the repository."""
    return yaml.dump(document, Dumper=_Whole, sort_keys=False, allow_unicode=True, width=110)


class _Whole(yaml.SafeDumper):
    """Writes everything out, without YAML's anchors, which some tools cannot read."""

    def ignore_aliases(self, _data: Any) -> bool:  # noqa: ANN401  any value of a document
        return True


def _text(dumper: _Whole, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Whole.add_representer(str, _text)


def operation_name(route: APIRoute) -> str:
    """Name an operation after its handler: stable, and a good method name in a generated client."""
    return route.name
