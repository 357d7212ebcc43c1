"""Coming in with an invite: the code, the number that was said in person, then words of one's own."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from auth.signing_in import passphrases
from auth.signing_in.doorstep import WrongSecret
from auth.signing_in.entering import redeem
from models.words import say_refusal
from rules.errors import NotValid
from web.councils import OnThePage, council_of, councils, device_of, doorstep
from web.entering import let_in
from web.forms import Form, PageRoute, form_of
from web.looks import go, page

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/invite")
async def choose_council_first(request: Request) -> Response:
    """Choose who sent the invite."""
    found = await councils(request)
    if len(found) == 1:
        return go(f"/invite/{found[0].slug}")
    return page(request, "choose", councils=found, way="invite", then="")


@router.get("/invite/{slug}")
async def ask_code(request: Request, slug: str) -> Response:
    """Ask for the code. It stands in a form and never in an address, which others could read later."""
    return page(request, "code", council=await council_of(request, slug))


@router.post("/invite/{slug}")
async def take_invite(request: Request, slug: str) -> Response:
    """Take the code, the number, then the words, one page each."""
    council, form = await council_of(request, slug), form_of(request)
    if not form["code"].strip():
        return page(request, "code", status=422, wrong="code", council=council)
    if not form["number"].strip():
        wrong = "number" if form["step"] == "number" else ""
        return page(request, "number", status=422 if wrong else 200, wrong=wrong, council=council, code=form["code"])
    if not form["words"] or form["step"] == "other":
        return _words(request, council, form)
    return await _redeemed(request, council, form)


async def _redeemed(request: Request, council: OnThePage, form: Form) -> Response:
    typed = (form["code"], form["number"])
    try:
        entered = await redeem(doorstep(request), council.council_id, typed, form["words"], device_of(request))
    except WrongSecret as refusal:
        return page(request, "code", status=422, wrong=say_refusal(refusal.sentence), council=council)
    except NotValid as refusal:
        return _words(request, council, form, wrong=say_refusal(refusal.sentence))
    return let_in(request, entered, "/my/name")


def _words(request: Request, council: OnThePage, form: Form, wrong: str = "") -> Response:
    typed = {"code": form["code"], "number": form["number"]}
    shown: dict[str, Any] = typed | {"council": council, "offered": passphrases.offered()}
    return page(request, "new_words", status=422 if wrong else 200, wrong=wrong, **shown)
