"""Every refusal in every test is one that the contract foresees."""

from functools import cache
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.app import api_routes

BROKEN = 500


class Unforeseen(AssertionError):
    """A refusal that the contract does not tell of."""


def must_be_foreseen(app: FastAPI, method: str, path: str, reply: httpx.Response) -> None:
    """Refuse a problem that its operation does not name in openapi.yaml."""
    if reply.status_code < 400 or reply.status_code == BROKEN:
        return
    route = _route(app, method, path.partition("?")[0])
    code = reply.json().get("code") if route else None
    if route and code and code not in _known(app)[route.name]:
        raise Unforeseen(
            f"{route.name} answers with `{code}`, which the contract does not say. Write it beside its path: "
            f'openapi_extra=refuses("{code}"), and run `make openapi`.'
        )


def _route(app: FastAPI, method: str, path: str) -> APIRoute | None:
    found = [each for each in _routes(app) if method in (each.methods or ()) and each.path_regex.fullmatch(path)]
    return found[0] if found else None


@cache
def _routes(app: FastAPI) -> list[APIRoute]:
    return api_routes(app)


@cache
def _known(app: FastAPI) -> dict[str, set[str]]:
    document: dict[str, Any] = app.openapi()
    every = [each for methods in document["paths"].values() for each in methods.values()]
    return {each["operationId"]: set(each["x-problems"]) for each in every}
