"""My passkeys: the devices that let me in without words; a new one; and how to take one away."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.database import Reads, only, transaction
from api.errors import StepUp
from api.statements import Read, Write
from auth.permissions import Permission
from auth.signing_in.doorstep import WrongSecret
from auth.signing_in.passkeys import begin_registration, finish_registration
from auth.signing_in.starting import Whose
from models.passkeys import MINE, REMOVE, WAYS_IN, PasskeyFound, WaysIn, WhyRemoved
from models.words import say_refusal
from rules.errors import NotNow
from web.browser import Sitter, must_be_sure, sitting
from web.councils import device_of, doorstep
from web.forms import PageRoute, asked, form_of
from web.looks import day_and_hour, go, page
from web.passkeys import site_of, to_device

router = APIRouter(include_in_schema=False, route_class=PageRoute)

KEYS = "/my/keys"
NEW = f"{KEYS}/new"
LIST, COUNTED, REMOVED = Read(PasskeyFound, MINE), Read(WaysIn, WAYS_IN), Write(REMOVE)


@router.get(KEYS)
async def read_my_keys(request: Request) -> Response:
    """Show the devices that let me in without words."""
    return await _list(request, sitting(request))


@router.get(NEW)
async def ask_for_my_key(request: Request) -> Response:
    """Say what a passkey is, and for whom it is not; ask for a fresh sign-in first."""
    await must_be_sure(request, sitting(request))
    return page(request, "new_key", wrong="")


@router.post(NEW)
async def make_my_key(request: Request) -> Response:
    """Ask this device for a passkey, then keep the one that it made."""
    me, answer = sitting(request), form_of(request)["answer"]
    step, site, whose = doorstep(request), site_of(request), Whose(me.council_id, me.id)
    try:
        await must_be_sure(request, me)
        if not answer:
            return to_device(await begin_registration(step, site, whose, me.session_id))
        await finish_registration(step, site, whose, me.session_id, (answer, device_of(request).words))
    except StepUp:
        return go("/my/prove" + asked(NEW))
    except WrongSecret as refusal:
        return page(request, "new_key", status=422, wrong=say_refusal(refusal.sentence))
    return go(KEYS)


@router.post(KEYS + "/{passkey_id}/away")
async def take_my_key_away(request: Request, passkey_id: UUID) -> Response:
    """Take a device away: it opens nothing any more. A young person's last way in stays."""
    me = sitting(request)
    try:
        await _take_away(request, me, passkey_id)
    except StepUp:
        return go("/my/prove" + asked(KEYS))
    except NotNow as refusal:
        return await _list(request, me, status=409, wrong=say_refusal(refusal.sentence))
    return go(KEYS)


async def _take_away(request: Request, me: Sitter, passkey_id: UUID) -> None:
    state = request.app.state
    caller = me.caller(state.seals, Permission.passkeys_edit)
    async with transaction(state.pool, caller.sealed) as db:
        caller.must_be_sure()
        (ways,) = await db.all(COUNTED(me=me.id))
        ways.must_leave_one(me.role)
        only(await db.rows(REMOVED, whose=me.id, which=passkey_id, why=WhyRemoved.removed))


async def _list(request: Request, me: Sitter, *, status: int = 200, wrong: str = "") -> Response:
    state = request.app.state
    reads = Reads(state.pool, me.caller(state.seals, Permission.passkeys_read).sealed)
    found = await reads.all(LIST(me=me.id))
    shown = [{"id": each.id, "name": each.name, "since": day_and_hour(each.added_at)} for each in found]
    return page(request, "keys", status=status, wrong=wrong, keys=shown)
