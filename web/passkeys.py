"""Coming in with a passkey: a device is asked to sign by our one script, and what it made is sent as a form.

Each address is asked twice: without an answer it says what the device is asked for, with one it looks at that.
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from auth.signing_in import passkeys
from auth.signing_in.ceremonies import Site
from auth.signing_in.doorstep import TooSoon, WrongSecret
from auth.signing_in.starting import Whose
from models.words import say_refusal
from web.browser import sitting
from web.councils import council_of, device_of, doorstep
from web.entering import let_in
from web.forms import PageRoute, form_of, then_of
from web.looks import go, page

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.post("/sign-in/{slug}/passkey")
async def sign_in_with_passkey(request: Request, slug: str) -> Response:
    """Sign in with whatever passkey the device has. Nobody types a name."""
    council, form = await council_of(request, slug), form_of(request)
    step, site, then = doorstep(request), site_of(request), then_of(form["then"])
    if not form["answer"]:
        return to_device(await passkeys.begin_sign_in(step, site, council.council_id))
    try:
        entered = await passkeys.finish_sign_in(step, site, council.council_id, form["answer"], device_of(request))
    except WrongSecret as refusal:
        wrong = say_refusal(refusal.sentence)
        return page(request, "name", status=422, no_passkey=wrong, council=council, then=then)
    return let_in(request, entered, then)


@router.post("/invite/{slug}/passkey")
async def redeem_with_passkey(request: Request, slug: str) -> Response:
    """Open an account with an invite, and a passkey in the place of words."""
    council, form = await council_of(request, slug), form_of(request)
    step, site, typed = doorstep(request), site_of(request), (form["code"], form["number"])
    device = device_of(request)
    try:
        if not form["answer"]:
            return to_device(await passkeys.begin_redeeming(step, site, council.council_id, typed))
        whose, said = (council.council_id, *typed), (form["answer"], device.words)
        entered = await passkeys.finish_redeeming(step, site, whose, said, device)
    except WrongSecret as refusal:
        return page(request, "code", status=422, wrong=say_refusal(refusal.sentence), council=council)
    return let_in(request, entered, "/my/name")


@router.post("/my/prove/passkey")
async def prove_with_passkey(request: Request) -> Response:
    """Prove once more who one is, with a passkey of one's own."""
    me, form = sitting(request), form_of(request)
    step, site, whose = doorstep(request), site_of(request), Whose(me.council_id, me.id)
    if not form["answer"]:
        return to_device(await passkeys.begin_proof(step, site, whose, me.session_id))
    then = then_of(form["then"])
    try:
        await passkeys.finish_proof(step, site, whose, me.session_id, form["answer"])
    except (WrongSecret, TooSoon) as refusal:
        wrong = say_refusal(refusal.sentence)
        return page(request, "prove", status=422, no_passkey=wrong, then=then, passkey=True, at_work=False)
    return go(then or "/my")


def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def to_device(options: str) -> Response:
    """Say what our script asks the device for."""
    return Response(options, media_type="application/json", headers={"Cache-Control": "no-store"})
