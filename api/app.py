"""Put the service together. It refuses to start with a door that nobody guards."""

import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import cache, partial
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Scope

from api import channels, contract, docs, health, keys, migrations
from api.boundary import Boundary
from api.clock import Clock
from api.conditional import Conditional
from api.connections import KEPT_FREE, open_pool
from api.errors import handle_all, refuse
from api.figures import Figures
from api.frame import Frame
from api.idempotency import KeptRoute, handle_replays
from api.languages import Languages
from api.limiting import Limiting
from api.limits import Limits
from api.sandbox import Sandbox
from api.settings import Settings
from api.streams import Streams
from auth.doors import open_public, open_reads, open_unkept_writes, open_writes
from auth.following import open_stream
from auth.permissions import GRANTS, Permission
from auth.tokens import Keys, new_signing_key
from auth.who import Seals, person_asking
from jobs.post import Post
from jobs.work import working
from routers import (
    access_log,
    advocate_requests,
    calendars,
    contact_requests,
    councils,
    cover,
    deliveries,
    departures,
    duty_shifts,
    feedback,
    glossary,
    help_now,
    introductions,
    invites,
    involvements,
    me,
    my_notice_settings,
    my_notices,
    my_push_subscriptions,
    my_requests,
    my_stream,
    notices,
    people,
    plan_shares,
    plan_views,
    plans,
    privacy,
    promises,
    reassigning,
    reports,
    requests,
    reviews,
    sandbox,
    sessions,
    staff_plans,
    staff_reviews,
    triage,
    young_people,
)

ROUTERS = (
    *(access_log, me, people, privacy, contact_requests, advocate_requests, feedback, help_now),
    *(my_requests, my_notices, my_notice_settings, my_push_subscriptions, my_stream, duty_shifts),
    *(plans, plan_views, plan_shares, reviews, promises, sessions, invites),
    *(triage, requests, reassigning, young_people, staff_plans, staff_reviews, involvements, introductions),
    *(cover, departures, reports, notices, deliveries, calendars, councils, glossary),
)
OPEN_TO_ALL = frozenset(
    {
        *("list_councils", "read_council", "read_council_help", "list_council_promises", "read_glossary"),
        *("read_livez", "read_readyz"),
    }
)
LOOPBACK = r"http://(localhost|127\.0\.0\.1)(:\d+)?"


class Unguarded(RuntimeError):
    """A route that names no permission, asks the database before it knows who is asking, or forgets its reply."""


def create_app(settings: Settings) -> FastAPI:
    """Return the service, its pool not open yet. `app.state` holds what a request needs."""
    app = FastAPI(
        title="Kept",
        version=version("kept"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_alive,
        generate_unique_id_function=contract.operation_name,
    )
    for module in (*ROUTERS, health, docs):
        app.include_router(module.router)
    if settings.docs:
        app.include_router(docs.browser)
    permissions = guarded(app)
    app.openapi = cache(lambda: contract.contract_of(app, permissions, holders()))  # type: ignore[method-assign]
    handle_all(app)
    handle_replays(app)
    _state(app, settings)
    _layers(app, settings)
    if settings.demo and settings.owner_url:
        _give_a_sandbox(app, settings.owner_url)
    return app


def _give_a_sandbox(app: FastAPI, owner_url: str) -> None:
    app.include_router(sandbox.router)
    app.state.sandbox = Sandbox(owner_url, app.state.seals)


def _state(app: FastAPI, settings: Settings) -> None:
    app.state.clock = Clock()
    app.state.methods = partial(_methods, _routes(app))
    app.state.figures = Figures()
    app.state.keys = Keys.from_pem(keys.read_or_make(settings.signing_key, new_signing_key), issuer=settings.issuer)
    context_key = keys.read_or_make(settings.context_key, keys.new_context_key)
    app.state.seals = Seals(context_key, app.state.clock)
    app.state.pool = open_pool(settings.database_url, size=settings.pool_size, kept_free=KEPT_FREE)
    app.state.limits = Limits(app.state.pool, context_key, settings.quotas)
    app.state.revision = migrations.newest()
    app.state.jobs_url = settings.jobs_url
    app.state.channels = channels.read(settings.channels, demo=settings.demo)
    app.state.streams = Streams(longest=settings.stream_seconds)


def _layers(app: FastAPI, settings: Settings) -> None:
    """From the inside out: the tag of a reply, the boundary, the quotas, who may call from a browser, the frame."""
    app.add_middleware(Conditional)
    app.add_middleware(Boundary, refuse=refuse, has=partial(_has, app.state.methods))
    app.add_middleware(Limiting, limits=app.state.limits)
    if settings.demo:
        app.add_middleware(
            CORSMiddleware,
            allow_origin_regex=LOOPBACK,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "If-Match"],
            expose_headers=[
                "ETag",
                "Link",
                "Location",
                "Idempotency-Replayed",
                "RateLimit",
                "RateLimit-Policy",
                "Retry-After",
                "X-Request-ID",
            ],
        )
    app.add_middleware(Languages)
    app.add_middleware(Frame, figures=app.state.figures)


