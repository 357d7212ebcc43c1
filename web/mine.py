"""What is mine here: where I am signed in, how to sign out, and what to do when somebody saw my phone."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.database import Reads, only, transaction
from api.statements import Read, Write
from auth.permissions import Permission
from auth.signing_in.starting import account_of
from models.sessions import END_ALL, END_ONE, END_OTHERS, MINE, SessionFound, WhyEnded
from models.sign_ins import WANT_NEW_WORDS
from models.words import say
from web.browser import Browser, Sitter, sitting
from web.councils import doorstep
from web.forms import PageRoute, form_of
from web.looks import day_and_hour, go, page
from web.proving import of_a_directory

router = APIRouter(include_in_schema=False, route_class=PageRoute)

LIST = Read(SessionFound, MINE)
ALL, ONE, OTHERS, NEW_WORDS = Write(END_ALL), Write(END_ONE), Write(END_OTHERS), Write(WANT_NEW_WORDS)
STEPS = ("safe", "change", "tell", "alone")


@router.get("/my")
async def read_my_page(request: Request) -> Response:
    """Show what there is to do."""
    me = sitting(request)
    await _devices(request, me)
    return page(request, "my", role=me.role, at_work=await of_a_directory(request, me))


@router.get("/my/name")
async def read_my_name(request: Request) -> Response:
    """Show the name to sign in with, just after coming in with an invite."""
    me = sitting(request)
    await _devices(request, me)
    async with doorstep(request).at(me.council_id, me.id, "sessions:read") as db:
        found = await account_of(db, me.id)
    return page(request, "my_name", name=found.name, words=found.passphrase is not None)


@router.get("/my/devices")
async def read_my_devices(request: Request) -> Response:
    """Show every device on which I am signed in."""
    me = sitting(request)
    found = await _devices(request, me)
    shown = [_shown(each, this_one=each.id == me.session_id) for each in found]
    return page(request, "devices", devices=shown)


@router.post("/my/devices/{session_id}/end")
async def end_my_device(request: Request, session_id: UUID) -> Response:
    """Sign out of one device."""
    me = sitting(request)
    await _end(request, me, ONE, which=session_id, why=WhyEnded.signed_out)
    return go("/my/devices")


@router.post("/my/devices/end")
async def end_my_devices(request: Request) -> Response:
    """Sign out everywhere, here too."""
    await _end(request, sitting(request), ALL, why=WhyEnded.signed_out)
    return _gone(request)


@router.get("/my/seen")
async def ask_about_my_phone(request: Request) -> Response:
    """Ask whether somebody saw my phone, before anything happens."""
    await _devices(request, sitting(request))
    return page(request, "seen")


@router.post("/my/seen")
async def say_that_they_saw(request: Request) -> Response:
    """Sign out every other device at once, or this one too, want new words, and say what to do next."""
    me, here_too = sitting(request), bool(form_of(request)["here_too"])
    state = request.app.state
    async with transaction(state.pool, me.caller(state.seals, Permission.sessions_end).sealed) as db:
        await db.rows(ALL if here_too else OTHERS, whose=me.id, why=WhyEnded.seen, **_but(me, here_too=here_too))
        await db.send(NEW_WORDS, whose=me.id)
    how = "here_too" if here_too else "says"
    steps = [say(f"sessions.seen.{step}") for step in STEPS]
    new_words = not here_too and not await of_a_directory(request, me)
    reply = page(request, "seen_done", says=say(f"sessions.seen.{how}"), steps=steps, new_words=new_words)
    if here_too:
        Browser.of(request).stand_up(reply)
    return reply


def _but(me: Sitter, *, here_too: bool) -> dict[str, UUID]:
    return {} if here_too else {"but": me.session_id}


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Sign out here."""
    me = Browser.of(request).sitter
    if me:
        await _end(request, me, ONE, which=me.session_id, why=WhyEnded.signed_out)
    return _gone(request)


@router.get("/signed-out")
async def read_signed_out(request: Request) -> Response:
    """Say that it is done."""
    return page(request, "signed_out")


async def _devices(request: Request, me: Sitter) -> list[SessionFound]:
    """Return where I am signed in; whoever is not any more is sent to sign in."""
    state = request.app.state
    caller = me.caller(state.seals, Permission.sessions_read)
    return await Reads(state.pool, caller.sealed).all(LIST(me=me.id))


async def _end(request: Request, me: Sitter, how: Write, **which: object) -> None:
    state = request.app.state
    async with transaction(state.pool, me.caller(state.seals, Permission.sessions_end).sealed) as db:
        ended = await db.rows(how, whose=me.id, **which)
        if how is ONE:
            only(ended)


def _gone(request: Request) -> Response:
    reply = go("/signed-out")
    Browser.of(request).stand_up(reply)
    return reply


def _shown(found: SessionFound, *, this_one: bool) -> Mapping[str, object]:
    since = day_and_hour(found.started_at)
    return {"id": found.id, "device": found.device, "app": found.app, "since": since, "this_one": this_one}
