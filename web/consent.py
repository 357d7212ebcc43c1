"""What an app asks for, in a young person's words; each thing can be unticked, and no is as easy as yes."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.database import Reads
from api.errors import StepUp
from api.statements import Read
from auth.oauth.answers import CannotAsk, SentBack
from auth.oauth.authorizing import NotSure, Pending, SignedIn, begin, grant, refuse
from auth.oauth.counter import Counter
from auth.permissions import Permission
from models.accounts import Role
from models.sessions import MINE, SessionFound
from models.words import say
from rules.errors import NotAllowed
from web.browser import Sitter, sitting
from web.forms import PageRoute, asked, form_of, then_of
from web.looks import go, page

router = APIRouter(include_in_schema=False, route_class=PageRoute)

CONSENT = "/apps/consent"
HERE = Read(SessionFound, MINE)
Said = Mapping[str, str]


@router.get(CONSENT)
async def ask_consent(request: Request) -> Response:
    """Show what an app asks for."""
    said, query = dict(request.query_params), request.url.query
    try:
        pending = await begin(counter_of(request), said)
        await _must_be_hers(request, pending)
    except CannotAsk:
        return page(request, "sorry", status=400, says=say("pages.consent.bad_app"))
    except SentBack as back:
        return _back(back.location)
    ends = origin_of(pending.redirect_uri)
    return page(request, "consent", app=pending.client, scopes=pending.scopes, asked=query, goes_to=ends)


@router.post(CONSENT)
async def take_consent(request: Request) -> Response:
    """Send the young person back to the app, with what she said."""
    query = form_of(request)["asked"]
    try:
        return _back(await _answer(request, dict(parse_qsl(query))))
    except CannotAsk:
        return page(request, "sorry", status=400, says=say("pages.consent.bad_app"))
    except (NotSure, StepUp):
        return go("/my/prove" + asked(then_of(f"{CONSENT}?{query}")))


async def _answer(request: Request, said: Said) -> str:
    """Return where the browser goes."""
    form, counter = form_of(request), counter_of(request)
    try:
        pending = await begin(counter, said)
    except SentBack as back:
        return back.location
    me = await _must_be_hers(request, pending)
    if form["answer"] != "yes":
        return refuse(pending)
    return await grant(counter, pending, SignedIn(me.id, me.session_id), form.all("scope"))


def counter_of(request: Request) -> Counter:
    state = request.app.state
    return Counter(state.pool, state.seals, state.keys)


async def _must_be_hers(request: Request, pending: Pending) -> Sitter:
    """Insist on a young person of the app's council; on a fresh sign-in where a secret could be given away."""
    me, state = sitting(request), request.app.state
    if me.role != Role.young_person or me.council_id != pending.client.council_id:
        raise NotAllowed
    caller = me.caller(state.seals, Permission.sessions_read)
    await Reads(state.pool, caller.sealed).all(HERE(me=me.id))
    if pending.fresh or not all(each.ticked for each in pending.scopes):
        caller.must_be_sure()
    return me


def origin_of(address: str) -> str:
    """Return what the policy of the page has to let a form end at: the app's own address, or its own scheme."""
    parts = urlsplit(address)
    named = parts.scheme in {"http", "https"} and not parts.netloc.startswith("[")
    return f"{parts.scheme}://{parts.netloc}" if named else f"{parts.scheme}:"


def _back(location: str) -> Response:
    return RedirectResponse(location, 303, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})