@asynccontextmanager
async def _alive(app: FastAPI) -> AsyncIterator[None]:
    sandbox_here: Sandbox | None = getattr(app.state, "sandbox", None)
    await app.state.pool.open()
    if sandbox_here:
        await sandbox_here.open()
    # What was made at the start lives for ever: the collector need not walk through it on every round.
    gc.collect()
    gc.freeze()
    async with _working(app):
        yield
    await app.state.pool.close()
    if sandbox_here:
        await sandbox_here.close()


def _working(app: FastAPI) -> AbstractAsyncContextManager[None]:
    """Run the jobs beside the service, where one process does everything."""
    if not app.state.jobs_url:
        return nullcontext()
    return working(app.state.jobs_url, app.state.seals, Post(app.state.channels))


def _methods(routes: Sequence[APIRoute], path: str) -> list[str]:
    """Return what an address can be asked for, of every route that it has; none where it is not one of them."""
    return sorted({method for route in routes if route.path_regex.fullmatch(path) for method in route.methods or ()})


def _has(methods: Callable[[str], Sequence[str]], scope: Scope) -> bool:
    """Say whether an address has this method; one that is not there at all has none to be told."""
    there = methods(scope["path"])
    return not there or scope["method"] in there


def guarded(app: FastAPI) -> dict[str, str]:
    """Return the permission of every operation; refuse a route that has no guard before its door."""
    return {route.name: _permission(route) for route in _routes(app) if route.name not in OPEN_TO_ALL}


def holders() -> dict[str, list[str]]:
    """Return the roles that have each permission."""
    return {wanted.value: [role.value for role, grants in GRANTS.items() if wanted in grants] for wanted in Permission}


def api_routes(app: FastAPI) -> list[APIRoute]:
    """Return the routes of the contract, whichever router they hang on."""
    return [route for route in _routes(app) if route.include_in_schema]


def _routes(app: FastAPI) -> list[APIRoute]:
    """Return every route but the pages for developers, also those that the contract leaves out."""
    routers = (app.router, *(module.router for module in (*ROUTERS, health)))
    return [route for router in routers for route in router.routes if isinstance(route, APIRoute)]


def _permission(route: APIRoute) -> str:
    needs = route.dependant.dependencies
    guards = [place for place, each in enumerate(needs) if each.call is person_asking]
    opening = (open_reads, open_writes, open_unkept_writes, open_stream)
    doors = [place for place, each in enumerate(needs) if _opens(each, *opening)]
    if len(guards) != 1 or _opens(route.dependant, open_public) or min(doors, default=guards[0]) < guards[0]:
        raise Unguarded(f"{route.name}: take the caller with `Annotated[Caller, can(...)]`, before the door.")
    if "POST" in (route.methods or ()) and not isinstance(route, KeptRoute):
        raise Unguarded(f"{route.name}: a POST is kept with its reply; give its router `route_class=KeptRoute`.")
    scopes: Any = needs[guards[0]].own_oauth_scopes
    return str(scopes[0])


def _opens(dependant: Dependant, *doors: object) -> bool:
    """Say whether a dependency is one of these doors, or opens one on its own account."""
    return dependant.call in doors or any(_opens(each, *doors) for each in dependant.dependencies)
