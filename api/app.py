"""Put the service together. It refuses to start with a door that nobody guards."""

import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import cache, partial
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Scope

import web
from api import channels, contract, docs, health, keys, migrations
from api.answering import Switchboard, ways
from api.boundary import Boundary
from api.clock import Clock
from api.conditional import Conditional
from api.connections import KEPT_FREE, open_pool
from api.errors import handle_all, refuse
from api.figures import Figures
from api.frame import Frame
from api.guards import permission_of
from api.idempotency import handle_replays
from api.languages import Languages
from api.limiting import Limiting
from api.limits import Limits
from api.origins import Origins, Registered
from api.sandbox import Sandbox
from api.settings import Settings
from api.streams import Streams
from auth.directory.asking import Asking
from auth.directory.providers import Providers
from auth.hiding import Hidden
from auth.keyring import Keyring
from auth.permissions import GRANTS, Permission
from auth.scopes import words_of_scopes
from auth.signing_in.ceremonies import Site
from auth.tokens import new_signing_key
from auth.who import Seals
from jobs.post import Post
from jobs.work import working
from routers import (
    access_log,
    advocate_requests,
    apps,
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
    my_apps,
    my_notice_settings,
    my_notices,
    my_push_subscriptions,
    my_requests,
    my_stream,
    notices,
    oauth,
    passkeys,
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
    *(plans, plan_views, plan_shares, reviews, promises, sessions, passkeys, invites, my_apps, apps),
    *(triage, requests, reassigning, young_people, staff_plans, staff_reviews, involvements, introductions),
    *(cover, departures, reports, notices, deliveries, calendars, councils, glossary),
)
OPEN_TO_ALL = frozenset(
    {
        *("list_councils", "read_council", "read_council_help", "list_council_promises", "read_glossary"),
        "register_app",
        *("read_livez", "read_readyz"),
    }
)


def create_app(settings: Settings) -> FastAPI:
    """Return the service, its pool not open yet. `app.state` holds what a request needs."""
    app = FastAPI(
        title="Kept",
        version=version("kept"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # it would tell addresses, with ids in them
        lifespan=_alive,
        generate_unique_id_function=contract.operation_name,
    )
    for module in (*ROUTERS, health, docs, oauth):
        app.include_router(module.router)
    for pages in web.ROUTERS:
        app.include_router(pages)
    if settings.docs:
        app.include_router(docs.browser)
    permissions = guarded(app)
    app.openapi = cache(lambda: contract.contract_of(app, permissions, holders(), words_of_scopes()))  # type: ignore[method-assign]
    handle_all(app)
    handle_replays(app)
    _state(app, settings)
    _layers(app)
    if settings.demo and settings.owner_url:
        _give_a_sandbox(app, settings.owner_url)
    return app


def _give_a_sandbox(app: FastAPI, owner_url: str) -> None:
    app.include_router(sandbox.router)
    app.state.sandbox = Sandbox(owner_url, app.state.seals)


def _state(app: FastAPI, settings: Settings) -> None:
    app.state.clock = Clock()
    app.state.public = settings.issuer
    app.state.methods = partial(_methods, _routes(app))
    app.state.figures = Figures()
    keys.read_or_make(settings.signing_key, new_signing_key)
    app.state.keys = Keyring(settings.signing_key, issuer=settings.issuer)
    context_key = keys.read_or_make(settings.context_key, keys.new_context_key)
    app.state.seals = Seals(context_key, app.state.clock)
    app.state.asking = Asking(Providers(), Hidden(context_key), settings.issuer)
    app.state.site = Site.of(settings)
    app.state.pool = open_pool(settings.database_url, size=settings.pool_size, kept_free=KEPT_FREE)
    app.state.limits = Limits(app.state.pool, context_key, settings.quotas)
    app.state.origins = Registered(app.state.pool, app.state.seals.nobody, here=settings.demo)
    app.state.revision = migrations.newest()
    app.state.jobs_url = settings.jobs_url
    app.state.channels = channels.read(settings.channels, demo=settings.demo)
    app.state.streams = Streams(longest=settings.stream_seconds)


def _layers(app: FastAPI) -> None:
    """From the inside out: the way to a handler, a reply's tag, the boundary, quotas, other pages, the frame."""
    app.add_middleware(Switchboard, service=app, ways=ways(_routes(app)))
    app.add_middleware(Conditional)
    app.add_middleware(Boundary, refuse=refuse, has=partial(_has, app.state.methods))
    app.add_middleware(Limiting, limits=app.state.limits, page=web.wait_a_bit)
    app.add_middleware(Origins, registered=app.state.origins)
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
    return {route.name: permission_of(route) for route in _routes(app) if route.name not in OPEN_TO_ALL}


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
