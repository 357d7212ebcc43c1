"""Nobody's app breaks by an upgrade: openapi.yaml takes nothing away that the last released contract gave."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.contract import FILE
from tests.contract.breaking import breaks

RELEASED = Path(__file__).with_name("released.yaml")
Contract = dict[str, Any]

OLD: Contract = {
    "paths": {
        "/calls": {
            "post": {
                "operationId": "ask",
                "security": [{"bearer": ["calls:ask"]}],
                "parameters": [
                    {"name": "kind", "in": "query", "schema": {"type": "string", "enum": ["call", "text"]}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                ],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ask"}}}},
                "responses": {
                    "201": {
                        "headers": {"Location": {}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Asked"}}},
                    },
                    "404": {},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Ask": {
                "type": "object",
                "required": ["about"],
                "properties": {
                    "about": {"type": "string", "maxLength": 200},
                    "how": {"$ref": "#/components/schemas/How"},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
            },
            "How": {"type": "string", "enum": ["call", "text"]},
            "Asked": {
                "type": "object",
                "required": ["id", "days"],
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "days": {"type": "array", "items": {"type": "string", "format": "date"}},
                    "again": {"$ref": "#/components/schemas/Asked"},
                },
            },
        }
    },
}


def _ask(contract: Contract) -> Any:  # noqa: ANN401
    return contract["paths"]["/calls"]["post"]


def _schema(contract: Contract, name: str) -> Any:  # noqa: ANN401
    return contract["components"]["schemas"][name]


def _put(where: Any, name: Any, value: object) -> None:  # noqa: ANN401
    where[name] = value


BROKEN: dict[str, Callable[[Contract], object]] = {
    "the operation is gone": lambda new: new["paths"]["/calls"].pop("post"),
    "its name was ask": lambda new: _put(_ask(new), "operationId", "ask_again"),
    "needs the permission `calls:all`": lambda new: _ask(new)["security"][0]["bearer"].append("calls:all"),
    "the parameter limit is gone": lambda new: _ask(new)["parameters"].pop(),
    "the parameter limit is now required": lambda new: _ask(new)["parameters"][1].update(required=True),
    "the new parameter desk is required": lambda new: _ask(new)["parameters"].append(
        {"name": "desk", "in": "query", "required": True, "schema": {"type": "string"}}
    ),
    "kind may be text no more": lambda new: _ask(new)["parameters"][0]["schema"]["enum"].pop(),
    "limit has a narrower maximum": lambda new: _put(_ask(new)["parameters"][1]["schema"], "maximum", 50),
    "limit may be integer no more": lambda new: _put(_ask(new)["parameters"][1], "schema", {"type": "boolean"}),
    "a body is now required": lambda new: _ask(new)["requestBody"].update(required=True),
    "takes application/json no more": lambda new: _put(_ask(new)["requestBody"], "content", {}),
    "the body.note is gone": lambda new: _schema(new, "Ask")["properties"].pop("note"),
    "the body.how is now required": lambda new: _schema(new, "Ask")["required"].append("how"),
    "the body.how may be text no more": lambda new: _schema(new, "How")["enum"].pop(),
    "the body.note may be null no more": lambda new: _schema(new, "Ask")["properties"]["note"]["anyOf"].pop(),
    "the body.about has a narrower maxLength": lambda new: _put(
        _schema(new, "Ask")["properties"]["about"], "maxLength", 100
    ),
    "the body.about must now be spelled a": lambda new: _put(
        _schema(new, "Ask")["properties"]["about"], "pattern", "a"
    ),
    "answers 201 no more": lambda new: _put(_ask(new)["responses"], "200", _ask(new)["responses"].pop("201")),
    "201 has the header Location no more": lambda new: _ask(new)["responses"]["201"]["headers"].clear(),
    "201 is application/json no more": lambda new: _ask(new)["responses"]["201"]["content"].clear(),
    "201.days is gone": lambda new: _schema(new, "Asked")["properties"].pop("days"),
    "201.days may now be missing": lambda new: _schema(new, "Asked")["required"].pop(),
    "201.id can now be integer": lambda new: _put(_schema(new, "Asked")["properties"], "id", {"type": "integer"}),
    "201.days[] can now be string": lambda new: _schema(new, "Asked")["properties"]["days"]["items"].pop("format"),
    "201.id can now be null": lambda new: _put(
        _schema(new, "Asked")["properties"],
        "id",
        {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]},
    ),
}

GOOD: dict[str, Callable[[Contract], object]] = {
    "a new operation": lambda new: _put(new["paths"], "/texts", deepcopy(new["paths"]["/calls"])),
    "a new parameter that may be left out": lambda new: _ask(new)["parameters"].append(
        {"name": "desk", "in": "query", "schema": {"type": "string"}}
    ),
    "a new field that may be left out": lambda new: _put(_schema(new, "Ask")["properties"], "desk", {"type": "string"}),
    "a new field of a reply": lambda new: _put(_schema(new, "Asked")["properties"], "desk", {"type": "string"}),
    "a new value that may be sent": lambda new: _schema(new, "How")["enum"].append("letter"),
    "a new problem": lambda new: _put(_ask(new)["responses"], "409", {}),
    "a problem less": lambda new: _ask(new)["responses"].pop("404"),
    "no permission any more": lambda new: _put(_ask(new), "security", []),
}


def test_the_contract_takes_nothing_away_from_the_last_released_one() -> None:
    released, now = (yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) for path in (RELEASED, FILE))

    assert breaks(released, now) == [], "Somebody's app breaks. Keep the old beside the new; CONTRIBUTING says how."


@pytest.mark.parametrize("what", BROKEN)
def test_what_breaks_an_app_is_found(what: str) -> None:
    new = deepcopy(OLD)
    BROKEN[what](new)

    assert any(what in each for each in breaks(OLD, new)), breaks(OLD, new)


@pytest.mark.parametrize("what", GOOD)
def test_what_breaks_nobody_is_let_through(what: str) -> None:
    new = deepcopy(OLD)
    GOOD[what](new)

    assert breaks(OLD, new) == []
