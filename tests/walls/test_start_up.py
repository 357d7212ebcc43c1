"""The service refuses to start with a door that nobody guards."""

from collections.abc import Callable
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI

from api import app as put_together
from api.app import OPEN_TO_ALL, api_routes, create_app, guarded
from api.guards import Unguarded
from api.settings import Settings
from auth.doors import PublicDoor, ReadDoor, WriteDoor, open_reads
from auth.permissions import GRANTS, Permission
from auth.who import Caller, can

Reader = Annotated[Caller, can(Permission.me_read)]
Editor = Annotated[Caller, can(Permission.me_edit)]


async def guarded_first(_me: Reader, _db: ReadDoor) -> None: ...


async def no_guard() -> None: ...


async def no_guard_before_a_read(_db: ReadDoor) -> None: ...


async def no_guard_before_a_write(_db: WriteDoor) -> None: ...


async def guard_behind_the_door(_db: ReadDoor, _me: Reader) -> None: ...


async def guard_behind_the_door_for_writes(_db: WriteDoor, _me: Reader) -> None: ...


async def two_guards(_me: Reader, _also: Editor, _db: ReadDoor) -> None: ...


async def a_public_door(_me: Reader, _db: PublicDoor) -> None: ...


async def _hidden(_db: ReadDoor) -> None: ...


async def a_door_inside_another_dependency(_first: Annotated[None, Depends(_hidden)], _me: Reader) -> None: ...


BAD = [
    no_guard,
    no_guard_before_a_read,
    no_guard_before_a_write,
    guard_behind_the_door,
    guard_behind_the_door_for_writes,
    two_guards,
    a_public_door,
    a_door_inside_another_dependency,
]
Handler = Callable[..., object]


@pytest.mark.parametrize("handler", BAD, ids=lambda handler: handler.__name__)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("shown", [True, False], ids=["in the contract", "left out of it"])
def test_a_route_that_is_not_guarded_stops_the_start(handler: Handler, method: str, *, shown: bool) -> None:
    service = FastAPI()
    getattr(service, method)("/v1/somewhere", include_in_schema=shown)(handler)

    with pytest.raises(Unguarded, match=handler.__name__):
        guarded(service)


def test_a_route_whose_guard_comes_first_is_let_in_with_its_permission() -> None:
    service = FastAPI()
    service.get("/v1/somewhere")(guarded_first)

    assert guarded(service)["guarded_first"] == Permission.me_read


def test_a_guard_of_a_whole_router_is_none(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """A route says for itself what it is for: a permission that its router lends is not in its signature."""
    careless = APIRouter(prefix="/v1/careless", dependencies=[Depends(open_reads)])
    careless.get("")(no_guard)
    module = type("careless", (), {"router": careless})
    monkeypatch.setattr(put_together, "ROUTERS", (*put_together.ROUTERS, module))

    with pytest.raises(Unguarded, match="no_guard"):
        create_app(settings)


def test_every_route_of_the_service_names_one_permission_that_somebody_has(app: FastAPI) -> None:
    permissions = guarded(app)
    granted = frozenset[Permission]().union(*GRANTS.values())

    assert set(permissions) == {route.name for route in api_routes(app)} - OPEN_TO_ALL
    assert set(permissions.values()) == set(granted) == set(Permission)


def test_what_is_open_to_all_is_a_short_list_of_reads(app: FastAPI) -> None:
    routes = {route.name: route for route in api_routes(app) if route.name in OPEN_TO_ALL}

    assert set(routes) == OPEN_TO_ALL
    # Whoever makes an app may ask the council to let it in; what is asked is shown to its admin alone.
    assert all(route.methods == {"GET"} for name, route in routes.items() if name != "register_app")
    assert all("/me" not in route.path for route in routes.values())


def test_a_route_that_would_forget_the_reply_to_a_post_stops_the_start() -> None:
    service = FastAPI()
    service.post("/v1/somewhere")(guarded_first)

    with pytest.raises(Unguarded, match="KeptRoute"):
        guarded(service)
