"""New words on any day; asked for where somebody may have seen the old ones and a passkey came in without them."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from auth.signing_in import passphrases
from auth.signing_in.entering import change_passphrase, words_wanted
from auth.signing_in.starting import Whose
from models.words import say_refusal
from rules.errors import NotValid
from web.browser import must_be_sure, sitting
from web.councils import doorstep
from web.forms import PageRoute, form_of, then_of
from web.looks import go, page

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/my/words")
async def ask_for_new_words(request: Request, then: str = "") -> Response:
    """Offer new words, with a fresh sign-in."""
    return await _offer(request, then_of(then))


@router.post("/my/words")
async def take_new_words(request: Request) -> Response:
    """Take new words: every other device is signed out."""
    me, form = sitting(request), form_of(request)
    then = then_of(form["then"])
    await must_be_sure(request, me)
    if form["step"] == "other" or not form["new"]:
        return await _offer(request, then)
    try:
        await change_passphrase(doorstep(request), Whose(me.council_id, me.id), me.session_id, form["new"])
    except NotValid as refusal:
        return await _offer(request, then, wrong=say_refusal(refusal.sentence))
    return go(then or "/my")


async def _offer(request: Request, then: str, wrong: str = "") -> Response:
    me = sitting(request)
    await must_be_sure(request, me)
    seen = await words_wanted(doorstep(request), Whose(me.council_id, me.id))
    shown: dict[str, Any] = {"then": then, "wrong": wrong, "seen": seen, "offered": passphrases.offered()}
    return page(request, "my_words", status=422 if wrong else 200, **shown)
