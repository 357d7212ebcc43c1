"""What the code cannot say of the contract: what fields mean, and calls that were really made, as examples."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent.parent / "catalogues" / "contract"
EXAMPLES = FOLDER / "examples.yaml"


@cache
def examples() -> Mapping[str, Mapping[str, Any]]:
    """Return for each operation one call of it: `parameters`, `body`, and `replies` by status."""
    return yaml.safe_load(EXAMPLES.read_text(encoding="utf-8")) or {}


@cache
def meanings() -> Mapping[str, str]:
    """Return what fields mean by `field` or `Schema.field`, and what schemas are by their name."""
    found: Mapping[str, str] = yaml.safe_load((FOLDER / "fields.yaml").read_text(encoding="utf-8"))
    return found


def explain(schemas: dict[str, dict[str, Any]]) -> None:
    """Say of every schema and field what it means, where the code does not."""
    for name, schema in schemas.items():
        if "description" not in schema and name in meanings():
            schema["description"] = meanings()[name]
        for field, part in schema.get("properties", {}).items():
            part.pop("title", None)  # the name once more, in capitals
            meaning = meanings().get(f"{name}.{field}", meanings().get(field))
            if meaning and "description" not in part:
                part["description"] = meaning


def explain_parameters(operation: dict[str, Any]) -> None:
    """Say of every part of an address what it means, where the code does not."""
    for parameter in operation.get("parameters", ()):
        name = parameter["name"]
        meaning = meanings().get(f"{parameter['in']}.{name}", meanings().get(name))
        if meaning:
            parameter.setdefault("description", meaning)


def show(operation: dict[str, Any]) -> None:
    """Give an operation its example, where there is one."""
    example = examples().get(operation["operationId"], {})
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example.get("parameters", {}):
            given = example["parameters"][parameter["name"]]
            parameter["example"] = int(given) if parameter["schema"].get("type") == "integer" else given
    if "requestBody" in operation and "body" in example:
        for content in operation["requestBody"]["content"].values():
            content["example"] = example["body"]
    for status, reply in example.get("replies", {}).items():
        operation["responses"][status]["content"]["application/json"]["example"] = reply
