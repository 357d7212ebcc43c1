"""My apps: what I let in, what each may still do, and how to send it away. It holds from the next request on."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.database import Reads, Writes, only, transaction
from api.statements import Read, Write
from auth.permissions import Permission
from auth.scopes import ScopeWords, in_words
from models.app_shapes import HELD, MINE, NARROW, ONE_OF_MINE, SIGN_OUT, WITHDRAW, MyAppFound
from models.apps import AppState
from rules.clocks import local, named
from web.browser import Sitter, sitting
from web.forms import PageRoute, form_of
from web.looks import day_and_hour, go, page

router = APIRouter(include_in_schema=False, route_class=PageRoute)

LIST, ONE = Read(MyAppFound, MINE), Read(MyAppFound, ONE_OF_MINE)
LOCKED, NARROWED, TAKEN_BACK, SIGNED_OUT = Write(HELD), Write(NARROW), Write(WITHDRAW), Write(SIGN_OUT)


@router.get("/my/apps")
async def read_my_apps(request: Request) -> Response:
    """Show every app that I let in."""
    me = sitting(request)
    return page(request, "apps", apps=await _reads(request, me).all(LIST(me=me.id)))


@router.get("/my/apps/{app_id}")
async def read_one_of_my_apps(request: Request, app_id: UUID) -> Response:
    """Show what one app may do; each can be unticked."""
    me = sitting(request)
    reads = _reads(request, me)
    found = await reads.one(ONE(me=me.id, which=app_id))
    today = local(reads.now).date()
    over = found.state is not AppState.approved or found.ends_on is None or found.ends_on < today
    until = f"{named(found.ends_on)} {found.ends_on.year}" if found.ends_on and not over else ""
    shown: dict[str, Any] = {"scopes": _ticked(found.scopes), "since": day_and_hour(found.given_at), "until": until}
    return page(request, "one_app", app=found, **shown)


@router.post("/my/apps/{app_id}")
async def narrow_one_of_my_apps(request: Request, app_id: UUID) -> Response:
    """Let an app do less: only what is still ticked, never more than before; with nothing ticked, it is sent away."""
    me, state, ticked = sitting(request), request.app.state, form_of(request).all("scope")
    async with transaction(state.pool, me.caller(state.seals, Permission.apps_change_own).sealed) as db:
        held = only(await db.rows(LOCKED, me=me.id, which=app_id))
        left = sorted(set(held["scopes"]) & set(ticked))
        await (db.send(NARROWED, which=held["id"], scopes=left) if left else _sent_away(db, held["id"]))
    return go(f"/my/apps/{app_id}") if left else page(request, "app_away")


@router.post("/my/apps/{app_id}/away")
async def send_one_of_my_apps_away(request: Request, app_id: UUID) -> Response:
    """Take back what I agreed to: the app is signed out everywhere."""
    me, state = sitting(request), request.app.state
    async with transaction(state.pool, me.caller(state.seals, Permission.apps_change_own).sealed) as db:
        held = only(await db.rows(LOCKED, me=me.id, which=app_id))
        await _sent_away(db, held["id"])
    return page(request, "app_away")


async def _sent_away(db: Writes, agreed: UUID) -> None:
    await db.send(TAKEN_BACK, which=agreed)
    await db.rows(SIGNED_OUT, which=agreed)


def _reads(request: Request, me: Sitter) -> Reads:
    state = request.app.state
    return Reads(state.pool, me.caller(state.seals, Permission.apps_read_own).sealed)


def _ticked(scopes: list[str]) -> list[ScopeWords]:
    """Show what it may do as ticked, secret or not: she said yes to it."""
    return [each.model_copy(update={"ticked": True}) for each in in_words(scopes)]
