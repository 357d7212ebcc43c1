"""Whatever a young person can write goes through a door that reads it: no field of any form can be forgotten."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.app import api_routes
from auth.doors import open_urgent_writes, open_writes

# One press is a cry for help already, whatever stands in it.
CRIES = {"ask_for_help_now"}


def doors(of: Dependant) -> Iterator[object]:
    for each in of.dependencies:
        yield each.call
        yield from doors(each)


@pytest.fixture
def written(app: FastAPI) -> list[APIRoute]:
    """Return the routes by which a young person writes."""
    return [
        route for route in api_routes(app) if route.path.startswith("/v1/me") and "GET" not in (route.methods or ())
    ]


def test_whatever_she_writes_is_read(written: list[APIRoute]) -> None:
    unread = {route.name for route in written if open_writes not in doors(route.dependant)}

    assert len(written) > 15
    assert unread == CRIES


def test_the_one_door_that_reads_nothing_is_for_a_cry_for_help(app: FastAPI) -> None:
    urgent = {route.name for route in api_routes(app) if open_urgent_writes in doors(route.dependant)}

    assert urgent == CRIES
