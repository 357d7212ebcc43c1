"""The table of scopes: scope, endpoints, fields, words. It follows from the contract, and can say nothing else."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "docs" / "developers" / "scopes.md"
SCHEME = "OAuth2"
HEAD = """# Scopes

What an app can ask a young person for. A scope is a permission of hers by its name; each operation in `openapi.yaml`
names the one that it needs. She reads the words below, and each box can be unticked. What is marked **secret** has no
tick until she sets it herself, and an app that names no scope does not ask for it.

This table is made of the contract by `make openapi`, and compared with it by `make check`. How an app gets a scope:
[sign in](sign-in.md).

| scope | what she reads | operations | fields |
|---|---|---|---|
"""


def add_scopes(document: dict[str, Any], words: Mapping[str, tuple[str, bool]]) -> None:
    """Say in the contract what each scope is for: `words` are what she reads, and whether it is secret."""
    rows = list(_rows(document, words))
    document["x-scopes"] = rows
    flow = {
        "authorizationUrl": "/oauth/authorize",
        "tokenUrl": "/oauth/token",
        "refreshUrl": "/oauth/token",
        "scopes": {row["scope"]: row["says"] for row in rows},
    }
    document["components"].setdefault("securitySchemes", {})[SCHEME] = {
        "type": "oauth2",
        "description": "OAuth 2.1: PKCE with S256, exact addresses, tokens of ten minutes, read as RFC8725 asks.",
        "flows": {"authorizationCode": flow},
    }
    for operation in _operations(document).values():
        if operation.get("x-permission") in words:
            operation["security"].append({SCHEME: [operation["x-permission"]]})


def _rows(document: dict[str, Any], words: Mapping[str, tuple[str, bool]]) -> Iterator[dict[str, Any]]:
    for scope, (says, secret) in words.items():
        used = {name: each for name, each in _operations(document).items() if each.get("x-permission") == scope}
        fields = sorted({field for each in used.values() for field in _fields(document, each)})
        yield {"scope": scope, "says": says, "secret": secret, "operations": [*used], "fields": fields}


def _operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    """Yield the fields of what comes back; of a list, those of each item."""
    for status, reply in operation["responses"].items():
        content = reply.get("content", {}).get("application/json", {})
        if status.startswith("2"):
            yield from _names(document, content.get("schema", {}), deep=True)


def _names(document: dict[str, Any], schema: dict[str, Any], *, deep: bool) -> Iterator[str]:
    schema = _named(document, schema)
    for kind in schema.get("anyOf", ()):
        yield from _names(document, kind, deep=deep)
    for name, part in schema.get("properties", {}).items():
        if name == "items" and deep:
            yield from _names(document, part.get("items", {}), deep=False)
        else:
            yield name


def _named(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["schemas"][name] if name else schema
    return found


def written(document: dict[str, Any]) -> str:
    """Write the table as it stands among the pages for developers."""
    return HEAD + "".join(f"{_line(row)}\n" for row in document["x-scopes"])


def _line(row: Mapping[str, Any]) -> str:
    secret = " **secret**" if row["secret"] else ""
    operations = "<br>".join(f"`{each}`" for each in row["operations"])
    fields = ", ".join(f"`{each}`" for each in row["fields"])
    return f"| `{row['scope']}`{secret} | {row['says']} | {operations} | {fields} |"
