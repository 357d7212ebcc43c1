"""The published contract: what FastAPI knows of the routes, and what only we know (permissions, problems, headers)."""

from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.problems import PROBLEMS

FILE = Path(__file__).parent.parent / "openapi.yaml"

SUMMARY = "The backend of a young person's care app: their plan, their people, their promises, their say."
DESCRIPTION = """Instants are ISO 8601 in UTC with `Z`; days are London days. Every error is a problem document
(RFC 9457) with a `code`; it never repeats what was sent. Every POST under `/v1` takes an `Idempotency-Key`: send the
same key for every retry of the same tap. Lists have `items` and `next_cursor`. Tolerate fields and values that you do
not know."""
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "code", "trace_id"],
    "properties": {
        "type": {"type": "string", "description": "A page that explains it."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "enum": sorted(PROBLEMS)},
        "trace_id": {"type": "string", "format": "uuid"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code"],
                "properties": {
                    "pointer": {"type": "string"}, "parameter": {"type": "string"}, "code": {"type": "string"},
                },
            },
        },
    },
}  # fmt: skip
ALWAYS = {"400": "Malformed.", "503": "Too busy; send the same again."}
SIGNED_IN = {
    "401": "No token that stands, or a fresh sign-in is needed.",
    "403": "The role lacks the permission.",
}
KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "The same for every retry of the same tap; remembered for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


def contract_of(app: FastAPI, permissions: dict[str, str]) -> dict[str, Any]:
    """Return the contract. `permissions` maps the name of an operation to the one that it needs."""
    document = get_openapi(
        title="Kept", version=app.version, summary=SUMMARY, description=DESCRIPTION, routes=app.routes
    )
    document["servers"] = [{"url": "/"}]
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    for methods in document["paths"].values():
        for method, operation in methods.items():
            if "operations" in operation["tags"]:
                continue  # asked by machines that run the service: a status is all they read
            _complete(method, operation, permissions.get(operation["operationId"]))
    return document


def _complete(method: str, operation: dict[str, Any], permission: str | None) -> None:
    """Add what FastAPI does not know: the permission, the key of a POST, and every problem it can answer with."""
    answers = operation["responses"]
    answers.pop("422", None)
    if permission:
        operation["security"] = [{"HTTPBearer": [permission]}]
        operation["x-permission"] = permission
    for status, meaning in _problems(method, operation).items():
        answers.setdefault(status, _problem(meaning))
    if method == "post" and not operation.get("x-said-once"):  # what may be said only once is not kept
        operation.setdefault("parameters", []).append(KEY)


def _problems(method: str, operation: dict[str, Any]) -> dict[str, str]:
    has_body, parameters = "requestBody" in operation, operation.get("parameters", [])
    names_one = any(part.get("required") for part in parameters)
    return {
        **ALWAYS,
        **(SIGNED_IN if "x-permission" in operation else {}),
        **({"404": "Not there, or not there for you."} if names_one else {}),
        **({"409": "Not in the state that it is in, or already on its way."} if method != "get" else {}),
        **({"413": "Too large.", "415": "Not JSON."} if has_body else {}),
        **({"422": "Not valid, or contradictory."} if has_body or parameters or method == "post" else {}),
    }


def _problem(meaning: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": meaning, "content": {"application/problem+json": {"schema": schema}}}


def written(document: dict[str, Any]) -> str:
    """Write the contract as it stands in the repository."""
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)


def operation_name(route: APIRoute) -> str:
    """Name an operation after its handler: stable, and a good method name in a generated client."""
    return route.name
