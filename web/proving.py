"""Proving once more who one is: for five minutes, what is secret can be read."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from auth.signing_in.doorstep import TooSoon, WrongSecret
from auth.signing_in.entering import Whose, prove
from models.accounts import Role
from models.words import say_refusal
from web.browser import sitting
from web.councils import doorstep
from web.forms import PageRoute, form_of, then_of
from web.looks import go, page

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/my/prove")
async def ask_words_again(request: Request, then: str = "") -> Response:
    """Ask for the words once more."""
    role = sitting(request).role
    return page(request, "prove", then=then_of(then), staff=role != Role.young_person)


@router.post("/my/prove")
async def take_words_again(request: Request) -> Response:
    """Take the words once more."""
    me, form = sitting(request), form_of(request)
    then, staff = then_of(form["then"]), me.role != Role.young_person
    try:
        await prove(doorstep(request), Whose(me.council_id, me.id), me.session_id, form["words"])
    except (WrongSecret, TooSoon) as refusal:
        return page(request, "prove", status=422, wrong=say_refusal(refusal.sentence), then=then, staff=staff)
    return go(then or "/my")
