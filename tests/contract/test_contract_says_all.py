"""The contract says everything that somebody needs who never met its makers. Each failure says what to write where."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema.validators import Draft202012Validator
from openapi_spec_validator import validate

from api.contract import TAGS
from api.contract_catalogue import EXAMPLES, meanings
from api.settings import Settings
from tests.contract.examples import written
from tests.contract.story import MORNING
from tests.contract.telling import told

Operation = dict[str, Any]
JSON = "application/json"


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> dict[str, Operation]:
    return {each["operationId"]: each for methods in document["paths"].values() for each in methods.values()}


def test_the_contract_is_valid(document: dict[str, Any]) -> None:
    validate(document)


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any], operations: dict[str, Operation]) -> None:
    every = [each["operationId"] for methods in document["paths"].values() for each in methods.values()]

    assert len(every) == len(operations), "Two handlers have one name; it is a method of generated clients."


def test_every_operation_says_what_it_does(operations: dict[str, Operation]) -> None:
    silent = [name for name, each in operations.items() if not (each.get("summary") and each.get("description"))]

    assert silent == [], "Write the docstring of the route."


def test_every_tag_is_explained(operations: dict[str, Operation]) -> None:
    unknown = {tag for each in operations.values() for tag in each["tags"]} - TAGS.keys()

    assert unknown == set(), "Write a line for it into TAGS in api/contract.py."
    assert all(each["tags"] for each in operations.values()), "Give the router its `tags`."


def test_every_operation_has_an_example_of_what_is_sent_and_of_each_success(operations: dict[str, Operation]) -> None:
    lacking = [f"{name}: {part}" for name, each in operations.items() for part in _without_example(each)]

    assert lacking == [], "Call it in tests/contract/story.py, then `make examples`."


def test_every_example_is_what_its_schema_says(document: dict[str, Any], operations: dict[str, Operation]) -> None:
    wrong = [
        f"{name}: {error.json_path} {error.message}"
        for name, each in operations.items()
        for schema, example in _examples(each)
        for error in _validator(document, schema).iter_errors(example)
    ]

    assert wrong == [], "The service answers otherwise than its shape says; or run `make examples`."


async def test_the_examples_are_what_the_service_answers(server: Any, settings: Settings) -> None:  # noqa: ANN401
    async with told(server, settings, "examples", MORNING) as teller:
        assert written(teller.noted) == EXAMPLES.read_text(encoding="utf-8"), "Run `make examples`."


def test_every_text_that_may_be_sent_says_which_characters_it_takes(
    document: dict[str, Any], operations: dict[str, Operation]
) -> None:
    loose = {
        f"{name}: {where}" for name, each in operations.items() for where in _loose_texts(_asked(each), document, set())
    }

    assert loose == set(), "Give it a pattern: a control character is refused at the gate, whatever the schema says."


def test_every_operation_names_its_permission_or_that_it_needs_none(operations: dict[str, Operation]) -> None:
    for name, each in operations.items():
        needed = [each["x-permission"]] if "x-permission" in each else []
        ways = {tuple(scopes) for way in each["security"] for scopes in way.values()}
        assert ways == ({tuple(needed)} if needed else set()), name
        assert not needed or f"`{needed[0]}`" in each["description"], name


def test_every_problem_has_an_example_of_its_code(document: dict[str, Any], operations: dict[str, Operation]) -> None:
    shown = document["components"]["examples"]
    for name, each in operations.items():
        codes = set()
        for status, reply in each["responses"].items():
            for code in (
                _told(document, reply).get("content", {}).get("application/problem+json", {}).get("examples", ())
            ):
                assert str(shown[code]["value"]["status"]) == status, name
                _validator(document, {"$ref": "#/components/schemas/Problem"}).validate(shown[code]["value"])
                codes.add(code)
        assert codes == set(each["x-problems"]), name


def test_every_schema_and_field_is_explained(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    silent = [name for name, each in schemas.items() if "description" not in each]
    silent += [
        f"{name}.{field}"
        for name, each in schemas.items()
        for field, part in each.get("properties", {}).items()
        if "description" not in part
    ]

    assert silent == [], "Write a docstring, `Field(description=...)` or a line in catalogues/contract/fields.yaml."


def test_every_part_of_an_address_is_explained(operations: dict[str, Operation]) -> None:
    silent = {
        f"{part['in']}.{part['name']}"
        for each in operations.values()
        for part in each.get("parameters", ())
        if "description" not in part
    }

    assert silent == set(), "Write a line in catalogues/contract/fields.yaml."


def test_nothing_is_explained_that_is_not_there(document: dict[str, Any], operations: dict[str, Operation]) -> None:
    schemas = document["components"]["schemas"]
    fields = [(name, field) for name, schema in schemas.items() for field in schema.get("properties", ())]
    there = {*schemas, *(field for _, field in fields), *(f"{name}.{field}" for name, field in fields)}
    for each in operations.values():
        for part in each.get("parameters", ()):
            there |= {part["name"], f"{part['in']}.{part['name']}"}

    assert sorted(meanings().keys() - there) == [], "Take the line out of catalogues/contract/fields.yaml."


def _told(document: dict[str, Any], reply: dict[str, Any]) -> dict[str, Any]:
    """Return a reply, where it stands among those that many operations refer to."""
    name = reply.get("$ref", "").rpartition("/")[2]
    return dict(document["components"]["responses"][name]) if name else reply


def _without_example(operation: Operation) -> Iterator[str]:
    for where, content in _contents(operation):
        if "example" not in content:
            yield where


def _examples(operation: Operation) -> Iterator[tuple[dict[str, Any], Any]]:
    for _, content in _contents(operation):
        yield content["schema"], content["example"]
    for parameter in operation.get("parameters", ()):
        if "example" in parameter:
            yield parameter["schema"], parameter["example"]


def _contents(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    if JSON in operation.get("requestBody", {}).get("content", {}):
        yield "what is sent", operation["requestBody"]["content"][JSON]
    for status, reply in operation["responses"].items():
        if status.startswith("2") and JSON in reply.get("content", {}):
            yield f"the reply {status}", reply["content"][JSON]


def _asked(operation: Operation) -> dict[str, Any]:
    """Put the schemas of all that is sent into one."""
    body = operation.get("requestBody", {}).get("content", {})
    sent = {each["name"]: each["schema"] for each in operation.get("parameters", ())}
    return {"properties": sent | {name: each["schema"] for name, each in body.items()}}


def _loose_texts(part: Any, document: dict[str, Any], seen: set[str], where: str = "") -> Iterator[str]:  # noqa: ANN401
    """Find every text that takes whatever is sent, wherever in a schema it stands."""
    if isinstance(part, list):
        part = dict(enumerate(part))
    if not isinstance(part, dict):
        return
    if part.get("type") == "string" and not part.keys() & {"pattern", "enum", "const", "format"}:
        yield where
    name = str(part.get("$ref", "")).rpartition("/")[2]
    if name and name not in seen:
        seen.add(name)
        yield from _loose_texts(document["components"]["schemas"][name], document, seen, name)
    for key, inner in part.items():
        yield from _loose_texts(inner, document, seen, f"{where}.{key}".removeprefix("."))


def _validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(
        {**schema, "components": document["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
