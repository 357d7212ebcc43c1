"""Proving once more who one is: for five minutes, what is secret can be read."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.database import Reads
from api.statements import Read
from auth.permissions import Permission
from auth.signing_in.doorstep import TooSoon, WrongSecret
from auth.signing_in.entering import Whose, prove
from auth.signing_in.starting import at_work
from models.passkeys import MINE, PasskeyFound
from models.words import say_refusal
from web.browser import Sitter, sitting
from web.councils import doorstep
from web.forms import PageRoute, form_of, then_of
from web.looks import go, page

router = APIRouter(include_in_schema=False, route_class=PageRoute)

LIST = Read(PasskeyFound, MINE)


@router.get("/my/prove")
async def ask_words_again(request: Request, then: str = "") -> Response:
    """Ask for the words once more."""
    me = sitting(request)
    return await _ask(request, me, then_of(then))


@router.post("/my/prove")
async def take_words_again(request: Request) -> Response:
    """Take the words once more."""
    me, form = sitting(request), form_of(request)
    then = then_of(form["then"])
    try:
        await prove(doorstep(request), Whose(me.council_id, me.id), me.session_id, form["words"])
    except (WrongSecret, TooSoon) as refusal:
        return await _ask(request, me, then, wrong=say_refusal(refusal.sentence))
    return go(then or "/my")


async def of_a_directory(request: Request, me: Sitter) -> bool:
    """Say whether the council's directory is how they come in, and nothing else."""
    if not me.staff:
        return False
    async with doorstep(request).at(me.council_id, me.id, "sessions:prove") as db:
        return await at_work(db, Whose(me.council_id, me.id))


async def _ask(request: Request, me: Sitter, then: str, wrong: str = "") -> Response:
    """Ask for the words, or for a passkey where there is one."""
    state = request.app.state
    reads = Reads(state.pool, me.caller(state.seals, Permission.passkeys_read).sealed)
    mine = await reads.all(LIST(me=me.id))
    there = await of_a_directory(request, me)
    shown: dict[str, Any] = {"wrong": wrong, "then": then, "passkey": bool(mine), "at_work": there}
    return page(request, "prove", status=422 if wrong else 200, **shown)
