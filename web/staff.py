"""Signing in at work: with the council's own directory, which also says when it is over."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from urllib.parse import parse_qs
from uuid import UUID

from fastapi import APIRouter, Request
from psycopg.errors import InvalidAuthorizationSpecification
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.clock import machine_time
from api.database import transaction
from api.statements import Write
from auth.directory import coming_in
from auth.directory.asking import LIFE, Asking, Begun, Came, NotThem, expected
from auth.directory.calling import NoAnswer
from auth.directory.coming_in import NoSuchRole, NotKnownHere
from auth.id_tokens import BadIdToken, kid_of, logged_out
from auth.permissions import Permission
from auth.signing_in.doorstep import WrongSecret
from auth.signing_in.entering import Entered, Whose
from models.directories import DirectoryFound
from models.sessions import END_ONE, WhyEnded
from models.words import say, say_refusal
from rules.errors import NotFound
from web.browser import Browser, sitting
from web.councils import council_of, councils, device_of, doorstep
from web.entering import let_in
from web.forms import PageRoute, asked, form_of, then_of
from web.looks import go, page

router = APIRouter(include_in_schema=False, route_class=PageRoute)
channel = APIRouter(include_in_schema=False)

BEFORE = Write(END_ONE)
GOES_WRONG = (NoAnswer, NotThem, NotKnownHere, NoSuchRole)


@router.get("/staff")
async def choose_council_of_staff(request: Request, then: str = "") -> Response:
    """Choose where I work."""
    return page(request, "choose", councils=await councils(request), way="staff", then=asked(then_of(then)))


@router.get("/staff/callback")
async def come_back(request: Request) -> Response:
    """Take back whoever was sent to a directory."""
    kept = Browser.of(request).opened("asked")
    if not kept:
        return _wrong(request, NotThem())
    begun = Begun.read(kept)
    there = await coming_in.directory(doorstep(request), *begun.whose)
    asking: Asking = request.app.state.asking
    try:
        who = await asking.finish(there, begun, dict(request.query_params))
        return await _entered(request, there, who, begun.then)
    except NotKnownHere:
        return _unknown(request, there, who[0].subject)
    except GOES_WRONG as error:
        return _wrong(request, error)


@router.get("/staff/again")
async def prove_at_directory(request: Request, then: str = "") -> Response:
    """Prove once more who I am, where I did so first."""
    me = sitting(request)
    there = await coming_in.directory_of(doorstep(request), Whose(me.council_id, me.id), me.session_id)
    return await _sent(request, there, then_of(then), anew=True)


@router.get("/staff/link")
async def ask_for_invite(request: Request) -> Response:
    """Ask for the invite of somebody whom the directory knows and we do not yet."""
    return page(request, "link") if Browser.of(request).opened("unknown") else go("/staff")


@router.post("/staff/link")
async def link_person(request: Request) -> Response:
    """Know somebody from now on, by an invite of the council's admin; then they sign in as they always will."""
    browser, form = Browser.of(request), form_of(request)
    kept = json.loads(urlsafe_b64decode(browser.opened("unknown")) or "{}")
    if not kept or machine_time().timestamp() > kept["over_at"]:
        return go("/staff")
    there = await coming_in.directory(doorstep(request), UUID(kept["council_id"]), UUID(kept["directory_id"]))
    try:
        await coming_in.link(doorstep(request), there, kept["subject"], (form["code"], form["number"]))
    except WrongSecret as refusal:
        return page(request, "link", status=422, wrong=say_refusal(refusal.sentence))
    (council,) = [each for each in await councils(request) if each.council_id == there.council_id]
    reply = page(request, "linked", council=council, there=there)  # a form of ours may not end at another host
    browser.drop(reply, "unknown")
    return reply


@router.get("/staff/{slug}")
async def choose_directory(request: Request, slug: str, then: str = "") -> Response:
    """Choose the directory, where a council has more than one."""
    council = await council_of(request, slug)
    found = await coming_in.directories(doorstep(request), council.council_id)
    return page(request, "staff", council=council, directories=found, then=asked(then_of(then)))


@router.get("/staff/{slug}/{directory_id}")
async def go_to_directory(request: Request, slug: str, directory_id: UUID, then: str = "") -> Response:
    """Send the browser to the directory; state, nonce and verifier stay with it."""
    council = await council_of(request, slug)
    there = await coming_in.directory(doorstep(request), council.council_id, directory_id)
    return await _sent(request, there, then_of(then))


@channel.post("/staff/{slug}/{directory_id}/signed-out")
async def hear_of_sign_out(request: Request, slug: str, directory_id: UUID) -> Response:
    """End at once what a directory says is over (OpenID Connect Back-Channel Logout)."""
    try:
        council = await council_of(request, slug)
        there = await coming_in.directory(doorstep(request), council.council_id, directory_id)
        (raw,) = parse_qs((await request.body()).decode("ascii"), strict_parsing=True)["logout_token"]
        jwk = await request.app.state.asking.providers.key(there.issuer, kid_of(raw))
        said = logged_out(raw, jwk, expected(there), now=machine_time())
    except (NotFound, ValueError, KeyError, BadIdToken, NoAnswer):
        return JSONResponse({"error": "invalid_request"}, 400)
    await coming_in.log_out(doorstep(request), there, said)
    return Response()


async def _sent(request: Request, there: DirectoryFound, then: str, *, anew: bool = False) -> Response:
    asking: Asking = request.app.state.asking
    try:
        address, begun = await asking.begin(there, then, anew=anew)
    except NoAnswer as error:
        return _wrong(request, error)
    reply = RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
    browser = Browser.of(request)
    browser.keep(reply, "asked", browser.sealed("asked", begun.said), max_age=LIFE)
    return reply


async def _entered(request: Request, there: DirectoryFound, who: Came, then: str) -> Response:
    entered = await coming_in.enter(doorstep(request), request.app.state.asking, there, who, device_of(request))
    await _end_former(request, entered)
    reply = let_in(request, entered, then)
    Browser.of(request).drop(reply, "asked")
    return reply


async def _end_former(request: Request, entered: Entered) -> None:
    """End the session that this browser had of the same person: a device stands in the list once."""
    me, state = Browser.of(request).sitter, request.app.state
    if me is None or me.id != entered.session_of.id:
        return
    with suppress(InvalidAuthorizationSpecification):
        async with transaction(state.pool, me.caller(state.seals, Permission.sessions_end).sealed) as db:
            await db.rows(BEFORE, whose=me.id, which=me.session_id, why=WhyEnded.signed_out)


def _unknown(request: Request, there: DirectoryFound, subject: str) -> Response:
    """Remember, in this browser alone, who signed in there, and ask for an invite."""
    kept = {
        "council_id": str(there.council_id),
        "directory_id": str(there.id),
        "subject": subject,
        "over_at": int(machine_time().timestamp()) + LIFE,
    }
    reply, browser = go("/staff/link"), Browser.of(request)
    browser.keep(
        reply, "unknown", browser.sealed("unknown", urlsafe_b64encode(json.dumps(kept).encode()).decode()), max_age=LIFE
    )
    return reply


def _wrong(request: Request, error: Exception) -> Response:
    key = {NoAnswer: "no_answer", NoSuchRole: "no_role"}.get(type(error), "not_them")
    status = {NoAnswer: 503, NoSuchRole: 403}.get(type(error), 400)
    return page(request, "sorry", status=status, says=say(f"staff_pages.{key}"))
