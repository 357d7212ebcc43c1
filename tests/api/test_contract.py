"""The published contract is what the service does."""

from fastapi import FastAPI

from api import contract
from api.app import OPEN_TO_ALL, api_routes


def test_the_published_contract_is_what_the_service_does(app: FastAPI) -> None:
    assert contract.FILE.read_text(encoding="utf-8") == contract.written(app.openapi()), "Run `make openapi`."


def test_every_guarded_operation_names_its_permission(app: FastAPI) -> None:
    operations = [each for methods in app.openapi()["paths"].values() for each in methods.values()]

    named = {each["operationId"] for each in operations if "x-permission" in each}

    assert named == {route.name for route in api_routes(app)} - OPEN_TO_ALL


def test_every_error_is_a_problem_document(app: FastAPI) -> None:
    shared = app.openapi()["components"]["responses"]
    for methods in app.openapi()["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if "operations" not in operation["tags"] and status >= "4":
                    told = shared[answer["$ref"].rpartition("/")[2]]
                    assert "application/problem+json" in told["content"], operation
